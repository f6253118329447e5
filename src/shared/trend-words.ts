import type { Trend } from './history.ts'

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000] as const

/** A trend of a share in percent, in words. */
export interface TrendWords {
  /** `+1.2 points a day`. */
  readonly pace: string
  /** `full in about 12 days at this pace`; null where that is not foreseen. */
  readonly full: string | null
}

/** Says where a share in percent is going. Points of percent, so that "+1 % a day" is not taken for a part of what is used. */
export function trendWords({ slopePerDay, fullAt }: Trend, now: number): TrendWords {
  const left = fullAt === null ? null : Math.max(0, fullAt - now)
  return { pace: paceWords(slopePerDay), full: left === null ? null : `full ${inAbout(left)} at this pace` }
}

/** By the hour, day or week, whichever says it with a plain number. */
function paceWords(slopePerDay: number): string {
  const size = Math.abs(slopePerDay)
  if (size >= 24) return points(slopePerDay / 24, 'an hour')
  return size >= 0.2 ? points(slopePerDay, 'a day') : points(slopePerDay * 7, 'a week')
}

function points(count: number, per: string): string {
  const shown =
    Math.abs(count) >= 10 ? Math.abs(count).toFixed(0) : Math.abs(count).toFixed(1).replace(/\.0$/, '')
  if (shown === '0') return `steady within 0.1 points ${per}`
  return `${count < 0 ? '-' : '+'}${shown} ${shown === '1' ? 'point' : 'points'} ${per}`
}

function inAbout(ms: number): string {
  if (ms < HOUR_MS) return 'within an hour'
  if (ms < 1.5 * HOUR_MS) return 'in about an hour'
  if (ms < 36 * HOUR_MS) return `in about ${Math.round(ms / HOUR_MS)} hours`
  if (ms < 60 * DAY_MS) return `in about ${Math.round(ms / DAY_MS)} days`
  return `in about ${Math.round(ms / (30.4 * DAY_MS))} months`
}
