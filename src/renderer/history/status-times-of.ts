import type { StatusSpan, StatusTimes } from '#shared/history.ts'
import type { TimeSpan } from './history-range.ts'

const FIELD = {
  healthy: 'healthyMs',
  degraded: 'degradedMs',
  unhealthy: 'unhealthyMs',
  unknown: 'unknownMs',
} as const

/** How long each status lasted in what is in sight, by the spans of one series; what no span covers is not watched. */
export function timesOf(spans: readonly StatusSpan[], { fromMs, toMs }: TimeSpan, now: number): StatusTimes {
  const times = { healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unknownMs: 0, excusedMs: 0, unwatchedMs: 0 }
  const end = Math.min(toMs, now)
  let covered = 0
  for (const span of spans) {
    const ms = Math.min(span.toMs ?? end, end) - Math.max(span.fromMs, fromMs)
    if (ms <= 0) continue
    times[span.excuse === null ? FIELD[span.status] : 'excusedMs'] += ms
    covered += ms
  }
  times.unwatchedMs = Math.max(0, end - fromMs - covered)
  return times
}
