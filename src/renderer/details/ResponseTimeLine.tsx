import { useMemo } from 'react'
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
import type { Beat } from '#shared/views.ts'
import { formatMoment } from '../format/format-moment.ts'
import { formatValue } from '../format/format-value.ts'
import { tickLabel, timeTicks } from '../overview/time-ticks.ts'
import { axisTop, valueTicks } from '../overview/value-ticks.ts'
import classes from './chart.module.css'
import { loneMoments, responseTimePoints } from './response-time-points.ts'

interface ResponseTimeLineProps {
  readonly beats: readonly Beat[]
  readonly threshold: { readonly warning: number; readonly critical: number } | null
}

type Threshold = NonNullable<ResponseTimeLineProps['threshold']>

const LEVELS = ['warning', 'critical'] as const
/** Room for the thresholds' labels, px. */
const LABEL_WIDTH = 108
const TICK = { fontSize: 12, fill: 'var(--mantine-color-dimmed)' } as const
const AXIS = { tick: TICK, tickLine: false, interval: 0 } as const

/** Response times of recent checks over local time; thresholds as lines where they are near, else in words. */
export function ResponseTimeLine({ beats, threshold }: ResponseTimeLineProps) {
  const points = useMemo(() => responseTimePoints(beats), [beats])
  const times = points.flatMap(point => point.ms ?? [])
  if (times.length === 0) return <p className={classes.empty}>No answer in the checks kept so far.</p>
  const lone = loneMoments(points)
  const first = points[0]?.at ?? 0
  const last = Math.max(points.at(-1)?.at ?? 0, first + 1)
  const moments = timeTicks(first, last, 6)
  const highest = Math.max(...times)
  const top = axisTop(highest, threshold?.warning)
  const values = valueTicks(top, 'ms')
  const lines = threshold === null ? [] : thresholdLines(threshold, values.at(-1) ?? top)
  return (
    <>
      <div className={classes.plot}>
        <ResponsiveContainer width="100%" height="100%">
          <LineChart
            data={[...points]}
            margin={{ top: 6, right: lines.length > 0 ? LABEL_WIDTH : 16, bottom: 0, left: 0 }}
            accessibilityLayer
          >
            <CartesianGrid vertical={false} stroke="var(--hairline)" />
            <XAxis
              {...AXIS}
              dataKey="at"
              type="number"
              domain={[first, last]}
              ticks={[...moments]}
              tickFormatter={(at: number) => tickLabel(at, moments)}
              axisLine={{ stroke: 'var(--hairline)' }}
            />
            <YAxis
              {...AXIS}
              width={44}
              domain={[0, values.at(-1) ?? top]}
              ticks={[...values]}
              tickFormatter={ms => String(ms)}
              axisLine={false}
            />
            {lines}
            <Tooltip content={<PointTip />} isAnimationActive={false} />
            <Line
              dataKey="ms"
              name="Response time"
              stroke="var(--mantine-color-text)"
              strokeWidth={1.25}
              dot={({ cx, cy, index }) =>
                lone.has(points[index]?.at ?? Number.NaN) ? (
                  <circle key={index} cx={cx} cy={cy} r={2} fill="var(--mantine-color-text)" />
                ) : null
              }
              activeDot={{ r: 3 }}
              isAnimationActive={false}
              connectNulls={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
      {threshold !== null && lines.length === 0 && (
        <p className={classes.note}>
          All response times are far below the warning threshold of {formatValue(threshold.warning, 'ms')}.
        </p>
      )}
    </>
  )
}

/** The thresholds that the axis reaches, each named at its line. */
function thresholdLines(threshold: Threshold, top: number) {
  // Two lines at one place are one, and its name is that of the worse.
  const levels = threshold.warning === threshold.critical ? LEVELS.slice(-1) : LEVELS
  return levels
    .filter(level => threshold[level] <= top)
    .map(level => (
      <ReferenceLine
        key={level}
        y={threshold[level]}
        stroke={level === 'critical' ? 'var(--status-unhealthy-edge)' : 'var(--status-degraded-edge)'}
        strokeDasharray={level === 'critical' ? '6 3' : '2 3'}
        label={{
          value: `${level} ${formatValue(threshold[level], 'ms')}`,
          position: 'right',
          fill: 'var(--mantine-color-dimmed)',
          fontSize: 11,
        }}
      />
    ))
}

/** What recharts tells a tooltip of ours, as far as it is used. */
interface TipProps {
  readonly active?: boolean
  readonly label?: unknown
  readonly payload?: readonly { readonly value?: unknown }[]
}

function PointTip({ active, label, payload }: TipProps) {
  const value = payload?.[0]?.value
  if (active !== true || typeof label !== 'number' || typeof value !== 'number') return null
  return (
    <div className={classes.tip}>
      Response time {formatValue(value, 'ms')}
      <div className={classes.when}>{formatMoment(label)}</div>
    </div>
  )
}
