import { categoryTitle } from '#shared/category.ts'
import { formatDuration } from '#shared/format-duration.ts'
import type { MaintenanceWindow } from '#shared/maintenance-config.ts'
import { momentAt } from '#shared/zoned-time.ts'
import { type CronTimes, cronStarts, cronTimes } from './cron-times.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** 5 January 2025 was a Sunday. */
const A_SUNDAY = Date.UTC(2025, 0, 5)
const WEEKDAY = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' })
const weekdayName = (day: number) => WEEKDAY.format(A_SUNDAY + day * DAY_MS)
const LOCAL = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)$/
const two = (value: number) => String(value).padStart(2, '0')

function localMoment(text: string, timeZone: string): number | null {
  const [, year, month, day, hour, minute] = (LOCAL.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  return momentAt({ year, month, day, hour: hour ?? 0, minute: minute ?? 0 }, timeZone)
}

function daysWords({ weekdays, dayOfMonth }: CronTimes): string {
  if (dayOfMonth !== null) return `On day ${dayOfMonth} of every month`
  if (weekdays === null || weekdays.length === 7) return 'Every day'
  const [first = 0] = weekdays
  const isRun = weekdays.length > 2 && weekdays.every((day, step) => day === (first + step) % 7)
  if (isRun) return `${weekdayName(first)} to ${weekdayName(weekdays.at(-1) ?? 0)}`
  return weekdays.map(day => `${weekdayName(day)}s`).join(', ')
}

/** When a cron expression comes, in words: "Sundays at 03:00"; as it is where it cannot be said shortly. */
export function cronWords(cron: string): string {
  const times = cronTimes(cron)
  return times === null ? `At ${cron}` : `${daysWords(times)} at ${two(times.hour)}:${two(times.minute)}`
}

/** When a window begins around now: those that may still last, and the next; empty where only the engine knows. */
function startsOf(window: MaintenanceWindow, now: number, timeZone: string): readonly number[] | null {
  if (window.from !== undefined) {
    const at = localMoment(window.from, timeZone)
    return at === null ? null : [at]
  }
  const times = cronTimes(window.cron ?? '')
  if (times === null) return null
  return cronStarts(times, now, timeZone, Math.ceil((window.minutes * MINUTE_MS) / DAY_MS) + 1)
}

function nextWords(window: MaintenanceWindow, now: number, timeZone: string): string {
  const starts = startsOf(window, now, timeZone)
  if (starts === null) return ''
  const lasting = starts.findLast(at => at <= now && now < at + window.minutes * MINUTE_MS)
  if (lasting !== undefined) {
    return `, on now for another ${formatDuration(lasting + window.minutes * MINUTE_MS - now)}`
  }
  const next = starts.find(at => at > now)
  if (next !== undefined) return `, next in ${formatDuration(next - now)}`
  return window.from === undefined ? '' : ', over'
}

/** When a window is, in words: "Sundays at 03:00 for 1 h, next in 4 d 2 h". `here` is the time zone of windows without one. */
export function windowWords(window: MaintenanceWindow, now: number, here: string): string {
  const { from, cron = '', minutes, timeZone } = window
  const begins = from === undefined ? cronWords(cron) : `On ${from.replace('T', ' at ')}`
  const zone = timeZone === undefined ? '' : ` (${timeZone})`
  const next = window.off ? '' : nextWords(window, now, timeZone ?? here)
  return `${begins}${zone} for ${formatDuration(minutes * MINUTE_MS)}${next}`
}

/** How many are named before the rest is only counted. */
const MOST_NAMED = 6

/** What a window covers, in words: "Everything"; "Redis, Orders, all of Database, tagged shop". */
export function coverWords(
  { monitors, categories, tags }: Pick<MaintenanceWindow, 'monitors' | 'categories' | 'tags'>,
  nameOf: (id: string) => string,
): string {
  const parts = [
    ...monitors.map(nameOf),
    ...categories.map(category => `all of ${categoryTitle(category)}`),
    ...tags.map(tag => `tagged ${tag}`),
  ]
  if (parts.length === 0) return 'Everything'
  const rest = parts.length - MOST_NAMED
  return parts.slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
