import type { BackendFormat, BackendReport, HealthAnswer } from './format.ts'

/** One of the report's health endpoints. */
export interface HealthEndpoint {
  readonly path: string
  /** The category whose services it reports, where it reports those of one. */
  readonly category?: string
  /** A probe as orchestrators ask it: its verdict counts, and it names no services. */
  readonly probe?: 'live' | 'ready'
}

/**
 * Where a backend may keep its health documents (report: "Health Check Endpoints"), the richest first: the overview,
 * its categories one by one, then what names services without their categories, then what names none.
 */
export const HEALTH_ENDPOINTS: readonly HealthEndpoint[] = [
  { path: '/api/v1/health/integrations' },
  { path: '/api/v1/health/database', category: 'database' },
  { path: '/api/v1/health/apis', category: 'apis' },
  { path: '/api/v1/health/realtime', category: 'realtime' },
  { path: '/api/v1/health/agents', category: 'agents' },
  { path: '/api/v1/health/roblox', category: 'roblox' },
  { path: '/api/v1/health/deep' },
  { path: '/api/v1/health' },
  { path: '/health' },
  { path: '/api/v1/health/ready', probe: 'ready' },
  { path: '/api/v1/health/live', probe: 'live' },
]

/** What one endpoint answered, as it was understood. */
export interface EndpointReport extends HealthEndpoint {
  /** The endpoint's path, or the whole path as configured. */
  readonly path: string
  readonly answer: HealthAnswer
  readonly format: BackendFormat
  readonly report: BackendReport
}

/** Whether an endpoint is there: it answered with a document or a success; a 404 or a 401 says it is not for us. */
export function isThere({ report }: EndpointReport): boolean {
  return report.failure === undefined
}

/** From so many categories on, the same services in each are one document that stands at every path. */
const ECHOES = 3

/**
 * Those of the answers that come from health endpoints and are to be asked for every time: all that are there. None
 * where all that is there is a refusal without a document: a server that refuses everything has no endpoints to poll.
 */
export function worthPolling(answered: readonly EndpointReport[]): readonly EndpointReport[] {
  const there = answered.filter(isThere)
  if (!there.some(({ answer }) => answer.statusCode < 500 || answer.document !== undefined)) return []
  const own = withoutEchoes(there).filter(({ answer }) => answer.isPage !== true)
  if (own.length > 0) return own
  // A page for every path, as single-page applications have it, says least; the plainest endpoint is the likeliest.
  const plain = there.findLast(endpoint => endpoint.probe === undefined) ?? there.at(-1)
  return plain ? [plain] : []
}

/** A server that answers every path alike has no endpoints of single categories. */
function withoutEchoes(there: readonly EndpointReport[]): readonly EndpointReport[] {
  const namesOf = ({ category, report }: EndpointReport) =>
    category === undefined ? '' : report.services.map(({ name }) => name).join('\n')
  const alike = Map.groupBy(there, namesOf)
  return there.filter(endpoint => {
    const names = namesOf(endpoint)
    return names === '' || (alike.get(names)?.length ?? 0) < ECHOES
  })
}
