import { type ScheduledReport, WEEKDAYS } from '#shared/report-config.ts'
import { type CalendarPeriod, periodBefore, type TimeRange } from '#shared/report-range.ts'

export type Timing = Pick<ScheduledReport, 'every' | 'at' | 'weekday' | 'day' | 'timeZone'>

/** When a schedule is due next after a moment, in ms. */
export type NextDue = (timing: Timing, after: number) => number

const PERIOD_OF: Readonly<Record<ScheduledReport['every'], CalendarPeriod>> = {
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
}

/**
 * Loads what knows calendars and time zones. A time of day that is leapt over when the clocks change is due right after
 * the leap; one that comes twice is due the first time.
 */
export async function loadNextDue(defaultTimeZone: string): Promise<NextDue> {
  const { Cron } = await import('croner')
  return (timing, after) => {
    const timezone = timing.timeZone ?? defaultTimeZone
    const runs = patternsOf(timing).map(pattern =>
      new Cron(pattern, { timezone, paused: true }).nextRun(new Date(after)),
    )
    return Math.min(...runs.map(run => run?.getTime() ?? Number.POSITIVE_INFINITY))
  }
}

/** As cron patterns: the 30th also needs the last of February. */
function patternsOf({ every, at, weekday, day }: Timing): readonly string[] {
  const [hour = '0', minute = '0'] = at.split(':').map(part => String(Number(part)))
  const clock = `${minute} ${hour}`
  if (every === 'daily') return [`${clock} * * *`]
  if (every === 'weekly') return [`${clock} * * ${(WEEKDAYS.indexOf(weekday) + 1) % 7}`]
  if (day === 31) return [`${clock} L * *`]
  return day <= 28 ? [`${clock} ${day} * *`] : [`${clock} ${day} 1,3-12 *`, `${clock} L 2 *`]
}

/** The whole calendar period that a run is about. */
export function coveredBy(
  { every, covers, timeZone }: Pick<ScheduledReport, 'every' | 'covers' | 'timeZone'>,
  dueAt: number,
  defaultTimeZone: string,
): TimeRange {
  return periodBefore(covers ?? PERIOD_OF[every], dueAt, timeZone ?? defaultTimeZone)
}

/** The same for as long as the schedule is due at the same times. */
export function timingKey({ every, at, weekday, day, timeZone, paused }: ScheduledReport): string {
  if (paused) return 'paused'
  const on = every === 'weekly' ? weekday : every === 'monthly' ? String(day) : ''
  return [every, on, at, timeZone ?? ''].join(' ')
}
