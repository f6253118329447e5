import type { AlertSubject } from './alert-subject.ts'

/** A healthy monitor of a database. */
export const MONITOR_SUBJECT: AlertSubject = {
  ...{ type: 'monitor', id: 'postgres', name: 'PostgreSQL', category: 'database', tags: ['prod'] },
  ...{ severity: 'critical', status: 'healthy', since: 0, message: 'Answers queries.' },
  ...{ responseTimeMs: 20, responseTimeWarningMs: 100, value: null, unit: '', level: null },
  ...{ deviation: null, deviationWords: '', excuse: null, excuseWords: '', needs: [] },
  ...{ isPending: false, isCovered: false },
}

/** The memory of this machine, half full. */
export const METRIC_SUBJECT: AlertSubject = {
  ...MONITOR_SUBJECT,
  ...{ type: 'metric', id: 'memory', name: 'Memory', category: 'memory', tags: [], severity: null },
  ...{ message: '', responseTimeMs: null, responseTimeWarningMs: null, value: 50, unit: '%' },
}
