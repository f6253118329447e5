import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { CheckFailure } from '../checkers/checker.ts'
import { explainFailure } from '../checkers/explain-failure.ts'
import { statusText } from '../checkers/http-status-text.ts'
import type { Clock } from '../clock.ts'
import type { PusherApp } from './pusher-app-of.ts'

/** Who is a member of a presence channel, as others see it. */
export interface PresenceMember {
  readonly userId: string
  readonly name: string
}

/** What a subscription carries. */
export interface ChannelAuth {
  readonly auth: string
  readonly channel_data?: string
  readonly shared_secret?: string
}

const WITHIN_MS = 10_000
const MAX_ANSWER = 65_536

const isJsonWithUser = (text: string): boolean => {
  try {
    const id: unknown = z.looseObject({ user_id: z.union([z.string(), z.number()]) }).parse(JSON.parse(text))
    return id !== undefined
  } catch {
    return false
  }
}

const answerSchema = z.object({
  auth: z.string().min(1).max(2000),
  // pusher-js parses it where nothing catches what that throws.
  channel_data: z.string().max(20_000).refine(isJsonWithUser).optional(),
  shared_secret: z.string().max(2000).optional(),
})

/**
 * What lets us into a private or presence channel: signed here where the secret is known, else asked of the app's
 * authorisation address. Throws a `CheckFailure` with a sentence on what to do.
 *
 * Source: https://pusher.com/docs/channels/library_auth_reference/auth-signatures
 */
export async function authoriseChannel(
  app: PusherApp,
  subscription: { readonly socketId: string; readonly channel: string; readonly member: PresenceMember },
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<ChannelAuth> {
  const { secret, authUrl } = app
  const { channel } = subscription
  if (channel.startsWith('private-encrypted-') && authUrl === null) {
    throw new CheckFailure(
      'misconfigured',
      `The channel ${channel} is encrypted. Give the authorisation address that hands out its key.`,
    )
  }
  if (secret !== null && !channel.startsWith('private-encrypted-')) return signed(app, secret, subscription)
  if (authUrl !== null) return asked(app, authUrl, subscription, { clock, signal })
  throw new CheckFailure(
    'misconfigured',
    `The channel ${channel} needs an authorisation. Give the secret of the app, or the address that authorises it.`,
  )
}

function signed(
  { place }: PusherApp,
  secret: string,
  { socketId, channel, member }: Parameters<typeof authoriseChannel>[1],
): ChannelAuth {
  const data = channel.startsWith('presence-')
    ? JSON.stringify({ user_id: member.userId, user_info: { name: member.name } })
    : undefined
  const text = [socketId, channel, ...(data === undefined ? [] : [data])].join(':')
  const signature = createHmac('sha256', secret).update(text).digest('hex')
  return { auth: `${place.key}:${signature}`, ...(data !== undefined && { channel_data: data }) }
}

async function asked(
  { authHeaders }: PusherApp,
  url: URL,
  { socketId, channel }: Parameters<typeof authoriseChannel>[1],
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<ChannelAuth> {
  const { request } = await import('undici')
  const address = `${url.origin}${url.pathname}`
  const late = new AbortController()
  const deadline = clock.after(WITHIN_MS, () =>
    late.abort(new CheckFailure('timeout', `${address} did not authorise ${channel} within 10 s.`)),
  )
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        ...authHeaders,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ socket_id: socketId, channel_name: channel }).toString(),
      signal: AbortSignal.any([signal, late.signal]),
    })
    let text = ''
    for await (const chunk of body) {
      text += String(chunk)
      // Leaving the loop ends the connection where more would come.
      if (text.length > MAX_ANSWER) break
    }
    if (statusCode !== 200) {
      const said = `${address} answered ${statusText(statusCode)} and did not authorise ${channel}.`
      throw new CheckFailure('auth', `${said} Check the authorisation headers, and who may join.`)
    }
    const parsed = answerSchema.safeParse(parsedJson(text))
    if (parsed.success) return withoutUndefined(parsed.data)
    throw new CheckFailure(
      'protocol',
      `What ${address} answered for ${channel} is no authorisation of Pusher. Check the address.`,
    )
  } catch (error) {
    const reason = late.signal.aborted ? late.signal.reason : error
    if (reason instanceof CheckFailure) throw reason
    const about = { subject: 'The authorisation address', address: url.host, host: url.hostname }
    const { failure, message } = explainFailure(reason, about)
    throw new CheckFailure(failure, message)
  } finally {
    deadline.cancel()
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function withoutUndefined({ auth, channel_data, shared_secret }: z.infer<typeof answerSchema>): ChannelAuth {
  return {
    auth,
    ...(channel_data !== undefined && { channel_data }),
    ...(shared_secret !== undefined && { shared_secret }),
  }
}
