import { offsetAt } from '#shared/zoned-time.ts'

/** Hours in a week. */
export const WEEK_HOURS = 168

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000] as const
/** A year of days and more; they are found anew when there are too many. */
const MOST_DAYS = 1000
/** The first day of the epoch was one. */
const DAYS = ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'] as const

/**
 * Which hour of the week it is by the clock of a time zone, also when that changes to summer time and back. Remembers how
 * far the clock is ahead, since asking for the calendar of each moment would take seconds for a year.
 */
export class HoursOfWeek {
  readonly #timeZone: string
  /** By days since the epoch (UTC); null on a day on which the clock is changed. */
  readonly #offsets = new Map<number, number | null>()

  constructor(timeZone: string) {
    this.#timeZone = timeZone
  }

  /** The hour of the week at a moment, 0 to 167. */
  at(moment: number): number {
    const hour = Math.floor((moment + this.#offsetAt(moment)) / HOUR_MS) % WEEK_HOURS
    return hour < 0 ? hour + WEEK_HOURS : hour
  }

  #offsetAt(moment: number): number {
    const day = Math.floor(moment / DAY_MS)
    const known = this.#offsets.get(day)
    if (known !== undefined) return known ?? offsetAt(moment, this.#timeZone)
    if (this.#offsets.size >= MOST_DAYS) this.#offsets.clear()
    const begin = offsetAt(day * DAY_MS, this.#timeZone)
    const end = offsetAt((day + 1) * DAY_MS, this.#timeZone)
    this.#offsets.set(day, begin === end ? begin : null)
    return begin === end ? begin : offsetAt(moment, this.#timeZone)
  }
}

/** "Monday 10:00". */
export function hourOfWeekWords(hour: number): string {
  return `${DAYS[Math.floor(hour / 24)]} ${String(hour % 24).padStart(2, '0')}:00`
}
