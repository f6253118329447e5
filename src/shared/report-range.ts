import { momentAt, type ZonedTime, zonedTime } from './zoned-time.ts'

/** From when (included) to when (not included), in ms. */
export interface TimeRange {
  readonly fromMs: number
  readonly toMs: number
}

export type CalendarPeriod = 'day' | 'week' | 'month'

/** The whole calendar day, week (from Monday) or month that ended last at `at`, by the clock of a time zone. */
export function periodBefore(period: CalendarPeriod, at: number, timeZone: string): TimeRange {
  const now = zonedTime(at, timeZone)
  const on = (change: Partial<ZonedTime>) =>
    momentAt({ year: now.year, month: now.month, day: now.day, ...change }, timeZone)
  switch (period) {
    case 'day':
      return { fromMs: on({ day: now.day - 1 }), toMs: on({}) }
    case 'week': {
      const monday = now.day - ((new Date(Date.UTC(now.year, now.month - 1, now.day)).getUTCDay() + 6) % 7)
      return { fromMs: on({ day: monday - 7 }), toMs: on({ day: monday }) }
    }
    case 'month':
      return { fromMs: on({ month: now.month - 1, day: 1 }), toMs: on({ day: 1 }) }
  }
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}
const PERIODS: Readonly<Record<string, CalendarPeriod>> = {
  yesterday: 'day',
  'last-week': 'week',
  'last-month': 'month',
}

/** What may stand for a moment, in words. */
export const MOMENT_WORDS =
  'a date (2026-11-01), a moment (2026-11-01T08:00), an age (24h, 7d), now, today, yesterday, last-week or last-month'

/**
 * What a person writes for the beginning or end of a range, as a range: an age ("7d": so long ago), "now", a date, a
 * moment in ISO 8601 (by the clock here where it names no offset), or a calendar period. A beginning is the start of it,
 * an end its end. Null where it is none of these.
 */
export function parseMoment(text: string, now: number, timeZone: string): TimeRange | null {
  const word = text.trim().toLowerCase()
  const instant = (at: number): TimeRange => ({ fromMs: at, toMs: at })
  if (word === 'now') return instant(now)
  const period = PERIODS[word]
  if (period !== undefined) return periodBefore(period, now, timeZone)
  const today = periodBefore('day', now, timeZone).toMs
  if (word === 'today') return { fromMs: today, toMs: now }
  const [, count, unit = ''] = /^(\d{1,6})(s|m|min|h|d|w)$/.exec(word) ?? []
  if (count !== undefined) return instant(now - Number(count) * (UNIT_MS[unit] ?? 0))
  return isoMoment(text.trim(), timeZone)
}

const ISO = /^(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?$/i

function isoMoment(text: string, timeZone: string): TimeRange | null {
  const [, year, month, day, hour, minute, second = '0', offset] = ISO.exec(text) ?? []
  if (year === undefined || month === undefined) return null
  const given = { year: Number(year), month: Number(month), day: Number(day ?? 1) }
  if (!isOnCalendar(given) || Number(hour ?? 0) > 24 || Number(minute ?? 0) > 59 || Number(second) > 59)
    return null
  if (day === undefined) {
    return {
      fromMs: momentAt(given, timeZone),
      toMs: momentAt({ ...given, month: given.month + 1 }, timeZone),
    }
  }
  if (hour === undefined) {
    return { fromMs: momentAt(given, timeZone), toMs: momentAt({ ...given, day: given.day + 1 }, timeZone) }
  }
  const at = offset
    ? Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
    : momentAt({ ...given, hour: Number(hour), minute: Number(minute) }, timeZone) + Number(second) * 1000
  return Number.isNaN(at) ? null : { fromMs: at, toMs: at }
}

function isOnCalendar({ year, month, day }: Pick<ZonedTime, 'year' | 'month' | 'day'>): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
