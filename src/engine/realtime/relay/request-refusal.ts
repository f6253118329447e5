import { createHash } from 'node:crypto'
import { sameSecret } from '../../api/access.ts'
import type { RelayAnswer, RelayRequest } from './relay-api.ts'
import { isSignatureOf, type RelayKeys } from './relay-secret.ts'

/** A request is good for so long before and after its time, in seconds. */
const GRACE_SECONDS = 600

/**
 * Why a request to the server API is refused; null where key, time, body and signature are right
 * (https://pusher.com/docs/channels/library_auth_reference/rest-api/#authentication).
 *
 * @param nowMs ms since the epoch
 */
export function requestRefusal(request: RelayRequest, keys: RelayKeys, nowMs: number): RelayAnswer | null {
  const { method, path, query, body } = request
  const refused = (error: string): RelayAnswer => ({ status: 401, body: { error } })
  const given = (name: string) => query.get(name) ?? ''
  if (given('auth_key') !== keys.key) return refused('There is no app with this auth_key here.')
  if (given('auth_version') !== '1.0') return refused('Give auth_version as 1.0.')
  const seconds = /^\d{1,12}$/.test(given('auth_timestamp')) ? Number(given('auth_timestamp')) : Number.NaN
  if (!(Math.abs(nowMs / 1000 - seconds) <= GRACE_SECONDS)) {
    const now = new Date(nowMs).toISOString()
    return refused(`The auth_timestamp is not within 600 s of the time here, ${now}. Set the clock right.`)
  }
  const signed = [method, path, signedParameters(query)].join('\n')
  if (!isSignatureOf(signed, given('auth_signature'), keys.secret)) {
    return refused('The auth_signature is not valid. See whether the secret is that of this app.')
  }
  // Only a body that was signed is whole: its digest is part of what is signed.
  const hasBody = body !== '' || query.has('body_md5')
  const digest = createHash('md5').update(body).digest('hex')
  if (hasBody && !sameSecret(given('body_md5'), digest)) {
    return refused('The body_md5 is not that of the body. Send the body as it was signed.')
  }
  return null
}

function signedParameters(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== 'auth_signature')
    .toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}
