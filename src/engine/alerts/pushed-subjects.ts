import type { AlertSubjectRef } from '#shared/incidents.ts'
import { type PushedAlert, type PushedAlerts, pushedName } from '../status/pushed-alerts.ts'
import type { AlertSubject } from './alert-subject.ts'
import type { FurtherSubjects } from './alert-subjects.ts'

/** The open alerts that came over channels, as the rules see them; `id` is what `acknowledge` takes. */
export function pushedSubjects(board: Pick<PushedAlerts, 'open' | 'get'>): FurtherSubjects {
  return {
    *refs(): Iterable<AlertSubjectRef> {
      for (const { key } of board.open()) yield { type: 'pushed', id: key }
    },
    subject({ id }) {
      const alert = board.get(id)
      return alert === undefined || alert.acknowledged ? null : pushedSubject(alert)
    },
  }
}

function pushedSubject({ key, level, message, since }: PushedAlert): AlertSubject {
  return {
    ...{ type: 'pushed', id: key, name: pushedName(message), category: null, tags: [], severity: null },
    status: level === 'critical' ? 'unhealthy' : level === 'warning' ? 'degraded' : 'healthy',
    ...{ since, message, level, responseTimeMs: null, responseTimeWarningMs: null, value: null, unit: '' },
    ...{ deviation: null, deviationWords: '', excuse: null, excuseWords: '' },
    ...{ needs: [], isPending: false, isCovered: false },
  }
}
