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
  48 * HOUR,
] as const
/** Beyond those: every so many weeks, on Mondays, and every so many months, on the first. */
const WEEKS = [1, 2] as const
const MONTHS = [1, 2, 3, 6, 12, 24] as const
const WEEK_MS = 168 * HOUR
/** As long as a month is at least. */
const MONTH_MS = 672 * HOUR

/** Round moments in local time between two moments, at most `most` of them. */
export function timeTicks(fromMs: number, toMs: number, most: number): readonly number[] {
  const step = STEPS.find(candidate => (toMs - fromMs) / candidate <= most)
  if (step === undefined) return calendarTicks(fromMs, toMs, most)
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

/** Weeks or months, through the calendar. */
function calendarTicks(fromMs: number, toMs: number, most: number): readonly number[] {
  const weeks = WEEKS.find(count => (toMs - fromMs) / (count * WEEK_MS) <= most)
  const months = MONTHS.find(count => (toMs - fromMs) / (count * MONTH_MS) <= most) ?? 60
  const tick = new Date(fromMs)
  tick.setHours(0, 0, 0, 0)
  if (weeks === undefined) tick.setMonth(Math.floor(tick.getMonth() / months) * months, 1)
  else tick.setDate(tick.getDate() - ((tick.getDay() + 6) % 7))
  const ticks: number[] = []
  while (tick.getTime() <= toMs) {
    if (tick.getTime() >= fromMs) ticks.push(tick.getTime())
    if (weeks === undefined) tick.setMonth(tick.getMonth() + months)
    else tick.setDate(tick.getDate() + 7 * weeks)
  }
  return ticks
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const TO_THE_SECOND = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' })
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

const MONTH_AND_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })

const isMidnight = (at: number) => new Date(at).getHours() === 0 && new Date(at).getMinutes() === 0
const isSameDay = (a: number, b: number) => new Date(a).toDateString() === new Date(b).toDateString()

/**
 * What stands at a tick: the time, with seconds where ticks are that close, and where the ticks span days the date at
 * the first tick of each; the date alone where all are midnights, with the year where it begins another.
 */
export function tickLabel(at: number, ticks: readonly number[]): string {
  if (ticks.length > 1 && ticks.every(isMidnight)) return dateLabel(at, ticks)
  const time = (ticks.every(tick => tick % MINUTE === 0) ? TIME : TO_THE_SECOND).format(at)
  const first = ticks[0] ?? at
  const last = ticks.at(-1) ?? at
  if (isSameDay(first, last)) return time
  const before = ticks[ticks.indexOf(at) - 1]
  return before !== undefined && isSameDay(before, at) ? time : `${DAY.format(at)}, ${time}`
}

function dateLabel(at: number, ticks: readonly number[]): string {
  const yearOf = (moment: number | undefined) => new Date(moment ?? at).getFullYear()
  if (yearOf(ticks[0]) === yearOf(ticks.at(-1))) return DAY.format(at)
  const before = ticks[ticks.indexOf(at) - 1]
  return before === undefined || yearOf(before) !== yearOf(at) ? MONTH_AND_YEAR.format(at) : DAY.format(at)
}
