import type { Status } from '#shared/status.ts'
import type { OverallProblem } from '#shared/views.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { Fate } from './overall-change.ts'

const GONE: Fate = { hasRecovered: false, isPending: false }

/** What has become of something that was wrong, as the status book knows it at `now` (ms since the epoch). */
export function problemFate(problem: OverallProblem, book: StatusBook, now: number): Fate {
  const { scope, id } = problem
  switch (scope) {
    case 'monitor': {
      const entry = book.monitors.get(id)
      if (!entry || entry.monitor.paused || book.mutes.ofMonitor(entry.monitor, now)) return GONE
      return fateOf(entry.watched.status)
    }
    case 'backend': {
      const entry = book.backends.get(id)
      if (!entry || entry.backend.paused || book.mutes.ofBackend(id, now)) return GONE
      return fateOf(entry.watched.status)
    }
    case 'service': {
      const [backendId = '', ...rest] = id.split('/')
      const service = book.backends.get(backendId)?.services.get(rest.join('/'))
      if (!service || book.mutes.ofService(backendId, service, now)) return GONE
      return fateOf(service.watched.status)
    }
    case 'metric': {
      const metric = book.metrics.get(id)
      return metric ? { hasRecovered: metric.state.status !== 'critical', isPending: false } : GONE
    }
  }
}

/** What is bad in itself and yet not among the problems (covered by another, beyond those listed) may come back. */
function fateOf(status: Status): Fate {
  return { hasRecovered: status === 'healthy', isPending: status !== 'healthy' }
}
