import type { TrendMetric } from './trend-charts.ts'

/** Thresholds of more metrics than these would hide the values. */
const MOST_WITH_THRESHOLDS = 2

/** Of which metrics of a chart the thresholds are drawn. */
export interface DrawnThresholds {
  readonly metrics: readonly TrendMetric[]
  /** Others have thresholds too, which are seen by pointing at their names. */
  readonly more: boolean
}

/** The thresholds of the metric that is pointed out, else of those chosen last, which the operator is looking for. */
export function drawnThresholds(metrics: readonly TrendMetric[], pointedOut: string | null): DrawnThresholds {
  const having = metrics.filter(metric => metric.threshold !== null)
  return {
    metrics:
      pointedOut === null
        ? having.slice(-MOST_WITH_THRESHOLDS)
        : having.filter(metric => metric.id === pointedOut),
    more: having.length > MOST_WITH_THRESHOLDS,
  }
}
