import { roundMs } from '../checkers/timed-connect.ts'
import type { ResponseTimes } from './suite-result.ts'

/** Response times in ms as figures; null of none. Percentiles are values that occurred (nearest rank). */
export function responseTimes(times: readonly number[]): ResponseTimes | null {
  if (times.length === 0) return null
  const sorted = times.toSorted((a, b) => a - b)
  const rank = (percent: number) => roundMs(sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0)
  return {
    count: sorted.length,
    minMs: roundMs(sorted[0] ?? 0),
    averageMs: roundMs(sorted.reduce((sum, time) => sum + time, 0) / sorted.length),
    p50Ms: rank(50),
    p95Ms: rank(95),
    p99Ms: rank(99),
    maxMs: roundMs(sorted.at(-1) ?? 0),
  }
}
