/** A moment as calendar and clock have it in some time zone; months 1 to 12. */
export interface ZonedTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const MINUTE_MS = 60_000

/** Whether this is the name of a time zone that is known here: "Europe/Berlin". */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** The calendar and the clock at a moment. */
export function zonedTime(at: number, timeZone: string): ZonedTime {
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601', {
    ...{ timeZone, hourCycle: 'h23', era: 'short' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return {
    ...{ year: part('year'), month: part('month'), day: part('day') },
    ...{ hour: part('hour'), minute: part('minute'), second: part('second') },
  }
}

/**
 * The moment at which calendar and clock stand so; fields beyond their range carry over (day 0 is the last of the month
 * before). A time that the clock leaps over is as much later; of one that comes twice it is the first.
 */
export function momentAt(
  { year, month, day, hour = 0, minute = 0 }: Partial<ZonedTime> & Pick<ZonedTime, 'year' | 'month' | 'day'>,
  timeZone: string,
): number {
  const wall = Date.UTC(year, month - 1, day, hour, minute)
  const dayBefore = wall - offsetAt(wall - 24 * 60 * MINUTE_MS, timeZone)
  const dayAfter = wall - offsetAt(wall + 24 * 60 * MINUTE_MS, timeZone)
  // Around a change both offsets are tried. With that of before, a time twice there is the first, and one leapt over is later.
  return [dayBefore, dayAfter].find(at => at + offsetAt(at, timeZone) === wall) ?? dayBefore
}

/** By how much the clock is ahead of UTC, in ms. */
export function offsetAt(at: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = zonedTime(at, timeZone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}
