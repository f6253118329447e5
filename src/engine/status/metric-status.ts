import type { MetricStatus } from '#shared/status.ts'

/** Thresholds of a metric, in its unit. `unhealthy` is the level that, sustained, makes the whole unhealthy. */
export interface MetricThreshold {
  readonly warning: number
  readonly critical: number
  readonly unhealthy?: number | undefined
}

/** What is remembered of a metric between samples. Moments are in ms since the epoch. */
export interface MetricState {
  readonly status: MetricStatus
  readonly criticalSince: number | null
  readonly aboveUnhealthySince: number | null
}

export const CALM: MetricState = { status: 'healthy', criticalSince: null, aboveUnhealthySince: null }

/**
 * Takes one sample in. A metric enters a level when it is above its threshold, and leaves it only when it has fallen
 * `hysteresis` below it, so a value on the line does not flap. A sample that could not be taken changes nothing.
 */
export function nextMetricState(
  before: MetricState,
  value: number | null,
  threshold: MetricThreshold | null,
  hysteresis: number,
  nowMs: number,
): MetricState {
  if (threshold === null) return CALM
  if (value === null) return before
  const isAbove = (level: number, was: boolean) => value > level || (was && value > level - hysteresis)
  const critical = isAbove(threshold.critical, before.status === 'critical')
  const warning = critical || isAbove(threshold.warning, before.status !== 'healthy')
  const unhealthy =
    threshold.unhealthy !== undefined && isAbove(threshold.unhealthy, before.aboveUnhealthySince !== null)
  return {
    status: critical ? 'critical' : warning ? 'warning' : 'healthy',
    criticalSince: critical ? (before.criticalSince ?? nowMs) : null,
    aboveUnhealthySince: unhealthy ? (before.aboveUnhealthySince ?? nowMs) : null,
  }
}

/** What a metric adds to the overall status: only what has lasted `sustainedMs` counts (vocabulary: "Overall"). */
export function metricContribution(
  state: MetricState,
  sustainedMs: number,
  nowMs: number,
): 'unhealthy' | 'degraded' | null {
  if (state.aboveUnhealthySince !== null && nowMs - state.aboveUnhealthySince >= sustainedMs)
    return 'unhealthy'
  if (state.criticalSince !== null && nowMs - state.criticalSince >= sustainedMs) return 'degraded'
  return null
}
