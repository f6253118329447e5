import type { FetchedAnswer } from '../checkers/ask-following.ts'
import { type CheckContext, CheckFailure, type FailureKind } from '../checkers/checker.ts'
import { explainFailure } from '../checkers/explain-failure.ts'
import { bodyText } from '../checkers/http-body.ts'
import { type HttpAnswer, headerText, hostOf, showUrl } from '../checkers/http-exchange.ts'
import { statusText } from '../checkers/http-status-text.ts'
import { fetchFollowing, type HealthQuestion, type Wish } from './fetch-following.ts'
import { MAX_METRICS_BYTES, type PrometheusDocument, parsePrometheusText } from './prometheus-text.ts'

/** A metrics document as it was read. */
export interface ReadMetrics extends PrometheusDocument {
  readonly statusCode: number
  readonly responseTimeMs: number
  /** When, on the clock's monotonic scale, in ms. */
  readonly readAt: number
}

/** A metrics document that is there and was not read. */
export interface SeenMetrics {
  readonly statusCode: number
}

/** Why there are no metrics. */
export interface NoMetrics {
  /** In a few words, or a sentence where there was no answer. */
  readonly reason: string
  /** As a sentence. */
  readonly message: string
  /** Where there was no answer at all. */
  readonly failure?: FailureKind
}

const ACCEPT = 'text/plain; version=0.0.4, */*;q=0.1'
const READ: Wish = { accept: ACCEPT, atMostBytes: MAX_METRICS_BYTES }
/** A little of the body is taken: hanging up on a server in the middle of a small answer fills its log with errors. */
const LOOK: Wish = { accept: ACCEPT, atMostBytes: 65_536, waitMs: 100 }

/**
 * Asks for a metrics document and reads it. Always resolves.
 *
 * @param only the samples that are read, in their one spelling; all by default
 */
export function fetchMetrics(
  question: HealthQuestion,
  context: CheckContext,
  only?: ReadonlySet<string>,
): Promise<ReadMetrics | NoMetrics> {
  return askFor(question, READ, context, async ({ answer, responseTimeMs }) => {
    const document = parsePrometheusText(await metricsText(answer), only)
    if (document.samples.length + document.leftOut === 0 && document.skippedLines > 0) {
      return notMetrics(question.url)
    }
    const read = { ...document, statusCode: answer.statusCode, responseTimeMs }
    // Copied, since a slice of the document's text would keep all of it in memory.
    return { ...structuredClone(read), readAt: context.clock.monotonic() }
  })
}

/** Asks whether there is a metrics document, and reads none of it. Always resolves. */
export function lookForMetrics(
  question: HealthQuestion,
  context: CheckContext,
): Promise<SeenMetrics | NoMetrics> {
  return askFor(question, LOOK, context, ({ answer }) => {
    const isOther = /\b(?:html|json)\b/i.test(headerText(answer, 'content-type'))
    return isOther ? notMetrics(question.url) : { statusCode: answer.statusCode }
  })
}

async function askFor<Found>(
  question: HealthQuestion,
  wish: Wish,
  context: CheckContext,
  read: (fetched: FetchedAnswer) => Found | Promise<Found>,
): Promise<Found | NoMetrics> {
  const { url } = question
  const address = showUrl(url)
  try {
    // What a backend's health documents are asked for with says nothing about its metrics.
    const others = Object.entries(question.headers).filter(([name]) => name.toLowerCase() !== 'accept')
    const asked = { ...question, headers: Object.fromEntries(others) }
    const fetched = await fetchFollowing(asked, wish, context)
    const { statusCode } = fetched.answer
    if (statusCode === 200) return await read(fetched)
    return { reason: `none, ${statusCode}`, message: `${address} answered ${statusText(statusCode)}.` }
  } catch (error) {
    const reason = context.signal.aborted && !(error instanceof CheckFailure) ? context.signal.reason : error
    const { failure, message } = explainFailure(reason, {
      subject: 'The backend',
      address,
      host: hostOf(url),
    })
    return { reason: message, message, failure }
  }
}

function notMetrics(url: URL): NoMetrics {
  const message = `${showUrl(url)} answered with something that is not a metrics document.`
  return { reason: 'none, not a metrics document', message }
}

/** The document as text; of one that is too long the lines that were read to their ends. */
async function metricsText(answer: HttpAnswer): Promise<string> {
  const { body, complete } = answer
  const contentEncoding = headerText(answer, 'content-encoding')
  if (!complete && contentEncoding !== '') {
    throw new CheckFailure('protocol', 'The metrics are packed and more than 2 MiB, so they were not read.')
  }
  const text = await bodyText(
    { bytes: body, contentEncoding, contentType: headerText(answer, 'content-type') },
    MAX_METRICS_BYTES,
  )
  return complete ? text : text.slice(0, text.lastIndexOf('\n') + 1)
}
