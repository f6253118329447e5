import { memo, useMemo, useState } from 'react'
import { useLive } from '../connection/hooks.ts'
import { formatValue } from '../format/format-value.ts'
import { drawnThresholds } from './drawn-thresholds.ts'
import { LineSample } from './LineSample.tsx'
import { seriesStyle } from './series-style.ts'
import { TrendPlot } from './TrendPlot.tsx'
import classes from './Trends.module.css'
import type { TrendMetric } from './trend-charts.ts'
import { type TrendSeries, trendRows } from './trend-rows.ts'

interface TrendChartProps {
  /** Metrics of one unit. */
  readonly metrics: readonly TrendMetric[]
  readonly series: readonly TrendSeries[]
  readonly fromMs: number
  readonly toMs: number
}

/** Metrics of one unit over time, with a legend that has their values now. */
export const TrendChart = memo(function TrendChart({ metrics, series, fromMs, toMs }: TrendChartProps) {
  const [pointedOut, setPointedOut] = useState<string | null>(null)
  const rows = useMemo(
    () => trendRows(series.filter(({ id }) => metrics.some(metric => metric.id === id))),
    [series, metrics],
  )
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.legend}>
        {metrics.map((metric, index) => (
          <span
            key={metric.id}
            className={classes.legendItem}
            onPointerEnter={() => setPointedOut(metric.id)}
            onPointerLeave={() => setPointedOut(null)}
          >
            <LineSample style={seriesStyle(index)} />
            {metric.name}
            <ValueNow id={metric.id} unit={metric.unit} />
          </span>
        ))}
      </figcaption>
      <TrendPlot metrics={metrics} rows={rows} fromMs={fromMs} toMs={toMs} pointedOut={pointedOut} />
      {drawnThresholds(metrics, null).more && (
        <p className={classes.hint}>Point at a name above to see its thresholds alone.</p>
      )}
    </figure>
  )
})

function ValueNow({ id, unit }: { readonly id: string; readonly unit: string }) {
  const value = useLive(state => state.metrics.get(id)?.value ?? null)
  return <span className={classes.now}>{formatValue(value, unit)}</span>
}
