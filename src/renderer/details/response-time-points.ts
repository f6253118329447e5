import type { Beat } from '#shared/views.ts'
import { usualPause } from '../components/line-segments.ts'

/** One moment of the chart; null is a gap: no answer, or nothing measured for a while. */
export interface ResponseTimePoint {
  readonly at: number
  readonly ms: number | null
}

/** A pause this many times the usual one is a gap. */
const GAP_FACTOR = 4

/** The response times of recent checks, with a gap wherever a line would lie. */
export function responseTimePoints(beats: readonly Beat[]): readonly ResponseTimePoint[] {
  const longest = usualPause(beats.map(([at, , ms]) => [at, ms])) * GAP_FACTOR
  return beats.flatMap(([at, , ms], index) => {
    const before = beats[index - 1]
    const point = { at, ms }
    return before && at - before[0] > longest ? [{ at: before[0] + 1, ms: null }, point] : [point]
  })
}

/** Moments of values with a gap on either side: no line leads to them, so that they are seen only as dots. */
export function loneMoments(points: readonly ResponseTimePoint[]): ReadonlySet<number> {
  const isGap = (point: ResponseTimePoint | undefined) => point === undefined || point.ms === null
  const lone = points.filter(
    (point, index) => !isGap(point) && isGap(points[index - 1]) && isGap(points[index + 1]),
  )
  return new Set(lone.map(point => point.at))
}
