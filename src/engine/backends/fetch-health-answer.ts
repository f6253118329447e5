import { validateHeaderName, validateHeaderValue } from 'node:http'
import { type CheckContext, CheckFailure } from '../checkers/checker.ts'
import { bodyText } from '../checkers/http-body.ts'
import {
  type HttpAnswer,
  type HttpAsk,
  type HttpExchange,
  headerText,
  showUrl,
} from '../checkers/http-exchange.ts'
import { isRedirect, MAX_REDIRECTS, redirectedAsk } from '../checkers/http-redirect.ts'
import { roundMs } from '../checkers/timed-connect.ts'
import type { HealthAnswer } from './format.ts'
import { isDeeperThan } from './json-nesting.ts'

/** More than this is not read of a health document, packed or unpacked. */
export const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024
/** No health document nests deeper. */
const MAX_NESTING = 100

/** Headers that follow from the request itself. */
const OWN_HEADERS = ['connection', 'content-length', 'expect', 'host', 'transfer-encoding', 'upgrade']

/** What to ask, with what. */
export interface HealthQuestion {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly exchange: HttpExchange
}

/**
 * Asks one health endpoint, over up to five redirects, and reads its document.
 *
 * @throws CheckFailure in words where there is no answer, or none that could be read; leaves nothing open.
 */
export async function fetchHealthAnswer(
  { url, headers, exchange }: HealthQuestion,
  context: CheckContext,
): Promise<HealthAnswer> {
  const startedAt = context.clock.monotonic()
  let ask: HttpAsk = {
    url,
    method: 'GET',
    headers: requestHeaders(url, headers),
    tls: { rejectUnauthorized: true },
  }
  for (let redirects = 0; ; redirects++) {
    const answer = await exchange(ask, () => ({ atMostBytes: MAX_DOCUMENT_BYTES }), context)
    if (!isRedirect(answer)) {
      return {
        url: showUrl(url),
        statusCode: answer.statusCode,
        document: await readDocument(answer, ask.url),
        responseTimeMs: roundMs(answer.firstByteAt - startedAt),
      }
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
    accept: 'application/json, */*;q=0.5',
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

/** The body as JSON; undefined where it is none. */
async function readDocument(answer: HttpAnswer, url: URL): Promise<unknown> {
  if (!answer.complete) {
    throw new CheckFailure(
      'protocol',
      `${showUrl(url)} answered with more than 2 MiB, which was not read. Give the path of a smaller health document.`,
    )
  }
  const text = await bodyText(
    {
      bytes: answer.body,
      contentEncoding: headerText(answer, 'content-encoding'),
      contentType: headerText(answer, 'content-type'),
    },
    MAX_DOCUMENT_BYTES,
  )
  if (isDeeperThan(text, MAX_NESTING)) {
    throw new CheckFailure(
      'protocol',
      `${showUrl(url)} answered with a document nested more than ${MAX_NESTING} levels deep, which was not read.`,
    )
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
