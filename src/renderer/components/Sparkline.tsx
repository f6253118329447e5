import { memo } from 'react'
import type { Sample } from '../connection/live-state.ts'
import { lineSegments } from './line-segments.ts'
import classes from './Sparkline.module.css'

const WIDTH = 100
const HEIGHT = 32

interface SparklineProps {
  /** Oldest first. */
  readonly samples: readonly Sample[]
  /** The span of time from edge to edge, ms; the newest sample is at the right edge. */
  readonly spanMs?: number
  /** Top of the scale; the largest value where left out. The bottom is 0. */
  readonly max?: number
  /** Drawn as dashed lines, where within the scale. */
  readonly thresholds?: { readonly warning: number; readonly critical: number } | null
  /** The value is over a threshold: the lines take their colours, which they do not spend on a calm day. */
  readonly alarmed?: boolean
}

/** A small line of recent values; gaps stay gaps. Decoration beside a value that is said in words. */
export const Sparkline = memo(function Sparkline({
  samples,
  spanMs = 5 * 60_000,
  max,
  thresholds,
  alarmed = false,
}: SparklineProps) {
  const end = samples.at(-1)?.[0] ?? 0
  const start = end - spanMs
  const top = max ?? Math.max(1, ...samples.map(([, value]) => value ?? 0)) * 1.1
  const x = (at: number) => (((at - start) / spanMs) * WIDTH).toFixed(2)
  const y = (value: number) => (HEIGHT - (Math.min(value, top) / top) * (HEIGHT - 2) - 1).toFixed(2)
  const runs = lineSegments(samples.filter(([at]) => at >= start))
  const line = runs
    .map(
      run =>
        `M${run.map(([at, value]) => `${x(at)} ${y(value)}`).join('L')}${run.length === 1 ? 'h0.5' : ''}`,
    )
    .join('')
  const area = runs
    .map(run => {
      const first = run[0]
      const last = run.at(-1)
      if (!first || !last) return ''
      return `M${x(first[0])} ${HEIGHT}L${run.map(([at, value]) => `${x(at)} ${y(value)}`).join('L')}L${x(last[0])} ${HEIGHT}z`
    })
    .join('')
  return (
    <svg
      className={classes.sparkline}
      data-alarmed={alarmed || undefined}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden
    >
      <path className={classes.area} d={area} />
      {thresholds && thresholds.warning < top && (
        <path className={classes.warning} d={`M0 ${y(thresholds.warning)}H${WIDTH}`} />
      )}
      {thresholds && thresholds.critical < top && (
        <path className={classes.critical} d={`M0 ${y(thresholds.critical)}H${WIDTH}`} />
      )}
      <path className={classes.line} d={line} />
    </svg>
  )
})
