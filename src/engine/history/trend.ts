import type { Trend } from '#shared/history.ts'

/** One average of a metric in percent, of a short time that begins at `at`. */
export interface TrendPoint {
  readonly at: number
  readonly value: number
}

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000] as const
/** What is looked at, and what has to be known of it at least. In ms. */
export const TREND_WINDOW_MS = 7 * DAY_MS
/** Memory follows the day of those who use it: less than a day of it says nothing. */
const LEAST_MS = { disk: 6 * HOUR_MS, memory: DAY_MS } as const
const LEAST_POINTS = 12
/** A metric that has said nothing for this long goes nowhere. */
const STALE_MS = 2 * HOUR_MS
/** Points before and after each that show whether it is a spike: of ten minutes, an hour. */
const AROUND = 6
/** A line through as many points is found in a moment. */
const MOST_POINTS = 168
/** Share of the changes that the line has to explain. */
const GOOD_FIT = { disk: 0.85, memory: 0.9 } as const
/** A change of less than so many points in all is none. */
const LEAST_CHANGE = { disk: 0.5, memory: 5 } as const
/** A change at once is a step when it is as large as this: points, times the usual change, share of the whole range. */
const STEP = { points: 1, usual: 8, range: 0.35 } as const
/** The pace of each half has to be alike within this factor. */
const ALIKE = 3
/** So far may the latest be from the line, as a share of the whole change: beyond it the pace has changed. */
const STRAYED = 0.12
/** Predicted no further than this, and than this many times what was seen. */
const HORIZON_MS = 180 * DAY_MS
const HORIZON_TIMES = 30

type Kind = keyof typeof LEAST_MS

/**
 * Where a metric in percent is going: the line through its recent past, by the median of all slopes (Theil-Sen), so that
 * spikes do not count. A step, such as a large file that was deleted, begins it anew. Null where nothing can be said of it:
 * too little is known, it does not change, or a line does not describe it.
 */
export function trendOf(id: string, kind: Kind, points: readonly TrendPoint[], now: number): Trend | null {
  const recent = points
    .filter(({ at, value }) => at > now - TREND_WINDOW_MS && at <= now && Number.isFinite(value))
    .toSorted((a, b) => a.at - b.at)
  const known = sinceLastStep(withoutSpikes(recent))
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined || known.length < LEAST_POINTS) return null
  const lengthMs = last.at - first.at
  if (lengthMs < LEAST_MS[kind] || now - last.at > STALE_MS) return null

  const thinned = thin(known, Math.max(1, lengthMs / MOST_POINTS))
  const line = lineThrough(thinned)
  const change = line.slope * lengthMs
  const fit = fitOf(line, thinned)
  if (Math.abs(change) < LEAST_CHANGE[kind] || fit < GOOD_FIT[kind] || !isSteady(line, thinned)) return null
  const leftMs = (100 - line.at(now)) / line.slope
  const horizonMs = Math.min(HORIZON_MS, HORIZON_TIMES * lengthMs)
  const isForeseen = line.slope > 0 && leftMs > 0 && leftMs <= horizonMs
  return { id, slopePerDay: line.slope * DAY_MS, fullAt: isForeseen ? Math.ceil(now + leftMs) : null, fit }
}

/**
 * What came after the last step; nothing where steps down come again and again (memory that is collected, logs that are
 * rotated) and the latest rise has not outlasted those before it.
 */
function sinceLastStep(points: readonly TrendPoint[]): readonly TrendPoint[] {
  const changes = points.slice(1).map((point, index) => point.value - (points[index]?.value ?? point.value))
  const usual = median(changes)
  const spread = median(changes.map(change => Math.abs(change - usual)))
  const values = points.map(({ value }) => value)
  const range = Math.max(...values) - Math.min(...values)
  const least = Math.max(STEP.points, STEP.usual * spread, STEP.range * range)
  const steps = changes.flatMap((change, index) =>
    Math.abs(change - usual) > least ? [{ index: index + 1, isDown: change < usual }] : [],
  )
  const lastStep = steps.at(-1)
  if (lastStep === undefined) return points
  const known = points.slice(lastStep.index)
  const downs = steps.filter(({ isDown }) => isDown).map(({ index }) => points[index]?.at ?? 0)
  const cycles = downs.slice(1).map((at, index) => at - (downs[index] ?? at))
  const length = (known.at(-1)?.at ?? 0) - (known[0]?.at ?? 0)
  return cycles.length > 0 && length < 1.5 * Math.max(...cycles) ? [] : known
}

interface Line {
  /** Per ms. */
  readonly slope: number
  readonly at: (ms: number) => number
}

/** The median of the slopes between all pairs, through the median of what is left. */
function lineThrough(points: readonly TrendPoint[]): Line {
  const slopes: number[] = []
  for (const [index, a] of points.entries()) {
    for (const b of points.slice(index + 1)) if (b.at > a.at) slopes.push((b.value - a.value) / (b.at - a.at))
  }
  const slope = median(slopes)
  const origin = points[0]?.at ?? 0
  const base = median(points.map(({ at, value }) => value - slope * (at - origin)))
  return { slope, at: ms => base + slope * (ms - origin) }
}

/** The share of the changes that the line explains, 0 to 1. */
function fitOf(line: Line, points: readonly TrendPoint[]): number {
  const mean = meanOf(points.map(({ value }) => value))
  const total = points.reduce((sum, { value }) => sum + (value - mean) ** 2, 0)
  const left = points.reduce((sum, { at, value }) => sum + (value - line.at(at)) ** 2, 0)
  return total === 0 ? 0 : Math.min(1, Math.max(0, 1 - left / total))
}

/** Whether it goes on as it began: both halves are as steep, and the latest lies on the line. */
function isSteady(line: Line, points: readonly TrendPoint[]): boolean {
  const half = Math.floor(points.length / 2)
  const paces = [points.slice(0, half), points.slice(half)].map(part => lineThrough(part).slope / line.slope)
  if (paces.some(pace => pace < 1 / ALIKE || pace > ALIKE)) return false
  const latest = points.slice(-Math.max(2, Math.round(points.length / 8)))
  const strayed = meanOf(latest.map(({ at, value }) => value - line.at(at)))
  const lengthMs = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0)
  return Math.abs(strayed) <= STRAYED * Math.abs(line.slope * lengthMs)
}

/** Each value as the median of those around it: what lasts for less than half of them is gone, a step stays where it is. */
function withoutSpikes(points: readonly TrendPoint[]): readonly TrendPoint[] {
  return points.map(({ at }, index) => ({
    at,
    value: median(points.slice(Math.max(0, index - AROUND), index + AROUND + 1).map(({ value }) => value)),
  }))
}

/** Averages over stretches of this length. */
function thin(points: readonly TrendPoint[], stretchMs: number): readonly TrendPoint[] {
  const origin = points[0]?.at ?? 0
  const stretches = Map.groupBy(points, ({ at }) => Math.floor((at - origin) / stretchMs))
  return [...stretches.values()].map(part => ({
    at: meanOf(part.map(({ at }) => at)),
    value: meanOf(part.map(({ value }) => value)),
  }))
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
