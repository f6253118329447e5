import type { FailureKind } from '../checkers/checker.ts'
import { statusText } from '../checkers/http-status-text.ts'
import type { Round } from './ask-endpoints.ts'
import { combineReports, type SilentEndpoint } from './combine-reports.ts'
import type { ReadMetrics } from './fetch-metrics.ts'
import type { BackendReport } from './format.ts'
import type { EndpointReport } from './health-endpoints.ts'

/** What one poll of a backend found, all its endpoints together. */
export interface BackendPoll extends BackendReport {
  /** The format the richest document was read in; null where there was none. */
  readonly format: string | null
  /** The slowest of the endpoints that answered; null where none did. */
  readonly responseTimeMs: number | null
  /** Paths of the endpoints that answered, the richest first. */
  readonly endpoints: readonly string[]
  /** Its instance changed or its uptime went back since the poll before. */
  readonly restarted: boolean
  /** The watched samples of its metrics, where they could be read. */
  readonly metrics?: ReadMetrics
}

/** The poll in which at least one endpoint answered, and others may have been silent. */
export function answeredPoll(
  endpoints: readonly [EndpointReport, ...EndpointReport[]],
  silent: readonly SilentEndpoint[],
): BackendPoll {
  return {
    ...combineReports(endpoints, silent),
    format: endpoints[0].format.name,
    responseTimeMs: Math.max(...endpoints.map(endpoint => endpoint.answer.responseTimeMs)),
    endpoints: endpoints.map(endpoint => endpoint.path),
    restarted: false,
  }
}

/** The poll in which no health document could be had, with the most telling of the reasons. */
export function fruitlessPoll({ answered, failed }: Round): BackendPoll {
  const responseTimeMs =
    answered.length > 0 ? Math.max(...answered.map(one => one.answer.responseTimeMs)) : null
  const telling = answered.find(endpoint => endpoint.answer.statusCode !== 404)
  const [broken] = failed
  if (telling) return { ...refusal(telling), responseTimeMs }
  if (broken) return { ...silentPoll(broken.failure, broken.message), responseTimeMs }
  const [only, ...others] = answered
  if (only && others.length === 0) return { ...refusal(only), responseTimeMs }
  const [first, second, ...more] = answered.map(({ path }) => path).toSorted((a, b) => a.length - b.length)
  const message = `It has no health endpoint: ${first}, ${second} and ${more.length} others answered 404. Give the full address of its health endpoint.`
  return { ...silentPoll('unexpected', message), responseTimeMs }
}

/** The poll that got no answer at all. */
export function silentPoll(failure: FailureKind, message: string): BackendPoll {
  return {
    status: 'unhealthy',
    message,
    services: [],
    details: {},
    failure,
    format: null,
    responseTimeMs: null,
    endpoints: [],
    restarted: false,
  }
}

function refusal({ answer, report }: EndpointReport): BackendPoll {
  const { statusCode } = answer
  const code = statusText(statusCode)
  const message = report.message.replace('Answered', `${answer.url} answered`)
  return { ...silentPoll(report.failure ?? 'unexpected', message), details: { answer: code } }
}
