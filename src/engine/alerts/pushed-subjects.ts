import type { PushedAlerts } from '../status/pushed-alerts.ts'
import type { AlertSubject } from './alert-subject.ts'

/** The open alerts that came over channels, as the rules see them; `id` is what `acknowledge` takes. */
export function pushedSubjects(board: PushedAlerts): AlertSubject[] {
  return [...board.open()].map(({ key, level, message, since }) => ({
    ...{ type: 'pushed', id: key, name: message, category: null, tags: [], severity: null },
    status: level === 'critical' ? 'unhealthy' : level === 'warning' ? 'degraded' : 'healthy',
    ...{ since, message, level, responseTimeMs: null, responseTimeWarningMs: null, value: null, unit: '' },
    ...{ deviation: null, deviationWords: '', excuse: null, excuseWords: '' },
    ...{ needs: [], isPending: false, isCovered: false },
  }))
}
