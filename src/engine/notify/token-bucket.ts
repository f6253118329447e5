import type { Clock } from '../clock.ts'

/** Lets so many through per minute, that many at once after a pause. */
export class TokenBucket {
  readonly #clock: Clock
  readonly #perMinute: number
  #tokens: number
  #filledAt: number

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock
    this.#perMinute = perMinute
    this.#tokens = this.#most
    this.#filledAt = clock.monotonic()
  }

  get #most(): number {
    return Math.max(1, this.#perMinute)
  }

  /** Takes one, and answers 0; or takes none, and answers how long until there is one, in ms. */
  take(): number {
    const now = this.#clock.monotonic()
    const grown = ((now - this.#filledAt) / 60_000) * this.#perMinute
    this.#tokens = Math.min(this.#most, this.#tokens + grown)
    this.#filledAt = now
    // A hair less than one is one: it was waited for.
    if (this.#tokens > 0.999) {
      this.#tokens -= 1
      return 0
    }
    return Math.ceil(((1 - this.#tokens) / this.#perMinute) * 60_000)
  }
}
