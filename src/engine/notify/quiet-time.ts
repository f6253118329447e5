import type { Clock, Timer } from '../clock.ts'

export interface QuietTimeOptions {
  readonly clock: Clock
  /** As it was kept, in ms since the epoch. */
  readonly until: number | null
  /** Called when it began, changed or ended, also by itself. */
  readonly onChange: (until: number | null) => void
}

/** A timer set for much longer would be late after the clock was set; the end is looked at anew this often. In ms. */
const LOOK_AGAIN_MS = 60_000

/** The time in which no notification pops up. The colour of the light and everything shown stay as they are. */
export class QuietTime {
  readonly #options: QuietTimeOptions
  #until: number | null
  #timer: Timer | null = null

  constructor(options: QuietTimeOptions) {
    this.#options = options
    this.#until = options.until
    this.#watch()
  }

  /** When it ends, in ms since the epoch; null while there are notifications. */
  get until(): number | null {
    return this.#until !== null && this.#until > this.#options.clock.now() ? this.#until : null
  }

  /** Begins, changes or (null, or a moment that has passed) ends it. */
  set(until: number | null): void {
    this.#until = until
    this.#watch()
    this.#options.onChange(this.until)
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  #watch(): void {
    this.stop()
    const { clock } = this.#options
    if (this.#until === null) return
    const left = this.#until - clock.now()
    this.#timer = clock.after(Math.min(Math.max(0, left), LOOK_AGAIN_MS), () => {
      if (this.until === null) this.set(null)
      else this.#watch()
    })
  }
}
