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

const LEVELS = ['warning', 'critical'] as const

/** One line of a threshold, and whose it is. */
export interface ThresholdLine {
  readonly level: (typeof LEVELS)[number]
  readonly value: number
  readonly unit: string
  /** "CPU", or "CPU, Memory" where both have the same. */
  readonly names: string
}

/** The lines to draw: two at one place are one, under both names, which would be written over each other. */
export function thresholdLines(metrics: readonly TrendMetric[]): readonly ThresholdLine[] {
  const lines = new Map<string, ThresholdLine>()
  for (const { name, unit, threshold } of metrics) {
    if (threshold === null) continue
    for (const level of LEVELS) {
      const value = threshold[level]
      const key = `${level} ${value} ${unit}`
      const known = lines.get(key)
      lines.set(key, { level, value, unit, names: known === undefined ? name : `${known.names}, ${name}` })
    }
  }
  return [...lines.values()]
}
