import { validateHeaderName, validateHeaderValue } from 'node:http'
import { askFollowing, type FetchedAnswer } from '../checkers/ask-following.ts'
import { basicAuthorization } from '../checkers/basic-authorization.ts'
import { type CheckContext, CheckFailure } from '../checkers/checker.ts'
import type { BodyPlan, HttpAsk, HttpExchange } from '../checkers/http-exchange.ts'

/** Headers that follow from the request itself. */
const OWN_HEADERS = ['connection', 'content-length', 'expect', 'host', 'transfer-encoding', 'upgrade']

/** What to ask, with what. */
export interface HealthQuestion {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly exchange: HttpExchange
}

/** How it is asked: which kinds of document are wanted, and how much of one is read. */
export interface Wish extends BodyPlan {
  readonly accept: string
}

/**
 * Asks a backend for one document, over up to five redirects.
 *
 * @throws CheckFailure in words where there is no answer; leaves nothing open.
 */
export function fetchFollowing(
  { url, headers, exchange }: HealthQuestion,
  { accept, ...plan }: Wish,
  context: CheckContext,
): Promise<FetchedAnswer> {
  const ask: HttpAsk = {
    url,
    method: 'GET',
    headers: { accept, ...requestHeaders(url, headers) },
    tls: { rejectUnauthorized: true },
  }
  return askFollowing(ask, { exchange, plan }, context)
}

/** The headers of a request: those that every one has, and the configured ones, which must be sendable. */
export function requestHeaders(
  url: URL,
  configured: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = Object.entries(configured)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !OWN_HEADERS.includes(name))
  for (const [name, value] of own) {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch {
      throw new CheckFailure(
        'misconfigured',
        `The header "${name.slice(0, 60)}" cannot be sent. Check its name and value.`,
      )
    }
  }
  return {
    host: url.host,
    'user-agent': 'Traylight',
    ...basicAuthorization(url),
    ...Object.fromEntries(own),
  }
}
