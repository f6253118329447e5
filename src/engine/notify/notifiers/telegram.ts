import { z } from 'zod'
import { cutEscaped } from '../cut-text.ts'
import { escapeMarkup } from '../escape-markup.ts'
import { urgencyOf } from '../message-words.ts'
import { defineNotifier } from '../notifier.ts'
import { postJson } from '../post-message.ts'
import { unlinkedWords } from '../unlinked-words.ts'
import { below, webAddress } from './target-fields.ts'

const schema = z.strictObject({
  botToken: z
    .string()
    .trim()
    .regex(/^\d+:[\w-]+$/, 'A token of a bot looks like 123456:ABC-DEF.')
    .max(200)
    .meta({ title: 'Token of the bot', description: 'From @BotFather.', secret: true }),
  chatId: z
    .string()
    .trim()
    .regex(/^(?:-?\d+|@\w+)$/, 'Give the number of a chat, such as -1001234567890, or @name of a channel.')
    .meta({ title: 'Chat', description: 'The number of a chat or group, or @name of a public channel.' }),
  topicId: z
    .int()
    .min(1)
    .optional()
    .meta({ title: 'Topic', description: 'Of a group with topics, the number of one.', advanced: true }),
  serverUrl: webAddress.default('https://api.telegram.org').meta({
    title: 'Server',
    description: 'Of a Bot API server of your own.',
    advanced: true,
  }),
})
type TelegramTarget = z.infer<typeof schema>

/** 4096 in all (https://core.telegram.org/bots/api#sendmessage), in characters with their escapes. */
const TITLE_LENGTH = 500
const BODY_LENGTH = 3000
const FOOTER_LENGTH = 500

const errorSchema = z.looseObject({
  parameters: z.looseObject({ retry_after: z.number().min(0).max(86_400) }),
})

/** Writes to a chat, group or channel of Telegram as a bot. */
export const telegramNotifier = defineNotifier<TelegramTarget>({
  kind: 'telegram',
  title: 'Telegram',
  summary: 'Writes to a chat, group or channel of Telegram.',
  setUp:
    'Make a bot with @BotFather and copy its token. Write to the bot or add it to the group; getUpdates of the Bot API then shows the number of the chat.',
  schema,
  style: 'messages',
  isHere: false,
  async send(message, { botToken, chatId, topicId, serverUrl }, context) {
    const { title, body, footer } = unlinkedWords(message, context)
    const html = (text: string, length: number) => cutEscaped(text, length, escapeMarkup)
    const text = [
      `<b>${html(title, TITLE_LENGTH)}</b>`,
      ...(body === '' ? [] : [html(body, BODY_LENGTH)]),
      `<i>${html(footer, FOOTER_LENGTH)}</i>`,
    ]
    await postJson(
      {
        ...{ title: 'Telegram', url: below(serverUrl, `/bot${botToken}/sendMessage`) },
        // The number before the colon is the bot's own and no secret.
        secrets: [botToken, botToken.replace(/^\d+:/, '')],
        json: {
          chat_id: chatId,
          ...(topicId !== undefined && { message_thread_id: topicId }),
          ...{ text: text.join('\n'), parse_mode: 'HTML' },
          link_preview_options: { is_disabled: true },
          disable_notification: urgencyOf(message) === 'low',
        },
        remedy,
        retryAfterMs,
      },
      context,
    )
  },
})

function remedy(statusCode: number, text: string): string | undefined {
  if (statusCode === 401 || statusCode === 404) return 'Check the token of the bot.'
  if (statusCode === 403) return 'Write to the bot first, or add it to the group.'
  if (/chat not found/i.test(text)) return 'Check the number of the chat, and that the bot is in it.'
  return undefined
}

function retryAfterMs(text: string): number | undefined {
  try {
    const parsed = errorSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data.parameters.retry_after * 1000 : undefined
  } catch {
    return undefined
  }
}
