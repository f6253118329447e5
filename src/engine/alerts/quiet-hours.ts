import type { QuietHours } from '#shared/alert-config.ts'
import { WEEKDAYS } from '#shared/report-config.ts'
import { momentAt, zonedTime } from '#shared/zoned-time.ts'
import { machineTimeZone } from '../machine-time-zone.ts'

/**
 * Until when only what is critical is told, in ms since the epoch; null while there are no quiet hours. Hours that go
 * over midnight belong to the day on which they begin. Where several overlap, the latest end counts.
 */
export function quietHoursUntil(
  hours: readonly QuietHours[],
  now: number,
  defaultTimeZone: string = machineTimeZone(),
): number | null {
  const ends = hours.flatMap(one => endsNow(one, now, one.timeZone ?? defaultTimeZone))
  return ends.length === 0 ? null : Math.max(...ends)
}

/** When these hours end, where they last now: those that began today, or yesterday and go over midnight. */
function endsNow({ days, from, to }: QuietHours, now: number, timeZone: string): number[] {
  const today = zonedTime(now, timeZone)
  return [-1, 0].flatMap(offset => {
    const day = { year: today.year, month: today.month, day: today.day + offset }
    const weekday = WEEKDAYS[(new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay() + 6) % 7]
    if (weekday === undefined || !days.includes(weekday)) return []
    const begin = momentAt({ ...day, ...clockOf(from) }, timeZone)
    const isOverMidnight = to <= from
    const end = momentAt({ ...day, day: day.day + (isOverMidnight ? 1 : 0), ...clockOf(to) }, timeZone)
    return begin <= now && now < end ? [end] : []
  })
}

function clockOf(time: string): { hour: number; minute: number } {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return { hour, minute }
}
