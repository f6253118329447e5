import type { StandardCheck, StandardResponse, WireStatus } from '#shared/report-shapes.ts'
import type { Status } from '#shared/status.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { Watched } from '../status/watched.ts'

/** On the wire the report has no `unknown`: it is written as degraded, the reason in the details. */
export function wireStatus(status: Status): WireStatus {
  return status === 'unknown' ? 'degraded' : status
}

export interface HealthDocumentOptions {
  readonly book: StatusBook
  readonly now: number
  /** Whether the reader showed the token: else names, status and times only. */
  readonly withDetails: boolean
}

/** The report's standard response about everything watched. `check_duration_ms` is filled in by who answers. */
export function healthDocument(options: HealthDocumentOptions): StandardResponse {
  const { book, now } = options
  const checks: Record<string, StandardCheck> = {}
  const add = (name: string, id: string, watched: Watched, muted: boolean) => {
    // Two monitors may share a name; an object cannot hold one key twice.
    const key = Object.hasOwn(checks, name) ? `${name} (${id})` : name
    checks[key] = standardCheck(watched, muted, options.withDetails)
  }
  for (const [id, { monitor, watched }] of book.monitors) {
    if (!monitor.paused) add(monitor.name, id, watched, book.mutes.ofMonitor(monitor, now) !== null)
  }
  for (const [id, { backend, watched }] of book.backends) {
    if (!backend.paused) add(backend.name, id, watched, book.mutes.ofBackend(id, now) !== null)
  }
  return { ...envelope(wireStatus(book.overall.status), now), checks }
}

/** The answer of the liveness probe: Traylight runs. */
export function livenessDocument(now: number, startedAt: number): StandardResponse {
  const details = { uptime_seconds: Math.round((now - startedAt) / 1000) }
  return {
    ...envelope('healthy', now),
    checks: { traylight: { healthy: true, response_time_ms: 0, details } },
  }
}

function envelope(status: WireStatus, now: number): Omit<StandardResponse, 'checks'> {
  return { status, timestamp: new Date(now).toISOString(), check_duration_ms: 0 }
}

function standardCheck(watched: Watched, muted: boolean, withDetails: boolean): StandardCheck {
  const { status, last } = watched
  return {
    healthy: status === 'healthy',
    response_time_ms: last?.responseTimeMs ?? null,
    details: {
      status: wireStatus(status),
      ...(status === 'unknown' ? { reason: 'unknown' } : {}),
      ...(muted ? { muted: true } : {}),
      checked_at: last ? new Date(last.at).toISOString() : null,
      ...(withDetails ? { message: watched.message, ...last?.details } : {}),
    },
  }
}
