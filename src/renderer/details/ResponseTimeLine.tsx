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
import classes from './chart.module.css'
import { responseTimePoints } from './response-time-points.ts'

interface ResponseTimeLineProps {
  readonly beats: readonly Beat[]
  readonly threshold: { readonly warning: number; readonly critical: number } | null
}

const HOUR_MINUTE = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const WITH_DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' })
const TICK = { fontSize: 12, fill: 'var(--mantine-color-dimmed)' } as const

/** Response times of recent checks over local time; thresholds as lines where they are near. */
export function ResponseTimeLine({ beats, threshold }: ResponseTimeLineProps) {
  const points = useMemo(() => responseTimePoints(beats), [beats])
  const times = points.flatMap(point => point.ms ?? [])
  if (times.length === 0) return <p className={classes.empty}>No answer in the checks kept so far.</p>
  const first = points[0]?.at ?? 0
  const last = points.at(-1)?.at ?? 0
  const days = new Date(first).toDateString() !== new Date(last).toDateString()
  const highest = Math.max(...times)
  const near = (limit: number) => limit <= highest * 2
  const top = threshold && near(threshold.warning) ? Math.max(highest, threshold.warning) : highest
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={[...points]} margin={{ top: 4, right: 8, bottom: 0, left: 0 }} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--hairline)" />
        <XAxis
          dataKey="at"
          type="number"
          domain={['dataMin', 'dataMax']}
          tickFormatter={at => (days ? WITH_DAY : HOUR_MINUTE).format(Number(at))}
          minTickGap={48}
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: 'var(--hairline)' }}
        />
        <YAxis
          width={40}
          domain={[0, 'auto']}
          tickFormatter={ms => String(ms)}
          tickCount={4}
          allowDecimals={top < 5}
          tick={TICK}
          tickLine={false}
          axisLine={false}
        />
        {threshold && near(threshold.warning) && (
          <ReferenceLine y={threshold.warning} stroke="var(--status-degraded-edge)" strokeDasharray="2 3" />
        )}
        {threshold && near(threshold.critical) && (
          <ReferenceLine y={threshold.critical} stroke="var(--status-unhealthy-edge)" strokeDasharray="6 3" />
        )}
        <Tooltip content={<PointTip />} isAnimationActive={false} />
        <Line
          dataKey="ms"
          name="Response time"
          stroke="var(--mantine-color-text)"
          strokeWidth={1.25}
          dot={false}
          activeDot={{ r: 3 }}
          isAnimationActive={false}
          connectNulls={false}
        />
      </LineChart>
    </ResponsiveContainer>
  )
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
