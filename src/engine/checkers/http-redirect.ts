import { CheckFailure } from './checker.ts'
import { type AnswerHead, type HttpAsk, showUrl } from './http-exchange.ts'
import { shorten } from './printable-text.ts'

/** How many redirects are followed. */
export const MAX_REDIRECTS = 5

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Headers that say nothing about who asks, and so may go along to another host. */
const HARMLESS: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-type', 'user-agent'])

/** Whether an answer sends the one who asks elsewhere. */
export function isRedirect({ statusCode, headers }: AnswerHead): boolean {
  return REDIRECTS.has(statusCode) && headers.location !== undefined
}

/**
 * What to ask next after a redirect (RFC 9110, section 15.4). To another origin only harmless headers go along, and no
 * client certificate: keys are for the host they were configured for.
 *
 * @throws CheckFailure where the redirect cannot be followed.
 */
export function redirectedAsk(ask: HttpAsk, { statusCode, headers }: AnswerHead): HttpAsk {
  const location = Array.isArray(headers.location) ? headers.location[0] : headers.location
  const from = showUrl(ask.url)
  const url = URL.parse(location ?? '', ask.url.href)
  if (!url) {
    throw new CheckFailure(
      'protocol',
      `${from} redirects to "${shorten(location ?? '', 80)}", which is no address.`,
    )
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new CheckFailure(
      'protocol',
      `${from} redirects to ${url.protocol}, which is not followed; only http and https are.`,
    )
  }
  const keepsMethod = statusCode >= 307 || ask.method === 'GET' || ask.method === 'HEAD'
  const asGet = statusCode === 303 ? ask.method !== 'HEAD' : !keepsMethod && ask.method === 'POST'
  const body = asGet ? undefined : ask.body
  if (url.origin === ask.url.origin) return { ...ask, url, body, ...(asGet && { method: 'GET' }) }
  if (body !== undefined) {
    throw new CheckFailure(
      'protocol',
      `${from} redirects the ${ask.method} to ${url.origin}; its body is not sent to another host. Check that address directly.`,
    )
  }
  const { rejectUnauthorized, ca } = ask.tls
  return {
    url,
    method: asGet ? 'GET' : ask.method,
    headers: {
      ...Object.fromEntries(Object.entries(ask.headers).filter(([name]) => HARMLESS.has(name))),
      host: url.host,
    },
    tls: { rejectUnauthorized, ca },
  }
}
