import { momentAt, zonedTime } from '#shared/zoned-time.ts'

/** When a plain cron expression comes: at one time of day, every day, on some days of the week, or on one of the month. */
export interface CronTimes {
  readonly hour: number
  readonly minute: number
  /** 0 is Sunday; null: on every one. */
  readonly weekdays: readonly number[] | null
  readonly dayOfMonth: number | null
}

const NAMES: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
/** The day of the month comes at the latest after so many days; some months have no 31st. */
const LOOKED_AHEAD_DAYS = 62

function number(text: string, max: number): number | null {
  return /^\d{1,2}$/.test(text) && Number(text) <= max ? Number(text) : null
}

function weekday(text: string): number | null {
  const named = NAMES.indexOf(text.toLowerCase())
  if (named >= 0) return named
  const day = number(text, 7)
  return day === null ? null : day % 7
}

/** "1-5", "MON,WED" as days of the week; null where it is something else. */
function weekdaysOf(text: string): readonly number[] | null {
  const days = text.split(',').map(part => {
    const [first, last, ...more] = part.split('-').map(weekday)
    if (first === undefined || first === null || last === null || more.length > 0) return null
    if (last === undefined) return [first]
    const length = ((last - first + 7) % 7) + 1
    return Array.from({ length }, (_, step) => (first + step) % 7)
  })
  const all = days.flatMap(found => found ?? [])
  return days.includes(null) ? null : [...new Set(all)]
}

/** Reads a plain cron expression; null where it is more than that, which only the engine can read. */
export function cronTimes(cron: string): CronTimes | null {
  const fields = cron.trim().split(/\s+/)
  const [minutes = '', hours = '', days = '', months = '', week = ''] = fields
  if (fields.length !== 5 || months !== '*') return null
  const [minute, hour] = [number(minutes, 59), number(hours, 23)]
  if (minute === null || hour === null) return null
  if (days === '*') {
    const weekdays = week === '*' ? null : weekdaysOf(week)
    return week !== '*' && weekdays === null ? null : { minute, hour, weekdays, dayOfMonth: null }
  }
  const dayOfMonth = number(days, 31)
  return week !== '*' || dayOfMonth === null || dayOfMonth === 0
    ? null
    : { minute, hour, weekdays: null, dayOfMonth }
}

/** The moments at which it begins, from some days before `from` up to the first after it, oldest first. */
export function cronStarts(times: CronTimes, from: number, timeZone: string, daysBefore: number): number[] {
  const { year, month, day } = zonedTime(from, timeZone)
  const starts: number[] = []
  for (let step = -daysBefore; step <= LOOKED_AHEAD_DAYS; step += 1) {
    const date = new Date(Date.UTC(year, month - 1, day + step))
    if (times.weekdays !== null && !times.weekdays.includes(date.getUTCDay())) continue
    if (times.dayOfMonth !== null && times.dayOfMonth !== date.getUTCDate()) continue
    const { hour, minute } = times
    const at = momentAt({ year, month, day: day + step, hour, minute }, timeZone)
    starts.push(at)
    if (at > from) break
  }
  return starts
}
