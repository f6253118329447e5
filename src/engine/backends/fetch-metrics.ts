import { type CheckContext, CheckFailure, type FailureKind } from '../checkers/checker.ts'
import { explainFailure } from '../checkers/explain-failure.ts'
import { bodyText } from '../checkers/http-body.ts'
import { type HttpAnswer, headerText, hostOf, showUrl } from '../checkers/http-exchange.ts'
import { fetchFollowing, type HealthQuestion } from './fetch-following.ts'
import { MAX_METRICS_BYTES, type PrometheusDocument, parsePrometheusText } from './prometheus-text.ts'

/** A metrics document as it was read. */
export interface ReadMetrics extends PrometheusDocument {
  readonly statusCode: number
  readonly responseTimeMs: number
  /** When, on the clock's monotonic scale, in ms. */
  readonly readAt: number
}

/** Why there are no metrics, in a few words; `failure` where there was no answer at all. */
export interface NoMetrics {
  readonly reason: string
  readonly isAbsent: boolean
  readonly failure?: FailureKind
}

const WISH = { accept: 'text/plain; version=0.0.4, */*;q=0.1', atMostBytes: MAX_METRICS_BYTES }

/** Asks for a metrics document and reads it. Always resolves. */
export async function fetchMetrics(
  question: HealthQuestion,
  wanted: ReadonlySet<string>,
  context: CheckContext,
): Promise<ReadMetrics | NoMetrics> {
  const { url } = question
  try {
    // What a backend's health documents are asked for with says nothing about its metrics.
    const others = Object.entries(question.headers).filter(([name]) => name.toLowerCase() !== 'accept')
    const asked = { ...question, headers: Object.fromEntries(others) }
    const { answer, responseTimeMs } = await fetchFollowing(asked, WISH, context)
    const { statusCode } = answer
    if (statusCode !== 200) return { reason: `none, ${statusCode}`, isAbsent: statusCode === 404 }
    const text = await metricsText(answer)
    const document = parsePrometheusText(text, wanted)
    if (document.samples.length === 0 && document.skippedLines > 0) {
      return { reason: 'none, not a metrics document', isAbsent: true }
    }
    return { ...document, statusCode, responseTimeMs, readAt: context.clock.monotonic() }
  } catch (error) {
    const reason = context.signal.aborted && !(error instanceof CheckFailure) ? context.signal.reason : error
    const address = showUrl(url)
    const { failure, message } = explainFailure(reason, {
      subject: 'The backend',
      address,
      host: hostOf(url),
    })
    return { reason: message, isAbsent: false, failure }
  }
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
