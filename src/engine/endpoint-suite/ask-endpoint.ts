import { type CheckContext, CheckFailure, type FailureKind } from '../checkers/checker.ts'
import { explainFailure } from '../checkers/explain-failure.ts'
import { bodyText } from '../checkers/http-body.ts'
import { type HttpAnswer, headerText, showUrl } from '../checkers/http-exchange.ts'
import { exchangeFresh } from '../checkers/http-fresh.ts'
import { parseJson } from '../checkers/parse-json.ts'
import { inSeconds } from '../checkers/passed-deadline.ts'
import { oneLine } from '../checkers/printable-text.ts'
import { roundMs } from '../checkers/timed-connect.ts'
import type { Clock } from '../clock.ts'
import type { Deployment } from './deployment.ts'
import type { SuiteEndpoint } from './suite-endpoints.ts'
import type { SuiteRequest } from './suite-result.ts'

/** More than this is not read of an answer. */
const MAX_BYTES = 2 * 1024 * 1024
const MAX_NESTING = 100
const HEAD_LENGTH = 400

/** An answer of an endpoint, as it was read. */
export interface EndpointAnswer {
  readonly kind: 'answer'
  readonly statusCode: number
  readonly contentType: string
  readonly location: string
  readonly retryAfter: string
  /** The body; null where there was more of it than is read. */
  readonly text: string | null
  /** `text` as JSON; undefined where it is none. */
  readonly document: unknown
  /** Until the answer began to come, in ms. */
  readonly responseTimeMs: number
  /** Whether the connection stays open for another request. */
  readonly keepsAlive: boolean
}

/** No answer, and why not, in a sentence. */
export interface NoAnswer {
  readonly kind: 'none'
  readonly failure: FailureKind
  readonly message: string
}

/** An endpoint that was asked, and what came. */
export interface Asked {
  readonly endpoint: SuiteEndpoint
  readonly answer: EndpointAnswer | NoAnswer
  readonly durationMs: number
  readonly request: SuiteRequest
}

/** How endpoints are asked. */
export interface AskOptions {
  readonly deployment: Deployment
  readonly clock: Clock
  readonly timeoutMs: number
}

/**
 * Asks one endpoint once. A redirect is an answer as any other: an endpoint that redirects is not the one asked for.
 *
 * @throws only the reason of `signal`, once that is aborted
 */
export async function askEndpoint(
  endpoint: SuiteEndpoint,
  options: AskOptions,
  signal: AbortSignal,
): Promise<Asked> {
  const { clock, deployment } = options
  const url = deployment.urlOf(endpoint.path)
  const startedAt = clock.monotonic()
  const answer = await readAnswer(url, options, signal)
  signal.throwIfAborted()
  const told =
    answer.kind === 'none' ? { ...answer, message: withoutPath(answer.message, url, deployment) } : answer
  const durationMs = roundMs(clock.monotonic() - startedAt)
  return { endpoint, answer: told, durationMs, request: requestOf(endpoint.path, told) }
}

async function readAnswer(
  url: URL,
  { deployment, clock, timeoutMs }: AskOptions,
  signal: AbortSignal,
): Promise<EndpointAnswer | NoAnswer> {
  try {
    return await withDeadline({ clock, timeoutMs, signal, what: showUrl(url) }, async context => {
      // Asked for so that the answer says whether the connection would be kept under load.
      const headers = { accept: acceptOf(url), ...deployment.headersFor(url), connection: 'keep-alive' }
      const ask = { url, method: 'GET', headers, tls: { rejectUnauthorized: true } }
      const answer = await exchangeFresh(ask, () => ({ atMostBytes: MAX_BYTES }), context)
      return toAnswer(answer, await textOf(answer))
    })
  } catch (error) {
    const { failure, message } = explainFailure(error, {
      ...{ subject: 'The server', address: showUrl(url), host: url.hostname },
    })
    return { kind: 'none', failure, message }
  }
}

function acceptOf({ pathname }: URL): string {
  return pathname.endsWith('/metrics') ? 'text/plain;version=0.0.4, */*;q=0.5' : 'application/json, */*;q=0.5'
}

/** What a request that has a deadline is given besides its target. */
interface Deadline {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly what: string
}

/** Runs something that ends with its context's signal, within a time. */
export async function withDeadline<T>(
  { clock, timeoutMs, signal, what }: Deadline,
  run: (context: CheckContext) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const abort = () => controller.abort(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  const timer = clock.after(timeoutMs, () =>
    controller.abort(new CheckFailure('timeout', `${what} did not answer within ${inSeconds(timeoutMs)}.`)),
  )
  try {
    const keep: CheckContext['keep'] = Type => new Type()
    return await run({ signal: controller.signal, timeoutMs, clock, keep })
  } finally {
    timer.cancel()
    signal.removeEventListener('abort', abort)
  }
}

async function textOf(answer: HttpAnswer): Promise<string | null> {
  if (!answer.complete) return null
  const contentEncoding = headerText(answer, 'content-encoding')
  const contentType = headerText(answer, 'content-type')
  return bodyText({ bytes: answer.body, contentEncoding, contentType }, MAX_BYTES)
}

function toAnswer(answer: HttpAnswer, text: string | null): EndpointAnswer {
  const parsed = text === null ? 'not JSON' : parseJson(text, MAX_NESTING)
  const closes = /\bclose\b/i.test(headerText(answer, 'connection'))
  return {
    kind: 'answer',
    statusCode: answer.statusCode,
    contentType: headerText(answer, 'content-type'),
    location: headerText(answer, 'location'),
    retryAfter: headerText(answer, 'retry-after'),
    text,
    document: typeof parsed === 'string' ? undefined : parsed.document,
    responseTimeMs: roundMs(answer.firstByteAt - answer.askedAt),
    keepsAlive: answer.httpVersion !== '1.0' && !closes,
  }
}

/** The same trouble at every endpoint is told in the same words, so that it can be told once. */
function withoutPath(message: string, url: URL, { shown }: Deployment): string {
  return message.replaceAll(showUrl(url), shown)
}

function requestOf(path: string, answer: EndpointAnswer | NoAnswer): SuiteRequest {
  if (answer.kind === 'none') {
    return { path, statusCode: null, headers: {}, responseTimeMs: null, head: answer.message }
  }
  const values = {
    'content-type': answer.contentType,
    location: answer.location,
    'retry-after': answer.retryAfter,
  }
  const headers = Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, oneLine(value, 200)]),
  )
  const { statusCode, responseTimeMs, text } = answer
  const head =
    text === null ? 'More than 2 MiB, which was not read.' : oneLine(text.slice(0, 4000), HEAD_LENGTH)
  return { path, statusCode, headers, responseTimeMs, head }
}
