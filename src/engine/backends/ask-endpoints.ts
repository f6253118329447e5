import type { Backend } from '#shared/config.ts'
import { type CheckContext, CheckFailure, type FailureKind } from '../checkers/checker.ts'
import { explainFailure } from '../checkers/explain-failure.ts'
import { type HttpExchange, hostOf, showUrl } from '../checkers/http-exchange.ts'
import { detectFormat } from './detect-format.ts'
import { fetchHealthAnswer } from './fetch-health-answer.ts'
import type { BackendFormat } from './format.ts'
import type { EndpointReport, HealthEndpoint } from './health-endpoints.ts'
import { readProbe } from './read-probe.ts'

/** A backend to ask, and until when. */
export interface Question {
  readonly backend: Backend
  readonly url: URL
  readonly context: CheckContext
}

/** An endpoint from which nothing could be read, and why. */
export interface FailedEndpoint extends HealthEndpoint {
  readonly failure: FailureKind
  readonly message: string
}

/** What asking several endpoints came to. */
export interface Round {
  readonly answered: readonly EndpointReport[]
  readonly failed: readonly FailedEndpoint[]
}

/** How endpoints are asked and read. */
export interface AskOptions {
  readonly formats: readonly BackendFormat[]
  readonly exchange: HttpExchange
}

/** Asks endpoints of a backend at once and reads what they answer; a backend's own path is asked as it stands. */
export async function askEndpoints(
  endpoints: readonly HealthEndpoint[],
  question: Question,
  options: AskOptions,
): Promise<Round> {
  const outcomes = await Promise.all(endpoints.map(endpoint => askOne(endpoint, question, options)))
  return {
    answered: outcomes.filter(outcome => 'report' in outcome),
    failed: outcomes.filter(outcome => 'failure' in outcome),
  }
}

async function askOne(
  endpoint: HealthEndpoint,
  { backend, url: configured, context }: Question,
  { formats, exchange }: AskOptions,
): Promise<EndpointReport | FailedEndpoint> {
  const url = new URL(configured)
  url.pathname = endpoint.path
  try {
    const { category, probe } = endpoint
    const fetched = await fetchHealthAnswer({ url, headers: backend.headers ?? {}, exchange }, context)
    const answer = category === undefined ? fetched : { ...fetched, category }
    const format = detectFormat(answer, backend.format, formats)
    if (!format)
      return { ...endpoint, failure: 'protocol', message: notInFormat(url, backend.format, formats) }
    const report = format.read(answer, backend.category)
    return { ...endpoint, answer, format, report: probe ? readProbe(probe, answer, report) : report }
  } catch (error) {
    const reason = context.signal.aborted && !(error instanceof CheckFailure) ? context.signal.reason : error
    return {
      ...endpoint,
      ...explainFailure(reason, { subject: 'The backend', address: showUrl(url), host: hostOf(url) }),
    }
  }
}

function notInFormat(url: URL, wanted: string, formats: readonly BackendFormat[]): string {
  const format = formats.find(known => known.name === wanted)
  return format
    ? `${showUrl(url)} answered, but not with a document in the format ${format.title}. Set the format to auto, or check the path.`
    : `The format "${wanted.slice(0, 40)}" is not known here. Set the format to auto.`
}
