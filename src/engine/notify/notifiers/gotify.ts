import { z } from 'zod'
import { cutText } from '../cut-text.ts'
import { type Urgency, urgencyOf } from '../message-words.ts'
import { defineNotifier } from '../notifier.ts'
import { postJson } from '../post-message.ts'
import { unlinkedWords } from '../unlinked-words.ts'
import { below, key, webAddress } from './target-fields.ts'

const schema = z.strictObject({
  serverUrl: webAddress.meta({ title: 'Server', description: 'Such as https://gotify.example.com.' }),
  appToken: key.meta({ title: 'Token of the application', secret: true }),
})
type GotifyTarget = z.infer<typeof schema>

const TITLE_LENGTH = 250
const MESSAGE_LENGTH = 8000

/** From 8 on the app makes itself heard, up to 3 it is silent (https://github.com/gotify/android#message-priorities). */
const PRIORITIES: Readonly<Record<Urgency, number>> = { critical: 8, normal: 5, low: 2 }

/** Sends push notifications through a Gotify server. */
export const gotifyNotifier = defineNotifier<GotifyTarget>({
  kind: 'gotify',
  title: 'Gotify',
  summary: 'Push notifications through a Gotify server.',
  setUp: 'In Gotify make an application under Apps and copy its token.',
  schema,
  style: 'messages',
  isHere: false,
  async send(message, { serverUrl, appToken }, context) {
    const { title, body, footer } = unlinkedWords(message, context)
    await postJson(
      {
        ...{ title: 'Gotify', url: below(serverUrl, '/message'), secrets: [appToken] },
        headers: { 'x-gotify-key': appToken },
        json: {
          title: cutText(title, TITLE_LENGTH),
          message: cutText(`${body}\n${footer}`.trim(), MESSAGE_LENGTH),
          priority: PRIORITIES[urgencyOf(message)],
          extras: { 'client::display': { contentType: 'text/plain' } },
        },
        remedy: statusCode =>
          statusCode === 401 || statusCode === 403
            ? 'Check the token: it is that of an application, not of a client.'
            : undefined,
      },
      context,
    )
  },
})
