import { createHmac, timingSafeEqual } from 'node:crypto'

/** The app that a relay is: whoever has the secret may publish and join private channels. */
export interface RelayKeys {
  readonly appId: string
  readonly key: string
  readonly secret: string
}

/** Whether a signature is HMAC-SHA256 of a text, in hex, compared in constant time. */
export function isSignatureOf(text: string, signature: string, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(text).digest()
  const given = Buffer.from(signature, 'hex')
  // Hex that breaks off is shorter when it is read: its length is what was written, too.
  return (
    signature.length === expected.length * 2 &&
    given.length === expected.length &&
    timingSafeEqual(given, expected)
  )
}

/**
 * Whether a subscription to a private or presence channel is authorised: `key:signature` over socket id, channel and
 * channel data (https://pusher.com/docs/channels/library_auth_reference/auth-signatures).
 */
export function isAuthorised(
  { key, secret }: RelayKeys,
  subscription: {
    readonly socketId: string
    readonly channel: string
    readonly auth: string
    readonly channelData: string | undefined
  },
): boolean {
  const { socketId, channel, auth, channelData } = subscription
  const at = auth.lastIndexOf(':')
  if (at < 0 || auth.slice(0, at) !== key) return false
  const text = [socketId, channel, ...(channelData === undefined ? [] : [channelData])].join(':')
  return isSignatureOf(text, auth.slice(at + 1), secret)
}
