const DAY_MS = 86_400_000
/** Time zones change their offset at whole quarters of an hour only. */
const QUARTER_MS = 900_000
/** How many quarters are remembered: one cell of a table is asked for after its neighbour. */
const MOST_KEPT = 4096

/** `2026-03-29` of moments in UTC, remembering the day before: neighbours of a table are mostly of one day. */
export class DayText {
  #day = Number.NaN
  #text = ''

  text(ms: number): string {
    const day = Math.floor(ms / DAY_MS)
    if (day !== this.#day) this.#text = new Date(ms).toISOString().slice(0, -14)
    this.#day = day
    return this.#text
  }
}

/** ISO 8601 of a moment in UTC, as `toISOString` has it, and quicker. */
export class IsoText {
  readonly #days = new DayText()

  text(ms: number): string {
    const whole = Math.floor(ms)
    const inDay = mod(whole, DAY_MS)
    const seconds = Math.floor(inDay / 1000)
    const clock = `${MINUTES[Math.floor(seconds / 60)] ?? ''}:${TWO_DIGITS[seconds % 60] ?? ''}`
    return `${this.#days.text(whole)}T${clock}.${String(inDay % 1000).padStart(3, '0')}Z`
  }
}

/** Wall-clock time of one time zone, fast enough for a million cells. */
export class LocalTime {
  readonly timeZone: string
  readonly #format: Intl.DateTimeFormat
  readonly #offsets = new Map<number, number>()
  readonly #days = new DayText()

  /** An unknown time zone is taken as UTC. */
  constructor(timeZone: string) {
    const known = isTimeZone(timeZone) ? timeZone : 'UTC'
    this.timeZone = known
    this.#format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: known, hourCycle: 'h23', era: 'short' },
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    })
  }

  /** How far its clocks are ahead of UTC at a moment, in ms. */
  offsetAt(ms: number): number {
    const quarter = Math.floor(ms / QUARTER_MS)
    const kept = this.#offsets.get(quarter)
    if (kept !== undefined) return kept
    const offset = this.#computedOffset(quarter * QUARTER_MS)
    if (this.#offsets.size >= MOST_KEPT) this.#offsets.clear()
    this.#offsets.set(quarter, offset)
    return offset
  }

  /** The moment as if its wall clock were one of UTC, in ms: what spreadsheets take for local time. */
  wallMs(ms: number): number {
    return ms + this.offsetAt(ms)
  }

  /** `2026-03-29 14:05:09`, as spreadsheets of every language read it. */
  stamp(ms: number): string {
    const wall = this.wallMs(ms)
    const seconds = Math.floor(mod(wall, DAY_MS) / 1000)
    return `${this.#days.text(wall)} ${MINUTES[Math.floor(seconds / 60)] ?? ''}:${TWO_DIGITS[seconds % 60] ?? ''}`
  }

  /** `2026-03-29`. */
  date(ms: number): string {
    return this.#days.text(this.wallMs(ms))
  }

  /** `14:05`. */
  clock(ms: number): string {
    return MINUTES[Math.floor(mod(this.wallMs(ms), DAY_MS) / 60_000)] ?? ''
  }

  /** `29 Mar 14:05`; with the year where it is another than that of `besideMs`. */
  moment(ms: number, besideMs = ms): string {
    return `${this.day(ms, besideMs)} ${this.clock(ms)}`
  }

  /** `29 Mar`; with the year where it is another than that of `besideMs`. */
  day(ms: number, besideMs = ms): string {
    const date = new Date(this.wallMs(ms))
    const year = date.getUTCFullYear()
    const words = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''}`
    return year === new Date(this.wallMs(besideMs)).getUTCFullYear() ? words : `${words} ${year}`
  }

  /** `Sunday, 29 March 2026`. */
  longDay(ms: number): string {
    return LONG_DAY.format(this.wallMs(ms))
  }

  /** The first moment of the day in which a moment lies. */
  startOfDay(ms: number): number {
    const wall = this.wallMs(ms)
    const midnight = wall - mod(wall, DAY_MS)
    // The offset may be another at midnight than at the moment.
    return midnight - this.offsetAt(midnight - this.offsetAt(ms))
  }

  #computedOffset(ms: number): number {
    const parts: Record<string, number> = {}
    for (const { type, value } of this.#format.formatToParts(ms)) parts[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second) - ms
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const LONG_DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' })

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'))
const MINUTES = Array.from(
  { length: 1440 },
  (_, minute) => `${TWO_DIGITS[Math.floor(minute / 60)]}:${TWO_DIGITS[minute % 60]}`,
)

const mod = (value: number, by: number): number => ((value % by) + by) % by

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}
