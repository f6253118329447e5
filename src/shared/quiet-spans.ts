import { formatDuration } from './format-duration.ts'

/** A way to be quiet, as menus offer it; `until` gives its end in ms since the epoch. */
export interface QuietChoice {
  readonly label: string
  readonly until: (now: number) => number
}

const HOUR_MS = 3_600_000
/** A quiet night ends at this hour of the next morning. */
const MORNING_HOUR = 8

/** Eight o'clock local time on the day after `now`. */
function tomorrowMorning(now: number): number {
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, MORNING_HOUR).getTime()
}

const forHours = (hours: number): QuietChoice => ({
  label: `For ${hours} h`,
  until: now => now + hours * HOUR_MS,
})

/** The choices of every menu for quiet notifications, in the dashboard and in the tray. */
export const QUIET_CHOICES: readonly QuietChoice[] = [
  forHours(1),
  forHours(4),
  forHours(8),
  { label: 'Until tomorrow', until: tomorrowMorning },
]

const MINUTE_MS = 60_000

/** How much of quiet time is left at `now`, in whole minutes and never less than one: "42 min". */
export function quietLeft(until: number, now: number): string {
  return formatDuration(Math.max(MINUTE_MS, Math.ceil((until - now) / MINUTE_MS) * MINUTE_MS))
}
