import { useState } from 'react'
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { MetricView } from '#shared/views.ts'
import { formatMoment } from '../format/format-moment.ts'
import { formatValue } from '../format/format-value.ts'
import { type SeriesStyle, seriesStyle } from './series-style.ts'
import classes from './Trends.module.css'
import { tickLabel, timeTicks } from './time-ticks.ts'
import { type TrendRow, type TrendSeries, trendRows } from './trend-rows.ts'

const HEIGHT = 180
/** Room for the thresholds' labels, px. */
const LABEL_WIDTH = 92
/** More lines than these would hide the values; beyond, only the pointed-out metric's thresholds are drawn. */
const MOST_WITH_THRESHOLDS = 2

interface TrendChartProps {
  /** Metrics of one unit. */
  readonly metrics: readonly MetricView[]
  readonly series: readonly TrendSeries[]
  readonly fromMs: number
  readonly toMs: number
}

/** Metrics of one unit over time. */
export function TrendChart({ metrics, series, fromMs, toMs }: TrendChartProps) {
  const [pointedOut, setPointedOut] = useState<string | null>(null)
  const unit = metrics[0]?.unit ?? ''
  const shown = series.filter(({ id }) => metrics.some(metric => metric.id === id))
  const rows = trendRows(shown)
  const ticks = timeTicks(fromMs, toMs, 6)
  const thresholds = thresholdLines(metrics, pointedOut)
  const axis = {
    stroke: 'var(--hairline)',
    tick: { fill: 'var(--mantine-color-dimmed)', fontSize: 12 },
    tickLine: false,
  }
  return (
    <figure className={classes.chart}>
      <Legend metrics={metrics} onPointOut={setPointedOut} />
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <LineChart
          data={[...rows]}
          margin={{ top: 8, right: thresholds.length > 0 ? LABEL_WIDTH : 8, bottom: 0, left: 0 }}
          title={metrics.map(metric => metric.name).join(', ')}
        >
          <CartesianGrid stroke="var(--hairline)" vertical={false} />
          <XAxis
            {...axis}
            type="number"
            dataKey="at"
            domain={[fromMs, toMs]}
            ticks={[...ticks]}
            tickFormatter={(at: number) => tickLabel(at, ticks)}
            allowDataOverflow
          />
          <YAxis
            {...axis}
            width={72}
            axisLine={false}
            domain={unit === '%' ? [0, 100] : [0, 'auto']}
            {...(unit === '%' ? { ticks: [0, 25, 50, 75, 100] } : {})}
            tickFormatter={(value: number) => formatValue(value, unit)}
          />
          {thresholds}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--mantine-color-dimmed)' }}
            content={({ active, label }) => (
              <Reading row={active ? rows.find(row => row.at === label) : undefined} metrics={metrics} />
            )}
          />
          {metrics.map((metric, index) => (
            <Line
              key={metric.id}
              name={metric.name}
              dataKey={(row: TrendRow) => row.values[metric.id] ?? null}
              connectNulls={false}
              isAnimationActive={false}
              dot={false}
              type="linear"
              {...lineProps(seriesStyle(index))}
              strokeOpacity={pointedOut === null || pointedOut === metric.id ? 1 : 0.25}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </figure>
  )
}

function lineProps(style: SeriesStyle) {
  return { stroke: style.stroke, strokeWidth: style.width, strokeDasharray: style.dash }
}

/** Thresholds as lines named after their metric. */
function thresholdLines(metrics: readonly MetricView[], pointedOut: string | null) {
  const having = metrics.filter(metric => metric.threshold !== null)
  const few = having.length <= MOST_WITH_THRESHOLDS
  const drawn = having.filter(metric => (pointedOut === null ? few : metric.id === pointedOut))
  return drawn.flatMap(({ id, name, unit, threshold }) =>
    (['warning', 'critical'] as const).map(level => (
      <ReferenceLine
        key={`${id} ${level}`}
        y={threshold?.[level] ?? 0}
        stroke={level === 'critical' ? 'var(--status-unhealthy)' : 'var(--status-degraded-edge)'}
        strokeDasharray={level === 'critical' ? '6 3' : '2 3'}
        label={{
          value: `${name} ${formatValue(threshold?.[level] ?? null, unit)}`,
          position: 'right',
          fill: 'var(--mantine-color-dimmed)',
          fontSize: 11,
        }}
      />
    )),
  )
}

interface LegendProps {
  readonly metrics: readonly MetricView[]
  readonly onPointOut: (id: string | null) => void
}

/** Which line is which, and its value now. */
function Legend({ metrics, onPointOut }: LegendProps) {
  return (
    <figcaption className={classes.legend}>
      {metrics.map((metric, index) => (
        <span
          key={metric.id}
          className={classes.legendItem}
          onPointerEnter={() => onPointOut(metric.id)}
          onPointerLeave={() => onPointOut(null)}
        >
          <LineSample style={seriesStyle(index)} />
          {metric.name}
          <span className={classes.now}>{formatValue(metric.value, metric.unit)}</span>
        </span>
      ))}
    </figcaption>
  )
}

function LineSample({ style }: { readonly style: SeriesStyle }) {
  return (
    <svg width="28" height="8" aria-hidden>
      <path d="M0 4H28" fill="none" {...lineProps(style)} />
    </svg>
  )
}

interface ReadingProps {
  readonly row: TrendRow | undefined
  readonly metrics: readonly MetricView[]
}

/** The values under the pointer, and when they were. */
function Reading({ row, metrics }: ReadingProps) {
  if (!row) return null
  return (
    <div className={classes.reading}>
      <div className={classes.when}>{formatMoment(row.at)}</div>
      {metrics.map((metric, index) => (
        <div key={metric.id} className={classes.readingRow}>
          <LineSample style={seriesStyle(index)} />
          <span>{metric.name}</span>
          <span className={classes.now}>{formatValue(row.values[metric.id] ?? null, metric.unit)}</span>
        </div>
      ))}
    </div>
  )
}
