import { WEEK_HOURS } from './hours-of-week.ts'

/** One hour of the past. */
export interface LearntHour {
  /** When it began, in ms since the epoch. */
  readonly at: number
  /** Of the week, 0 to 167. */
  readonly hourOfWeek: number
  /** The middle of its values. */
  readonly median: number
  /** How far its values are above the middle, most of them: 95 % are no further. */
  readonly above: number
}

/** How far from the usual nothing is out of the ordinary, however steady it has been. */
export interface SpreadFloor {
  /** A share of the usual. */
  readonly share: number
  /** In the unit of the values. */
  readonly least: number
}

/** How something usually is in an hour of the week. */
export interface Usual {
  readonly median: number
  /** As a standard deviation, but from medians. */
  readonly spread: number
}

/** By the hour of the week; null where too little is known. */
export type Baseline = readonly (Usual | null)[]

const DAY_MS = 86_400_000
/** Before it has seen about a week it knows of no hour of it. */
const LEAST_MS = 6.5 * DAY_MS
/** Hours of the past that an hour of the week is learnt from; where there are fewer, those beside it count too. */
const LEAST_OWN = 2
const LEAST_POOLED = 3
const WIDEST_POOL = 2
/** Fewer distances say nothing about how much it varies at this hour. */
const LEAST_DISTANCES = 6
/** From the median of distances to a standard deviation, and from 95 % of values, if they are spread as most things are. */
const MAD_TO_SIGMA = 1.4826
const P95_TO_SIGMA = 1 / 1.645

/**
 * Learns how something usually is at each hour of the week: the median of what it was then, and how far it usually is from
 * that (MAD), so that an outage or two in the past do not count. Null before there is a week to learn from.
 *
 * The spread is the largest of three: how hours differ from the same hour of other weeks, about this hour and on the whole;
 * how values differ within an hour, since it is single values that are compared; and the floor.
 */
export function learnBaseline(hours: readonly LearntHour[], floor: SpreadFloor): Baseline | null {
  const known = hours.filter(({ median, above }) => Number.isFinite(median) && Number.isFinite(above))
  const moments = known.map(({ at }) => at)
  const isEnough = known.length > 0 && maximum(moments) - minimum(moments) >= LEAST_MS
  if (!isEnough) return null
  const slots: LearntHour[][] = Array.from({ length: WEEK_HOURS }, () => [])
  for (const hour of known) slots[hour.hourOfWeek]?.push(hour)
  const onTheWhole = sigma(slots.flatMap((own, slot) => distancesToOthers(own, slot, slots))) ?? 0
  const distances = slots.map(distancesToMedian)
  return slots.map((own, slot) => {
    const pool = own.length >= LEAST_OWN ? own : pooled(slots, slot)
    if (pool === null) return null
    const usual = medianOf(pool.map(({ median }) => median))
    const aboutNow = sigma(around(distances, slot, 1)) ?? 0
    const within = medianOf(around(slots, slot, 1).map(({ above }) => above)) * P95_TO_SIGMA
    const spread = Math.max(
      ...[aboutNow, onTheWhole, within],
      ...[floor.share * Math.abs(usual), floor.least],
    )
    return { median: usual, spread }
  })
}

/**
 * How far each hour is from the middle of its hour of the week. Of three, one is the middle, so that it says too little of
 * them; but one outage of three hours in three weeks does not move it.
 */
function distancesToMedian(own: readonly LearntHour[]): readonly number[] {
  if (own.length < LEAST_OWN) return []
  const middle = medianOf(own.map(({ median }) => median))
  return own.map(({ median }) => Math.abs(median - middle))
}

/**
 * How far each hour is from the others of its hour of the week; where there is no other, from those beside it. Right for few
 * hours; an outage makes all of its hour of the week large, which on the whole are few.
 */
function distancesToOthers(
  own: readonly LearntHour[],
  slot: number,
  slots: readonly (readonly LearntHour[])[],
): readonly number[] {
  return own.flatMap((hour, index) => {
    const others =
      own.length > 1 ? own.toSpliced(index, 1) : around(slots, slot, 1).filter(each => each !== hour)
    return others.length === 0 ? [] : [Math.abs(hour.median - medianOf(others.map(({ median }) => median)))]
  })
}

/** The hours of a few hours of the week around one, as few as are enough; null where there are not enough. */
function pooled(slots: readonly (readonly LearntHour[])[], slot: number): readonly LearntHour[] | null {
  for (let width = 1; width <= WIDEST_POOL; width++) {
    const pool = around(slots, slot, width)
    if (pool.length >= LEAST_POOLED) return pool
  }
  return null
}

/** What there is of an hour of the week and those beside it; the week has no end. */
function around<T>(slots: readonly (readonly T[])[], slot: number, width: number): readonly T[] {
  const places = Array.from({ length: 2 * width + 1 }, (_, index) => slot - width + index)
  return places.flatMap(place => slots[(place + WEEK_HOURS) % WEEK_HOURS] ?? [])
}

function sigma(distances: readonly number[]): number | null {
  return distances.length < LEAST_DISTANCES ? null : medianOf(distances) * MAD_TO_SIGMA
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0]
  return (low + high) / 2
}

const minimum = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b))
const maximum = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b))
