import { z } from 'zod'
import { cutBytes, cutText } from '../cut-text.ts'
import { type Urgency, urgencyOf } from '../message-words.ts'
import { defineNotifier } from '../notifier.ts'
import { postJson } from '../post-message.ts'
import { unlinkedWords } from '../unlinked-words.ts'
import { below, key, webAddress } from './target-fields.ts'

const schema = z.strictObject({
  topic: z
    .string()
    .trim()
    .regex(/^[-_A-Za-z0-9]{1,64}$/, 'A topic has up to 64 letters, digits, dashes and underscores.')
    .meta({
      title: 'Topic',
      description: 'On ntfy.sh whoever knows it can read it: take one that nobody guesses.',
      secret: true,
    }),
  serverUrl: webAddress.default('https://ntfy.sh').meta({ title: 'Server' }),
  token: key
    .optional()
    .meta({ title: 'Access token', description: 'Where the topic asks for one.', secret: true }),
  username: z
    .string()
    .max(200)
    .optional()
    .meta({ title: 'User name', description: 'Instead of a token.', advanced: true }),
  password: z.string().max(1000).optional().meta({ title: 'Password', secret: true, advanced: true }),
})
type NtfyTarget = z.infer<typeof schema>

/** More becomes an attachment (https://docs.ntfy.sh/publish/#limitations). */
const MESSAGE_BYTES = 4096
const TITLE_LENGTH = 250

/** 5 is the loudest (https://docs.ntfy.sh/publish/#message-priority). */
const PRIORITIES: Readonly<Record<Urgency, number>> = { critical: 5, normal: 4, low: 2 }

/** Sends push notifications through ntfy.sh or a server of your own. */
export const ntfyNotifier = defineNotifier<NtfyTarget>({
  kind: 'ntfy',
  title: 'ntfy',
  summary: 'Push notifications through ntfy.sh or a server of your own.',
  setUp: 'Subscribe to a topic in the ntfy app. Where it is protected, make an access token under Account.',
  schema,
  style: 'messages',
  isHere: false,
  async send(message, target, context) {
    const { title, body, footer } = unlinkedWords(message, context)
    const { topic, token, password } = target
    await postJson(
      {
        ...{ title: 'ntfy', url: below(target.serverUrl, '/') },
        secrets: [topic, ...(token ? [token] : []), ...(password ? [password] : [])],
        headers: authorizationOf(target),
        json: {
          topic,
          title: cutText(title, TITLE_LENGTH),
          message: `${cutBytes(body, MESSAGE_BYTES - 600)}\n${cutBytes(footer, 500)}`.trim(),
          priority: PRIORITIES[urgencyOf(message)],
          tags: ['traylight', message.kind],
        },
        remedy: statusCode =>
          statusCode === 401 || statusCode === 403
            ? 'Check the token, and that it may write to this topic.'
            : undefined,
      },
      context,
    )
  },
})

function authorizationOf({ token, username, password }: NtfyTarget): Record<string, string> {
  if (token) return { authorization: `Bearer ${token}` }
  if (!username) return {}
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` }
}
