const SECONDS = 60

/** How many came within the last minute, to the second; costs the same however many come. */
export class MinuteRate {
  readonly #counts = new Uint32Array(SECONDS)
  #second = 0
  #sum = 0

  /** @param now on a clock that only grows, in ms */
  add(now: number): void {
    this.#moveTo(now)
    const slot = this.#second % SECONDS
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1
    this.#sum++
  }

  within(now: number): number {
    this.#moveTo(now)
    return this.#sum
  }

  #moveTo(now: number): void {
    const second = Math.floor(now / 1000)
    const passed = Math.min(SECONDS, second - this.#second)
    for (let step = 1; step <= passed; step++) {
      const slot = (second - passed + step) % SECONDS
      this.#sum -= this.#counts[slot] ?? 0
      this.#counts[slot] = 0
    }
    this.#second = Math.max(second, this.#second)
  }
}
