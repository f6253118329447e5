const SECOND = 1000
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Steps that a person counts in, ms. */
const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  4 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
] as const

/** Round moments in local time between two moments, at most `most` of them. */
export function timeTicks(fromMs: number, toMs: number, most: number): readonly number[] {
  const step = STEPS.find(candidate => (toMs - fromMs) / candidate <= most) ?? 24 * HOUR
  if (step < MINUTE) {
    const first = Math.ceil(fromMs / step) * step
    return Array.from({ length: Math.floor((toMs - first) / step) + 1 }, (_, count) => first + count * step)
  }
  const midnight = new Date(fromMs)
  midnight.setHours(0, 0, 0, 0)
  const ticks: number[] = []
  for (let count = 0; ; count += 1) {
    // Through the calendar, so that a day with a clock change still has its ticks on round hours.
    const tick = new Date(midnight)
    tick.setMinutes((count * step) / MINUTE)
    const at = tick.getTime()
    if (at > toMs) return ticks
    if (at >= fromMs && at !== ticks.at(-1)) ticks.push(at)
  }
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const TO_THE_SECOND = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' })
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

const isSameDay = (a: number, b: number) => new Date(a).toDateString() === new Date(b).toDateString()

/**
 * What stands at a tick: the time, with seconds where ticks are that close, and where the ticks span days the date at
 * the first tick of each.
 */
export function tickLabel(at: number, ticks: readonly number[]): string {
  const time = (ticks.every(tick => tick % MINUTE === 0) ? TIME : TO_THE_SECOND).format(at)
  const first = ticks[0] ?? at
  const last = ticks.at(-1) ?? at
  if (isSameDay(first, last)) return time
  const before = ticks[ticks.indexOf(at) - 1]
  return before !== undefined && isSameDay(before, at) ? time : `${DAY.format(at)}, ${time}`
}
