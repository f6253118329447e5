import type { OverallView } from '#shared/views.ts'
import type { Clock, Timer } from '../clock.ts'
import { overallLine, type RollUpItem, rollUp } from './roll-up.ts'

/** How long changes gather before the overall status is worked out anew: far below what a person or an alert notices. */
const ROLL_UP_DELAY_MS = 10
/** With ten thousand monitors a roll-up takes milliseconds; it may take up a tenth of the time at most. */
const SHARE = 10
/** Problems carried in the view; the line and the lists say how many there are in all. */
const PROBLEMS_SHOWN = 200

export interface OverallStatusOptions {
  readonly clock: Clock
  readonly items: (now: number) => Iterable<RollUpItem>
  readonly isOffline: () => boolean
  readonly onChange: (next: OverallView, before: OverallView) => void
}

/** Keeps the roll-up of everything up to date, at most once per few milliseconds however much changes. */
export class OverallStatus {
  readonly #options: OverallStatusOptions
  #view: OverallView
  #timer: Timer | null = null
  #delayMs = ROLL_UP_DELAY_MS

  constructor(options: OverallStatusOptions) {
    this.#options = options
    this.#view = this.#compute(null)
  }

  get view(): OverallView {
    return this.#view
  }

  /** Has the status worked out anew soon; calling it often costs nothing. */
  invalidate(): void {
    const { clock } = this.#options
    this.#timer ??= clock.after(this.#delayMs, () => this.settle())
  }

  /** Works out at once what waits to be, for who must not read a status from before. */
  settle(): void {
    if (this.#timer === null) return
    this.stop()
    const { clock, onChange } = this.#options
    const before = this.#view
    const startedAt = clock.monotonic()
    const next = this.#compute(before)
    this.#delayMs = Math.max(ROLL_UP_DELAY_MS, (clock.monotonic() - startedAt) * SHARE)
    if (JSON.stringify(next) === JSON.stringify(before)) return
    this.#view = next
    onChange(next, before)
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  #compute(before: OverallView | null): OverallView {
    const now = this.#options.clock.now()
    const offline = this.#options.isOffline()
    const { problems, ...roll } = rollUp(this.#options.items(now))
    // With no network the light is grey, unless something on this machine is wrong as well.
    const status = offline && roll.status !== 'unhealthy' ? 'unknown' : roll.status
    return {
      ...roll,
      status,
      since: before?.status === status ? before.since : now,
      line: overallLine({ ...roll, problems }, offline),
      problems: problems.slice(0, PROBLEMS_SHOWN),
      offline,
    }
  }
}
