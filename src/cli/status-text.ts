import type { StatusReport } from '#engine/api/status-report.ts'
import type { Status } from '#shared/status.ts'

/** Each status has its own shape as well as its word, as everywhere. */
const SHAPES: Readonly<Record<Status, string>> = { healthy: '●', degraded: '▲', unhealthy: '✖', unknown: '○' }

/** A status report for a terminal: the overall line, then each monitor, backend and reported service. */
export function statusText(report: StatusReport): string {
  const rows = [
    ...report.monitors.map(monitor => ({ ...monitor, name: monitor.name, note: noteOf(monitor) })),
    ...report.backends.flatMap(backend => [
      { ...backend, responseTimeMs: null, note: '' },
      ...backend.services.map(service => ({ ...service, name: `  ${service.name}`, note: '' })),
    ]),
  ]
  const width = Math.max(0, ...rows.map(row => row.name.length))
  const lines = rows.map(row => {
    const time = row.responseTimeMs === null ? '' : `${Math.round(row.responseTimeMs)} ms`
    return `${SHAPES[row.status]} ${row.name.padEnd(width)}  ${row.status.padEnd(9)}  ${time.padStart(8)}  ${row.message}${row.note}`.trimEnd()
  })
  return [`${SHAPES[report.status]} ${report.status}: ${report.line}`, ...lines].join('\n')
}

const noteOf = (monitor: { readonly paused: boolean; readonly muted: boolean }) =>
  monitor.paused ? ' (paused)' : monitor.muted ? ' (muted)' : ''
