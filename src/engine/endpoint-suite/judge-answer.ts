import { asRecord, textIn } from '../backends/json-record.ts'
import { parsePrometheusText } from '../backends/prometheus-text.ts'
import { statusText } from '../checkers/http-status-text.ts'
import { inSeconds } from '../checkers/passed-deadline.ts'
import { oneLine } from '../checkers/printable-text.ts'
import { readRetryAfter } from '../checkers/retry-after.ts'
import type { EndpointAnswer, NoAnswer } from './ask-endpoint.ts'
import { LIVE_PATH, READY_PATH, type SuiteEndpoint } from './suite-endpoints.ts'
import type { TestOutcome } from './suite-result.ts'

/** Whether an endpoint answered as it should, and that in a sentence. */
export interface Judgement {
  readonly outcome: TestOutcome
  readonly message: string
}

/** How strictly, and when. */
export interface JudgeOptions {
  /** Whether an endpoint fails that is not there, also where a deployment may do without it. */
  readonly requireAll: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
}

const REDIRECT = /^3\d\d$/
/** Nothing at this address, or not any more. */
const NOT_THERE: ReadonlySet<number> = new Set([404, 410])

/** Judges what one endpoint answered: its status code, and whether a document came that can be read. */
export function judgeAnswer(
  endpoint: SuiteEndpoint,
  answer: EndpointAnswer | NoAnswer,
  options: JudgeOptions,
): Judgement {
  if (answer.kind === 'none') return failed(answer.message)
  if (NOT_THERE.has(answer.statusCode)) return notThere(endpoint, answer, options)
  return wrongStatus(endpoint, answer, options) ?? judgeBody(endpoint, answer)
}

/** Whether this status code is one that the report has for this endpoint. */
export function isExpectedStatus({ path }: SuiteEndpoint, statusCode: number): boolean {
  return statusCode === 200 || (path === READY_PATH && statusCode === 503)
}

/** What a 429 says, in a sentence. */
export function rateLimitText(retryAfter: string, now: number): string {
  const wait = readRetryAfter(retryAfter, now)
  const asks = wait === undefined ? '' : ` and asks to wait ${inSeconds(wait)}`
  return `It limits the rate of requests${asks} (429). Run this again later, or with fewer requests.`
}

function notThere(endpoint: SuiteEndpoint, { statusCode }: EndpointAnswer, options: JudgeOptions): Judgement {
  if (endpoint.isRequired || options.requireAll) {
    return failed(`There is nothing at this address (${statusCode}); expected 200.`)
  }
  return { outcome: 'skipped', message: `This deployment does not have it (${statusCode}).` }
}

function wrongStatus(
  endpoint: SuiteEndpoint,
  answer: EndpointAnswer,
  { now }: JudgeOptions,
): Judgement | undefined {
  const { statusCode } = answer
  if (isExpectedStatus(endpoint, statusCode)) return undefined
  const status = statusText(statusCode)
  if (statusCode === 429) return failed(rateLimitText(answer.retryAfter, now))
  if (REDIRECT.test(String(statusCode))) {
    const to = answer.location === '' ? 'nowhere' : `to ${oneLine(answer.location, 120)}`
    return failed(
      `Sends ${to} (${statusCode}); expected an answer here. Test the address it sends to, or sign in with --token or --header.`,
    )
  }
  if (statusCode === 401 || statusCode === 403) {
    return failed(
      `Answered ${status}; health endpoints answer without signing in. Where this one does not, give --token or --header.`,
    )
  }
  return failed(`Answered ${status}; expected ${expectedText(endpoint)}.${quoteOf(answer)}`)
}

function expectedText({ path }: SuiteEndpoint): string {
  if (path === READY_PATH) return '200, or 503 where it is unhealthy'
  return path === LIVE_PATH ? '200 for as long as it runs' : '200, with the status in the answer'
}

/** What a server says of its own trouble. */
function quoteOf({ document }: EndpointAnswer): string {
  const record = asRecord(document)
  const said = record && textIn(record, 'error', 'detail', 'message')
  return said === undefined ? '' : ` It says: "${oneLine(said, 120)}".`
}

function judgeBody(endpoint: SuiteEndpoint, answer: EndpointAnswer): Judgement {
  const { text, statusCode, responseTimeMs, document } = answer
  if (text === null)
    return failed('Sends more than 2 MiB, of which the rest was not read; expected a small document.')
  if (text.trim() === '')
    return failed(`Answered ${statusCode} with nothing in it; expected ${wantedOf(endpoint)}.`)
  if (text.trimStart().startsWith('<')) {
    return failed(
      `Answered with a web page; expected ${wantedOf(endpoint)}. Is this the address of the API, or of its dashboard?`,
    )
  }
  const took = `${statusCode} in ${responseTimeMs} ms`
  if (endpoint.shape === 'metrics') return judgeMetrics(text, took)
  if (document === undefined) {
    return failed(
      `Answered with what is not JSON: "${oneLine(text.slice(0, 200), 40)}"; expected a JSON document.`,
    )
  }
  const record = asRecord(document)
  if (!record) return failed('Answered with JSON that is no object; expected one with a status.')
  const status = textIn(record, 'status')
  return { outcome: 'passed', message: `${took}${status === undefined ? '' : `: ${oneLine(status, 40)}`}.` }
}

function judgeMetrics(text: string, took: string): Judgement {
  const { samples, skippedLines } = parsePrometheusText(text)
  const lines = skippedLines === 1 ? '1 line' : `${skippedLines} lines`
  if (samples.length === 0) {
    return failed(`Answered with no metrics: ${lines}, none of the Prometheus text format.`)
  }
  if (skippedLines > 0)
    return failed(
      `Answered with ${lines} that ${skippedLines === 1 ? 'is' : 'are'} none of the Prometheus text format.`,
    )
  return { outcome: 'passed', message: `${took}: ${samples.length} samples.` }
}

const wantedOf = ({ shape }: SuiteEndpoint): string =>
  shape === 'metrics' ? 'metrics in the Prometheus text format' : 'a JSON document'

const failed = (message: string): Judgement => ({ outcome: 'failed', message })
