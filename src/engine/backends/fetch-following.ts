import { validateHeaderName, validateHeaderValue } from 'node:http'
import { type CheckContext, CheckFailure } from '../checkers/checker.ts'
import {
  type BodyPlan,
  type HttpAnswer,
  type HttpAsk,
  type HttpExchange,
  showUrl,
} from '../checkers/http-exchange.ts'
import { isRedirect, MAX_REDIRECTS, redirectedAsk } from '../checkers/http-redirect.ts'
import { roundMs } from '../checkers/timed-connect.ts'

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

/** What came in the end, from where, and the time until it began to come. */
export interface FetchedAnswer {
  readonly answer: HttpAnswer
  readonly from: URL
  readonly responseTimeMs: number
}

/**
 * Asks a backend for one document, over up to five redirects.
 *
 * @throws CheckFailure in words where there is no answer; leaves nothing open.
 */
export async function fetchFollowing(
  { url, headers, exchange }: HealthQuestion,
  { accept, ...plan }: Wish,
  context: CheckContext,
): Promise<FetchedAnswer> {
  const startedAt = context.clock.monotonic()
  let ask: HttpAsk = {
    url,
    method: 'GET',
    headers: { accept, ...requestHeaders(url, headers) },
    tls: { rejectUnauthorized: true },
  }
  for (let redirects = 0; ; redirects++) {
    const answer = await exchange(ask, () => plan, context)
    if (!isRedirect(answer)) {
      return { answer, from: ask.url, responseTimeMs: roundMs(answer.firstByteAt - startedAt) }
    }
    if (redirects === MAX_REDIRECTS) {
      throw new CheckFailure('protocol', `${showUrl(url)} redirects more than ${MAX_REDIRECTS} times.`)
    }
    const next = redirectedAsk(ask, answer)
    if (ask.url.protocol === 'https:' && next.url.protocol === 'http:') {
      throw new CheckFailure(
        'protocol',
        `${showUrl(ask.url)} redirects from https to plain http, which is not followed.`,
      )
    }
    ask = next
  }
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
        `The header "${name.slice(0, 60)}" of this backend cannot be sent. Check its name and value.`,
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

function basicAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const credentials = `${decoded(username)}:${decoded(password)}`
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
