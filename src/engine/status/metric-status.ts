import type { MetricStatus } from '#shared/status.ts'

/** Thresholds of a metric, in its unit. `unhealthy` is the level that, sustained, makes the whole unhealthy. */
export interface MetricThreshold {
  readonly warning: number
  readonly critical: number
  readonly unhealthy?: number | undefined
}

/** How a metric is judged. */
export interface MetricRule {
  readonly threshold: MetricThreshold
  /** Which side of the thresholds is the worse one. */
  readonly worseWhen: 'above' | 'below'
  /** How far a metric must come back before it is better again, in its unit. */
  readonly hysteresis: number
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

/** Takes one sample in by a metric's own rule; one without a rule is only shown. */
export function judgeMetric(
  before: MetricState,
  value: number | null,
  rule: MetricRule | null,
  nowMs: number,
): MetricState {
  if (rule?.worseWhen !== 'below') {
    return nextMetricState(before, value, rule?.threshold ?? null, rule?.hysteresis ?? 0, nowMs)
  }
  // Less is worse: the same, seen in a mirror.
  const { warning, critical } = rule.threshold
  const mirrored = { warning: -warning, critical: -critical }
  return nextMetricState(before, value === null ? null : -value, mirrored, rule.hysteresis, nowMs)
}

/** Takes one sample in that came with its status, and without thresholds. */
export function toldMetricState(before: MetricState, status: MetricStatus, nowMs: number): MetricState {
  const criticalSince = status === 'critical' ? (before.criticalSince ?? nowMs) : null
  return { status, criticalSince, aboveUnhealthySince: null }
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
