import { formatDuration } from '#shared/format-duration.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The ranges that end now and can be chosen with a press. */
export const RANGES = [
  { id: '1h', label: '1 h', ms: HOUR, words: 'hour' },
  { id: '24h', label: '24 h', ms: DAY, words: '24 hours' },
  { id: '7d', label: '7 d', ms: 7 * DAY, words: '7 days' },
  { id: '30d', label: '30 d', ms: 30 * DAY, words: '30 days' },
  { id: '90d', label: '90 d', ms: 90 * DAY, words: '90 days' },
  { id: '1y', label: '1 y', ms: 365 * DAY, words: '365 days' },
] as const
export type RangeId = (typeof RANGES)[number]['id']

/** What of the past is shown: as much as ends now, or from one moment to another. */
export type HistoryRange =
  | { readonly ends: 'now'; readonly id: RangeId }
  | { readonly ends: 'then'; readonly fromMs: number; readonly toMs: number }

/** A span of time, ms since the epoch. */
export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** Less than this shows single results, and nothing between them. */
export const SHORTEST_MS = MINUTE
/** Five years: nothing is kept for longer unless it is asked for. */
export const LONGEST_MS = 1830 * DAY

export const DEFAULT_RANGE: HistoryRange = { ends: 'now', id: '24h' }

const lengthOfId = (id: RangeId): number => RANGES.find(range => range.id === id)?.ms ?? DAY

/** How long a range is, ms. */
export function rangeLength(range: HistoryRange): number {
  return range.ends === 'now' ? lengthOfId(range.id) : range.toMs - range.fromMs
}

/** The moments of a range at `now`. */
export function spanOf(range: HistoryRange, now: number): TimeSpan {
  if (range.ends === 'then') return { fromMs: range.fromMs, toMs: range.toMs }
  return { fromMs: now - lengthOfId(range.id), toMs: now }
}

/** A span as a range: that of a length which can be chosen where it ends now, or else as it is. */
function fixed(fromMs: number, toMs: number, now: number): HistoryRange {
  const length = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Math.round(toMs - fromMs)))
  if (toMs >= now) {
    const same = RANGES.find(({ ms }) => ms === length)
    return same ? { ends: 'now', id: same.id } : { ends: 'then', fromMs: now - length, toMs: now }
  }
  return { ends: 'then', fromMs: Math.round(toMs - length), toMs: Math.round(toMs) }
}

/** What is marked between two moments, in either order; a range too short to show anything grows around its middle. */
export function zoomTo(a: number, b: number, now: number): HistoryRange {
  const [from, to] = a < b ? [a, b] : [b, a]
  const missing = Math.max(0, SHORTEST_MS - (to - from)) / 2
  return fixed(from - missing, Math.min(now, to + missing), now)
}

/** The range `factor` times as long around a moment, which stays where it is on the screen. */
export function zoomAround(span: TimeSpan, at: number, factor: number, now: number): HistoryRange {
  const length = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (span.toMs - span.fromMs) * factor))
  const share = (at - span.fromMs) / (span.toMs - span.fromMs)
  const from = at - length * share
  return from + length > now ? fixed(now - length, now, now) : fixed(from, from + length, now)
}

/** The same length half of itself earlier or later, never past now. */
export function panned(span: TimeSpan, direction: -1 | 1, now: number): HistoryRange {
  const length = span.toMs - span.fromMs
  const to = Math.min(now, span.toMs + (direction * length) / 2)
  return fixed(to - length, to, now)
}

/** The time of the same length before a span. */
export function spanBefore({ fromMs, toMs }: TimeSpan): TimeSpan {
  return { fromMs: fromMs - (toMs - fromMs), toMs: fromMs }
}

/** How a range's length is said: "7 days", "hour", "3 d 4 h". */
export function lengthWords(range: HistoryRange): string {
  if (range.ends === 'now') return RANGES.find(({ id }) => id === range.id)?.words ?? ''
  const length = rangeLength(range)
  return RANGES.find(({ ms }) => ms === length)?.words ?? formatDuration(length)
}

const FULL = new Intl.DateTimeFormat(undefined, {
  ...{ day: 'numeric', month: 'short', year: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
})

/** From when to when, in local time: "24 Nov 2025, 02:10 – 03:40", each part said once. */
export function spanWords({ fromMs, toMs }: TimeSpan): string {
  return FULL.formatRange(fromMs, toMs)
}
