import { memo } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts'
import { formatValue } from '../format/format-value.ts'
import { drawnThresholds, thresholdLines } from '../overview/drawn-thresholds.ts'
import { tickLabel, timeTicks } from '../overview/time-ticks.ts'
import type { TrendMetric } from '../overview/trend-charts.ts'
import type { TrendRow } from '../overview/trend-rows.ts'
import { axisTop, valueTicks } from '../overview/value-ticks.ts'
import type { ChartPlan, PlannedLine } from './chart-plans.ts'
import type { TimeSpan } from './history-range.ts'
import { bandKey, type ChartRows } from './history-rows.ts'
import { lineStyle } from './line-style.ts'
import { PLOT } from './plot-frame.ts'

const PERCENT_TICKS = [0, 25, 50, 75, 100] as const
const AXIS = {
  stroke: 'var(--hairline)',
  tick: { fill: 'var(--mantine-color-dimmed)', fontSize: 12 },
  tickLine: false,
} as const

interface HistoryPlotProps {
  readonly plan: ChartPlan
  readonly drawn: ChartRows
  readonly span: TimeSpan
  /** Series of the chart with their thresholds. */
  readonly thresholds: readonly TrendMetric[]
  /** px */
  readonly right: number
}

/** The lines of a chart with their band, thresholds and axes. What moves with the pointer lies over it. */
export const HistoryPlot = memo(function HistoryPlot(props: HistoryPlotProps) {
  const { plan, drawn, span, thresholds, right } = props
  const { unit } = plan
  const ticks = timeTicks(span.fromMs, span.toMs, 8)
  const values = valueMarks(drawn, thresholds, unit)
  return (
    <ResponsiveContainer width="100%" height={PLOT.height}>
      <ComposedChart
        data={[...drawn.rows]}
        margin={{ top: PLOT.top, right, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--hairline)" vertical={false} />
        <XAxis
          {...AXIS}
          type="number"
          dataKey="at"
          domain={[span.fromMs, span.toMs]}
          ticks={[...ticks]}
          tickFormatter={(at: number) => tickLabel(at, ticks)}
          allowDataOverflow
        />
        <YAxis
          {...AXIS}
          width={PLOT.left}
          axisLine={false}
          domain={[values[0] ?? 0, values.at(-1) ?? 1]}
          allowDataOverflow
          ticks={[...values]}
          interval={0}
          tickFormatter={(value: number) => formatValue(value, unit)}
        />
        {plan.bandOf !== null && (
          <Area
            dataKey={bandOfRow(plan.bandOf)}
            stroke="none"
            fill="var(--mantine-color-text)"
            fillOpacity={0.12}
            isAnimationActive={false}
            connectNulls={false}
            dot={false}
            activeDot={false}
          />
        )}
        {referenceLines(thresholds, values.at(-1) ?? 1)}
        {plan.lines.map(line => lineOf(plan, line, drawn))}
      </ComposedChart>
    </ResponsiveContainer>
  )
})

function valueMarks(drawn: ChartRows, thresholds: readonly TrendMetric[], unit: string): readonly number[] {
  if (unit === '%' && drawn.highest <= 100 && drawn.lowest >= 0) return PERCENT_TICKS
  const top = Math.max(
    drawn.highest,
    ...thresholds.map(({ threshold }) => axisTop(drawn.highest, threshold?.warning)),
  )
  const up = valueTicks(top, unit)
  if (drawn.lowest >= 0) return up
  const step = (up[1] ?? 1) - (up[0] ?? 0)
  const below = Math.ceil(-drawn.lowest / step)
  return [...Array.from({ length: below }, (_, index) => (index - below) * step), ...up]
}

function bandOfRow(id: string) {
  const [min, max] = [bandKey(id, 'min'), bandKey(id, 'max')]
  return (row: TrendRow) => {
    const [low, high] = [row.values[min], row.values[max]]
    return low === null || low === undefined || high === null || high === undefined ? null : [low, high]
  }
}

function lineOf(plan: ChartPlan, line: PlannedLine, { rows, lone }: ChartRows) {
  const style = lineStyle(plan, line)
  const alone = lone.get(line.key)
  return (
    <Line
      key={line.key}
      dataKey={(row: TrendRow) => row.values[line.key] ?? null}
      connectNulls={false}
      isAnimationActive={false}
      type="linear"
      stroke={style.stroke}
      strokeWidth={style.width}
      strokeDasharray={style.dash}
      activeDot={false}
      dot={
        alone === undefined || alone.size === 0
          ? false
          : ({ cx, cy, index }) =>
              alone.has(rows[index]?.at ?? Number.NaN) && typeof cy === 'number' ? (
                <circle key={index} cx={cx} cy={cy} r={1.75} fill={style.stroke} />
              ) : null
      }
    />
  )
}

/** The thresholds that the axis reaches, as lines under the names of their series. */
function referenceLines(thresholds: readonly TrendMetric[], top: number) {
  const having = drawnThresholds(thresholds, null).metrics
  const all = having.map(({ name }) => name).join(', ')
  return thresholdLines(having)
    .filter(({ value }) => value <= top)
    .map(({ level, value, unit, names }) => (
      <ReferenceLine
        key={`${level} ${value} ${unit}`}
        y={value}
        stroke={level === 'critical' ? 'var(--status-unhealthy-edge)' : 'var(--status-degraded-edge)'}
        strokeDasharray={level === 'critical' ? '6 3' : '2 3'}
        label={{
          // Whose it is needs saying only where others have another.
          value: `${names === all ? level : shortened(names)} ${formatValue(value, unit)}`,
          position: 'right',
          fill: 'var(--mantine-color-dimmed)',
          fontSize: 11,
        }}
      />
    ))
}

/** So much has room beside a chart. */
const MOST_LETTERS = 9
const shortened = (names: string) =>
  names.length > MOST_LETTERS ? `${names.slice(0, MOST_LETTERS - 1)}…` : names
