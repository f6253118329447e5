import type { AlertMessage } from './alert-message.ts'
import { withoutAutoLinks } from './cut-text.ts'
import { type MessageWords, messageWords, type WordsContext } from './message-words.ts'

/** The words of a message for places that make links and mentions of plain text by themselves: none are made of these. */
export function unlinkedWords(message: AlertMessage, context: WordsContext): MessageWords {
  const { title, body, footer } = messageWords(message, context)
  return { title: withoutAutoLinks(title), body: withoutAutoLinks(body), footer: withoutAutoLinks(footer) }
}
