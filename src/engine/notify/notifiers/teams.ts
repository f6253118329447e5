import { z } from 'zod'
import type { AlertMessage } from '../alert-message.ts'
import { cutText } from '../cut-text.ts'
import { defineNotifier } from '../notifier.ts'
import { postJson } from '../post-message.ts'
import { unlinkedWords } from '../unlinked-words.ts'
import { webAddress } from './target-fields.ts'

const schema = z.strictObject({
  url: webAddress.meta({
    title: 'Webhook address',
    description: 'Of a workflow that posts to a channel or chat.',
    secret: true,
  }),
})
type TeamsTarget = z.infer<typeof schema>

/** A message may have 28 KB in all (https://learn.microsoft.com/microsoftteams/limits-specifications-teams); in characters. */
const TITLE_LENGTH = 500
const BODY_LENGTH = 4000
const MOST_LINES = 40
const FOOTER_LENGTH = 500

/** Posts to a channel or chat of Microsoft Teams through a workflow's webhook. */
export const teamsNotifier = defineNotifier<TeamsTarget>({
  kind: 'teams',
  title: 'Microsoft Teams',
  summary: 'Posts to a channel or chat of Microsoft Teams.',
  setUp:
    'In Teams open Workflows at the channel, take "Send webhook alerts to a channel", and copy the address that it shows at the end.',
  schema,
  style: 'messages',
  isHere: false,
  async send(message, { url }, context) {
    const { title, body, footer } = unlinkedWords(message, context)
    const lines = cutText(body, BODY_LENGTH).split('\n').slice(0, MOST_LINES)
    const card = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      ...{ type: 'AdaptiveCard', version: '1.4' },
      body: [
        line(cutText(title, TITLE_LENGTH), { size: 'Medium', weight: 'Bolder', color: colourOf(message) }),
        ...lines.filter(text => text.trim() !== '').map(text => line(text)),
        line(cutText(footer, FOOTER_LENGTH), { size: 'Small', isSubtle: true }),
      ],
    }
    await postJson(
      {
        ...{ title: 'Microsoft Teams', url, secrets: [url] },
        json: {
          type: 'message',
          attachments: [
            {
              contentType: 'application/vnd.microsoft.card.adaptive',
              contentUrl: null,
              content: card,
            },
          ],
        },
        remedy: statusCode =>
          [400, 401, 403, 404].includes(statusCode)
            ? 'Check that the workflow is there and switched on, and copy its address anew.'
            : undefined,
      },
      context,
    )
  },
})

/** One line of text. Unlike a TextBlock's, the text of a TextRun is never read as Markdown. */
function line(text: string, look: Readonly<Record<string, unknown>> = {}) {
  // {{DATE(…)}} would be replaced.
  const inert = text.replaceAll('{{', '{\u2060{')
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: inert, ...look }] }
}

function colourOf({ kind, level }: AlertMessage): string {
  if (kind === 'recovery') return 'Good'
  if (kind === 'acknowledged' || kind === 'test' || level === 'info') return 'Default'
  return level === 'critical' ? 'Attention' : 'Warning'
}
