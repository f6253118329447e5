import type { MetricView } from '#shared/views.ts'

/** A metric as a chart needs it: all but what changes with every sample. */
export type TrendMetric = Pick<MetricView, 'id' | 'name' | 'unit' | 'threshold'>

/** One chart: metrics of one unit, so that it has one axis. */
export interface TrendChartPlan {
  readonly unit: string
  readonly metrics: readonly TrendMetric[]
}

/** The charts for the chosen metrics that are there, in the order they were chosen. */
export function trendCharts(
  chosen: readonly string[],
  metrics: ReadonlyMap<string, MetricView>,
): readonly TrendChartPlan[] {
  const present = chosen.flatMap(id => metrics.get(id) ?? [])
  return [...Map.groupBy(present, metric => metric.unit)].map(([unit, members]) => ({
    unit,
    metrics: members.map(({ id, name, threshold }) => ({ id, name, unit, threshold })),
  }))
}
