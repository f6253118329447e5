import type { StatusSpan, StatusTimes } from '#shared/history.ts'

const FIELD = {
  healthy: 'healthyMs',
  degraded: 'degradedMs',
  unhealthy: 'unhealthyMs',
  unknown: 'unknownMs',
} as const

/**
 * How long each status lasted within a window, by the spans of one thing in any order. What no span covers since the
 * first of them is unwatched; before it there was nothing to watch, which counts as nothing.
 *
 * @param firstMs when the first of all began, where that one may not be among these
 */
export function statusTimes(
  spans: readonly StatusSpan[],
  fromMs: number,
  toMs: number,
  firstMs = Number.POSITIVE_INFINITY,
): StatusTimes {
  const times = { healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unknownMs: 0, excusedMs: 0, unwatchedMs: 0 }
  let [first, covered] = [firstMs, 0]
  for (const span of spans) {
    first = Math.min(first, span.fromMs)
    const ms = Math.min(span.toMs ?? toMs, toMs) - Math.max(span.fromMs, fromMs)
    if (ms <= 0) continue
    times[span.excuse === null ? FIELD[span.status] : 'excusedMs'] += ms
    covered += ms
  }
  times.unwatchedMs = Math.max(0, toMs - Math.max(first, fromMs) - covered)
  return times
}
