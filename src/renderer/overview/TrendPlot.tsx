import { memo } from 'react'
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
import { formatMoment } from '../format/format-moment.ts'
import { formatValue } from '../format/format-value.ts'
import { drawnThresholds, thresholdLines } from './drawn-thresholds.ts'
import { LineSample } from './LineSample.tsx'
import { seriesStyle } from './series-style.ts'
import classes from './Trends.module.css'
import { tickLabel, timeTicks } from './time-ticks.ts'
import type { TrendMetric } from './trend-charts.ts'
import type { TrendRow } from './trend-rows.ts'
import { axisTop, valueTicks } from './value-ticks.ts'

const HEIGHT = 180
/** Room for the thresholds' labels, px. */
const LABEL_WIDTH = 118

const PERCENT_TICKS = [0, 25, 50, 75, 100] as const

const AXIS = {
  stroke: 'var(--hairline)',
  tick: { fill: 'var(--mantine-color-dimmed)', fontSize: 12 },
  tickLine: false,
} as const

interface TrendPlotProps {
  readonly metrics: readonly TrendMetric[]
  readonly rows: readonly TrendRow[]
  readonly fromMs: number
  readonly toMs: number
  /** The metric whose line stands out; null for none. */
  readonly pointedOut: string | null
}

/** The lines, their axes, thresholds and tooltip. */
export const TrendPlot = memo(function TrendPlot(props: TrendPlotProps) {
  const { metrics, rows, fromMs, toMs, pointedOut } = props
  const unit = metrics[0]?.unit ?? ''
  const ticks = timeTicks(fromMs, toMs, 6)
  const valueMarks = unit === '%' ? PERCENT_TICKS : valueTicks(highestOf(rows, metrics), unit)
  const thresholds = referenceLines(metrics, pointedOut)
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <LineChart
        data={[...rows]}
        margin={{ top: 8, right: thresholds.length > 0 ? LABEL_WIDTH : 8, bottom: 0, left: 0 }}
        title={metrics.map(metric => metric.name).join(', ')}
      >
        <CartesianGrid stroke="var(--hairline)" vertical={false} />
        <XAxis
          {...AXIS}
          type="number"
          dataKey="at"
          domain={[fromMs, toMs]}
          ticks={[...ticks]}
          tickFormatter={(at: number) => tickLabel(at, ticks)}
          allowDataOverflow
        />
        <YAxis
          {...AXIS}
          width={72}
          axisLine={false}
          domain={[0, valueMarks.at(-1) ?? 1]}
          ticks={[...valueMarks]}
          interval={0}
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
        {metrics.map((metric, index) => lineOf(metric, index, pointedOut))}
      </LineChart>
    </ResponsiveContainer>
  )
})

/** The highest value drawn, or a threshold that is near it. */
function highestOf(rows: readonly TrendRow[], metrics: readonly TrendMetric[]): number {
  let highest = 0
  for (const { values } of rows) {
    for (const { id } of metrics) highest = Math.max(highest, values[id] ?? 0)
  }
  return Math.max(highest, ...metrics.map(({ threshold }) => axisTop(highest, threshold?.warning)))
}

function lineOf(metric: TrendMetric, index: number, pointedOut: string | null) {
  const style = seriesStyle(index)
  return (
    <Line
      key={metric.id}
      name={metric.name}
      dataKey={(row: TrendRow) => row.values[metric.id] ?? null}
      connectNulls={false}
      isAnimationActive={false}
      dot={false}
      type="linear"
      stroke={style.stroke}
      strokeWidth={style.width}
      strokeDasharray={style.dash}
      strokeOpacity={pointedOut === null || pointedOut === metric.id ? 1 : 0.25}
    />
  )
}

/** Thresholds as lines named after their metric. */
function referenceLines(metrics: readonly TrendMetric[], pointedOut: string | null) {
  const lines = thresholdLines(drawnThresholds(metrics, pointedOut).metrics)
  return lines.map(({ level, value, unit, names }) => (
    <ReferenceLine
      key={`${level} ${value} ${unit}`}
      y={value}
      stroke={level === 'critical' ? 'var(--status-unhealthy)' : 'var(--status-degraded-edge)'}
      strokeDasharray={level === 'critical' ? '6 3' : '2 3'}
      label={{
        value: `${names} ${formatValue(value, unit)}`,
        position: 'right',
        fill: 'var(--mantine-color-dimmed)',
        fontSize: 11,
      }}
    />
  ))
}

interface ReadingProps {
  readonly row: TrendRow | undefined
  readonly metrics: readonly TrendMetric[]
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
