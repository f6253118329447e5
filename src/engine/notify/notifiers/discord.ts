import { z } from 'zod'
import { cutEscaped, cutText } from '../cut-text.ts'
import { escapeMarkdown } from '../escape-markdown.ts'
import { messageColour } from '../message-words.ts'
import { defineNotifier } from '../notifier.ts'
import { postJson } from '../post-message.ts'
import { unlinkedWords } from '../unlinked-words.ts'
import { webAddress } from './target-fields.ts'

const schema = z.strictObject({
  url: webAddress.meta({
    title: 'Webhook address',
    description: 'It begins with https://discord.com/api/webhooks/.',
    secret: true,
  }),
})
type DiscordTarget = z.infer<typeof schema>

/** Limits of an embed, in characters; 6000 in all (https://discord.com/developers/docs/resources/message#embed-object-embed-limits). */
const TITLE_LENGTH = 256
const DESCRIPTION_LENGTH = 4000
const FOOTER_LENGTH = 1000

const limitedSchema = z.looseObject({ retry_after: z.number().min(0).max(86_400) })

/** Posts to a channel of Discord through a webhook. */
export const discordNotifier = defineNotifier<DiscordTarget>({
  kind: 'discord',
  title: 'Discord',
  summary: 'Posts to a channel of Discord.',
  setUp: 'Under Edit Channel, Integrations, Webhooks make a new webhook and copy its URL.',
  schema,
  style: 'messages',
  isHere: false,
  async send(message, { url }, context) {
    const { title, body, footer } = unlinkedWords(message, context)
    await postJson(
      {
        ...{ title: 'Discord', url, secrets: [url] },
        json: {
          embeds: [
            {
              title: cutEscaped(title, TITLE_LENGTH, escapeMarkdown),
              ...(body !== '' && { description: cutEscaped(body, DESCRIPTION_LENGTH, escapeMarkdown) }),
              color: Number.parseInt(messageColour(message).slice(1), 16),
              // Nothing is read as markup there.
              footer: { text: cutText(footer, FOOTER_LENGTH) },
              timestamp: new Date(message.at).toISOString(),
            },
          ],
          allowed_mentions: { parse: [] },
        },
        remedy: statusCode =>
          statusCode === 401 || statusCode === 404
            ? 'The webhook was deleted, or its address is incomplete: copy it anew.'
            : undefined,
        retryAfterMs: text => secondsIn(text),
      },
      context,
    )
  },
})

/** Discord says it in the answer, too, with fractions of a second. */
function secondsIn(text: string): number | undefined {
  try {
    const parsed = limitedSchema.safeParse(JSON.parse(text))
    return parsed.success ? Math.ceil(parsed.data.retry_after * 1000) : undefined
  } catch {
    return undefined
  }
}
