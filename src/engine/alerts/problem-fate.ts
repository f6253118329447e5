import { backendOfMetric } from '#shared/application-metric-id.ts'
import type { OverallProblem } from '#shared/views.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { Watched } from '../status/watched.ts'
import { findService } from '../status/watched-entries.ts'
import type { Fate } from './overall-change.ts'

const GONE: Fate = { is: 'gone' }

/** What has become of something that was wrong, as the status book knows it at `now` (ms since the epoch). */
export function problemFate(problem: OverallProblem, book: StatusBook, now: number): Fate {
  const { scope, id } = problem
  switch (scope) {
    case 'pushed':
      return GONE
    case 'monitor': {
      const entry = book.monitors.get(id)
      if (!entry || entry.monitor.paused || book.mutes.ofMonitor(entry.monitor, now)) return GONE
      return fateOf(entry.watched, now)
    }
    case 'backend': {
      const entry = book.backends.get(id)
      if (!entry || entry.backend.paused || book.mutes.ofBackend(entry.backend, now)) return GONE
      return fateOf(entry.watched, now)
    }
    case 'service': {
      const found = findService(book.backends, id)
      if (!found) return GONE
      const { backendId, service } = found
      const backend = book.backends.get(backendId)?.backend
      if (!backend || book.mutes.ofService(backend, service, book.same.monitorOf(service), now)) return GONE
      return fateOf(service.watched, now)
    }
    case 'metric': {
      const metric = book.metrics.get(id)
      const backendId = backendOfMetric(id)
      const backend = backendId === null ? undefined : book.backends.get(backendId)?.backend
      if (!metric || (backend && (backend.paused || book.mutes.ofBackend(backend, now)))) return GONE
      if (backend && metric.sample.value === null && metric.state.status === 'healthy') return GONE
      return metric.state.status === 'critical' ? { is: 'pending' } : { is: 'recovered', since: now }
    }
  }
}

/** What is bad in itself and yet not among the problems (covered by another, beyond those listed) may come back. */
function fateOf({ status, since }: Watched, now: number): Fate {
  return status === 'healthy' ? { is: 'recovered', since: since ?? now } : { is: 'pending' }
}
