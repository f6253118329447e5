import type { Clock, Timer } from './clock.ts'

interface Pending {
  readonly at: number
  readonly order: number
  readonly callback: () => void
}

/** A clock for tests: time stands still until `advance` moves it, and timers fire in order on the way. */
export class FakeClock implements Clock {
  #now: number
  #elapsed = 0
  #order = 0
  readonly #pending = new Set<Pending>()

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs
  }

  now(): number {
    return this.#now
  }

  monotonic(): number {
    return this.#elapsed
  }

  after(delayMs: number, callback: () => void): Timer {
    const pending = { at: this.#elapsed + Math.max(0, delayMs), order: this.#order++, callback }
    this.#pending.add(pending)
    return { cancel: () => this.#pending.delete(pending) }
  }

  /** How many timers are waiting. */
  get waiting(): number {
    return this.#pending.size
  }

  /** Moves wall time only, as when the machine's clock is set or it wakes from sleep. */
  jumpWall(ms: number): void {
    this.#now += ms
  }

  /** Moves time on, firing what falls due in order and letting promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms
    for (;;) {
      let next: Pending | undefined
      for (const pending of this.#pending) {
        if (pending.at > end) continue
        if (!next || pending.at < next.at || (pending.at === next.at && pending.order < next.order))
          next = pending
      }
      if (!next) break
      this.#pending.delete(next)
      this.#now += next.at - this.#elapsed
      this.#elapsed = next.at
      next.callback()
      await settle()
    }
    this.#now += end - this.#elapsed
    this.#elapsed = end
    await settle()
  }
}

/** Lets everything that only waits for promises run. */
async function settle(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
}
