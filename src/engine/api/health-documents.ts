import { BUILT_IN_CATEGORIES, categoryTitle } from '#shared/category.ts'
import type { SystemMetric, WireStatus } from '#shared/report-shapes.ts'
import { type Status, worstStatus } from '#shared/status.ts'
import type { Details } from '#shared/views.ts'
import { healthPercentage } from '../status/roll-up.ts'
import type { Watched } from '../status/watched.ts'
import type { SelfCheck } from '../watch/self-checks.ts'
import type { HealthService, HealthSnapshot } from './health-services.ts'
import type { HealthCheck, HealthResponse, OverviewResponse, SelfResponse } from './health-shapes.ts'

/**
 * How much a reader is told: all with the token; names, status and times without; or, where the operator wants it so,
 * only how many of each of the report's categories are healthy.
 */
export type Telling = 'all' | 'names' | 'aggregate'

/** Facts about Traylight that stand in its documents. */
export interface Run {
  readonly instance: string
  readonly version: string
  /** ms since the epoch. */
  readonly startedAt: number
}

/** A document before it is known how long it took to make. */
export type Untimed<T> = Omit<T, 'check_duration_ms'>

/** The report's names for its categories in the overview; those of the operator are named alike. */
const INTEGRATIONS: Readonly<Record<string, string>> = {
  database: 'database_integrations',
  apis: 'api_integrations',
  realtime: 'realtime_integrations',
  agents: 'agent_integrations',
  roblox: 'roblox_integrations',
}
/** Members of the details that are ours alone: what a check found must not stand for what is believed of it. */
export const OUR_DETAILS: ReadonlySet<string> = new Set([
  ...['status', 'checked_at', 'category', 'reason', 'pending'],
  ...['muted', 'paused', 'reported_by', 'message'],
])
const BUILT_IN: ReadonlySet<string> = new Set(BUILT_IN_CATEGORIES)
/** Under which the operator's own categories are counted where names are not told. */
const OTHER = 'other'

/** On the wire the report has no `unknown`: it is written as degraded, the reason in the details. */
export function wireStatus(status: Status): WireStatus {
  return status === 'unknown' ? 'degraded' : status
}

export interface HealthDocumentOptions {
  readonly snapshot: HealthSnapshot
  readonly services: readonly HealthService[]
  readonly status: Status
  readonly telling: Telling
  readonly run: Run
  readonly metrics?: readonly SystemMetric[]
}

/** The report's standard response about some of what is watched. Paused ones are left out, unless it is about them alone. */
export function healthDocument(options: HealthDocumentOptions): Untimed<HealthResponse> {
  const { snapshot, services, status, telling, run, metrics } = options
  const shown = services.length === 1 ? services : services.filter(({ paused }) => !paused)
  return {
    status: wireStatus(status),
    timestamp: iso(snapshot.at),
    checks: telling === 'aggregate' ? countedChecks(shown, snapshot) : checksOf(shown, telling),
    ...countsOf(shown),
    checked_at: oldestOf(shown),
    instance_id: run.instance,
    uptime_seconds: Math.max(0, Math.round((snapshot.at - run.startedAt) / 1000)),
    ...(telling === 'all' && { version: run.version }),
    ...(services.length === 0 && metrics === undefined && { message: 'Nothing is watched here.' }),
    ...(metrics !== undefined && telling !== 'aggregate' && { metrics: [...metrics] }),
  }
}

/** The report's integration overview: its five categories, then system, then the operator's own, as far as they are used. */
export function overviewDocument(snapshot: HealthSnapshot, telling: Telling): Untimed<OverviewResponse> {
  const counted = snapshot.services.filter(({ paused }) => !paused)
  const isNamed = (category: string) => telling !== 'aggregate' || BUILT_IN.has(category)
  const categories = [...new Set([...Object.keys(INTEGRATIONS), ...snapshot.byCategory.keys()])]
  const groups = categories.filter(isNamed).map(category => {
    const services = snapshot.byCategory.get(category) ?? []
    return groupOf(category, services, snapshot.statusOf(category), telling)
  })
  const unnamed = categories.filter(category => !isNamed(category))
  if (unnamed.length > 0) {
    const services = unnamed.flatMap(category => snapshot.byCategory.get(category) ?? [])
    groups.push(groupOf(OTHER, services, worstStatus(unnamed.map(snapshot.statusOf)), telling))
  }
  return {
    status: wireStatus(snapshot.overall),
    ...countsOf(counted),
    integrations: Object.fromEntries(groups.map(group => [integrationName(group.category), group])),
    timestamp: iso(snapshot.at),
    checked_at: oldestOf(counted),
  }
}

const integrationName = (category: string): string => INTEGRATIONS[category] ?? `${category}_integrations`

function groupOf(category: string, services: readonly HealthService[], status: Status, telling: Telling) {
  const shown = services.filter(({ paused }) => !paused)
  return {
    ...{ category, status: wireStatus(status), healthy: status === 'healthy' },
    ...countsOf(shown),
    services: telling === 'aggregate' ? {} : checksOf(shown, telling),
  }
}

/** The answer of the liveness probe: Traylight runs. */
export function livenessDocument(now: number, { startedAt }: Run): Untimed<SelfResponse> {
  const details = { uptime_seconds: Math.max(0, Math.round((now - startedAt) / 1000)) }
  return {
    ...{ status: 'healthy', timestamp: iso(now) },
    checks: { traylight: { healthy: true, response_time_ms: null, details } },
  }
}

/** Whether Traylight itself can work, whatever it watches. */
export function selfDocument(checks: readonly SelfCheck[], now: number): Untimed<SelfResponse> {
  return {
    status: checks.every(({ healthy }) => healthy) ? 'healthy' : 'unhealthy',
    timestamp: iso(now),
    checks: Object.fromEntries(
      checks.map(({ name, healthy, details }) => [name, { healthy, response_time_ms: null, details }]),
    ),
  }
}

function checksOf(services: readonly HealthService[], telling: Telling): Record<string, HealthCheck> {
  return Object.fromEntries(services.map(service => [service.key, checkOf(service, telling)]))
}

function checkOf(service: HealthService, telling: Telling): HealthCheck {
  const { watched, muted, paused, reports } = service
  const { last, pending } = watched
  const status = wireStatus(service.status)
  const isUnknown = service.status === 'unknown'
  const reason = unknownReason(watched)
  return {
    healthy: service.status === 'healthy',
    status,
    // What is not known any more has no response time either.
    response_time_ms: isUnknown ? null : (last?.responseTimeMs ?? null),
    details: {
      ...(telling === 'all' && last ? foundDetails(last.details) : {}),
      ...{ status, category: service.category, checked_at: last ? iso(last.at) : null },
      ...(isUnknown && { reason }),
      ...(pending !== null && { pending }),
      ...(muted && { muted }),
      ...(paused && { paused }),
      ...(reports.length > 0 && { reported_by: reports.map(reportOf) }),
      ...(telling === 'all' ? { message: service.message } : isUnknown && { message: reason }),
    },
  }
}

/** Why nothing is known of it, in a sentence. */
function unknownReason({ unknownBecause, pending, last }: Watched): string {
  if (unknownBecause !== null) return unknownBecause
  if (pending !== null) return `Not known yet: ${pending}.`
  if (last?.grade === 'healthy') return 'Not known yet: healthy again, to be confirmed.'
  return 'The check itself says that it does not know.'
}

/** What a check found, without what would stand for what is believed of it. */
function foundDetails(details: Details): Details {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !OUR_DETAILS.has(name)))
}

const reportOf = ({ backend, status }: HealthService['reports'][number]) => ({
  ...{ backend, status: wireStatus(status) },
})

/** How many of each of the report's categories are healthy, and no names. */
function countedChecks(
  services: readonly HealthService[],
  snapshot: HealthSnapshot,
): Record<string, HealthCheck> {
  const groups = Map.groupBy(services, ({ category }) => (BUILT_IN.has(category) ? category : OTHER))
  return Object.fromEntries(
    [...groups].map(([group, inside]) => {
      const known = worstStatus([...new Set(inside.map(({ category }) => category))].map(snapshot.statusOf))
      const status = wireStatus(known)
      const reason = `Nothing is known yet in ${categoryTitle(group)}.`
      const details = {
        ...{ status, checked_at: oldestOf(inside) },
        ...countsOf(inside),
        ...(known === 'unknown' && { reason }),
      }
      return [group, { healthy: status === 'healthy', status, response_time_ms: null, details }]
    }),
  )
}

function countsOf(services: readonly HealthService[]) {
  const counted = services.filter(({ muted, paused }) => !muted && !paused)
  const healthy = counted.filter(({ status }) => status === 'healthy').length
  return {
    health_percentage: healthPercentage(healthy, counted.length) ?? 100,
    healthy_services: healthy,
    total_services: counted.length,
  }
}

function oldestOf(services: readonly HealthService[]): string | null {
  let oldest = Number.POSITIVE_INFINITY
  for (const { watched } of services) if (watched.last) oldest = Math.min(oldest, watched.last.at)
  return Number.isFinite(oldest) ? iso(oldest) : null
}

const iso = (ms: number): string => new Date(ms).toISOString()
