import type { Clock } from '../../clock.ts'

/** Lets so many through in each window of time, counted from the first. */
export class RateWindow {
  readonly #clock: Pick<Clock, 'monotonic'>
  readonly #limit: number
  readonly #windowMs: number
  #startedAt = Number.NEGATIVE_INFINITY
  #count = 0

  constructor(clock: Pick<Clock, 'monotonic'>, limit: number, windowMs: number) {
    this.#clock = clock
    this.#limit = limit
    this.#windowMs = windowMs
  }

  /** Whether one more may pass now; one that may not is not counted. */
  allows(): boolean {
    const now = this.#clock.monotonic()
    if (now - this.#startedAt >= this.#windowMs) {
      this.#startedAt = now
      this.#count = 0
    }
    if (this.#count >= this.#limit) return false
    this.#count += 1
    return true
  }
}
