import { z } from 'zod'
import type { AlertMessage } from '../alert-message.ts'
import { cutText } from '../cut-text.ts'
import { urgencyOf } from '../message-words.ts'
import { defineNotifier, type NotifierContext } from '../notifier.ts'
import { postMessage } from '../post-message.ts'
import { unlinkedWords } from '../unlinked-words.ts'
import { below, key, webAddress } from './target-fields.ts'

const token = key.regex(/^[A-Za-z0-9]{30}$/, 'It has 30 letters and digits.')

const schema = z.strictObject({
  appToken: token.meta({ title: 'Token of the application', secret: true }),
  userKey: token.meta({ title: 'Key of the user or group', secret: true }),
  device: z
    .string()
    .regex(/^[\w-]{1,25}$/, 'A device has up to 25 letters, digits, dashes and underscores.')
    .optional()
    .meta({ title: 'Device', whenEmpty: 'all', advanced: true }),
  emergency: z.boolean().default(false).meta({
    title: 'Until confirmed',
    description: 'What is critical is repeated until somebody confirms it.',
  }),
  retrySeconds: z
    .int()
    .min(30)
    .max(3600)
    .default(60)
    .meta({ title: 'Repeated every', unit: 's', advanced: true }),
  expireSeconds: z.int().min(60).max(10_800).default(3600).meta({
    title: 'Repeated for',
    unit: 's',
    advanced: true,
  }),
  serverUrl: webAddress.default('https://api.pushover.net').meta({ title: 'Server', advanced: true }),
})
type PushoverTarget = z.infer<typeof schema>

/** Limits in characters (https://pushover.net/api#limits). */
const TITLE_LENGTH = 250
const MESSAGE_LENGTH = 1024
/** Tags of one message, and so repetitions that are called off at once. */
const MOST_TAGS = 10

/** Sends push notifications through Pushover. */
export const pushoverNotifier = defineNotifier<PushoverTarget>({
  kind: 'pushover',
  title: 'Pushover',
  summary: 'Push notifications through Pushover, also until somebody confirms.',
  setUp: 'At pushover.net make an application and copy its token; the key of the user is on the front page.',
  schema,
  style: 'messages',
  isHere: false,
  async send(message, target, context) {
    // Before it is told that it is over, so that an attempt that failed in between is made again as a whole.
    if (target.emergency) await callOff(message, target, context)
    const { title, body, footer } = unlinkedWords(message, context)
    const urgency = urgencyOf(message)
    const priority = urgency === 'critical' ? (target.emergency ? 2 : 1) : urgency === 'low' ? -1 : 0
    await post('/1/messages.json', target, context, {
      user: target.userKey,
      ...(target.device && { device: target.device }),
      title: cutText(title, TITLE_LENGTH),
      message: `${cutText(body, MESSAGE_LENGTH - 200)}\n${cutText(footer, 199)}`.trim(),
      priority: String(priority),
      timestamp: String(Math.floor(message.at / 1000)),
      ...(priority === 2 && {
        retry: String(target.retrySeconds),
        expire: String(target.expireSeconds),
        ...(message.incidents.length > 0 && { tags: tagsOf(message).join(',') }),
      }),
    })
  },
})

/** A tag is one word; an incident's id is one, but for what a service that pushes alerts calls itself. */
function tagsOf({ incidents }: AlertMessage): readonly string[] {
  return incidents.slice(0, MOST_TAGS).map(({ id }) => id.replaceAll(/[^\w.-]/g, '-').slice(0, 60))
}

/** Ends the repetition of what is over or taken care of (https://pushover.net/api/receipts#cancel). */
async function callOff(
  message: AlertMessage,
  target: PushoverTarget,
  context: NotifierContext,
): Promise<void> {
  const incidents = message.incidents.filter(({ state }) => state !== 'open')
  for (const tag of tagsOf({ ...message, incidents })) {
    await post(`/1/receipts/cancel_by_tag/${tag}.json`, target, context, {})
  }
}

async function post(
  path: string,
  { appToken, userKey, serverUrl }: PushoverTarget,
  context: NotifierContext,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  await postMessage(
    {
      ...{ title: 'Pushover', url: below(serverUrl, path), secrets: [appToken, userKey] },
      contentType: 'application/x-www-form-urlencoded',
      body: new URLSearchParams({ token: appToken, ...fields }).toString(),
      remedy: statusCode =>
        statusCode === 429
          ? 'The messages of this month are used up.'
          : statusCode < 500
            ? 'Check the token of the application and the key of the user.'
            : undefined,
    },
    context,
  )
}
