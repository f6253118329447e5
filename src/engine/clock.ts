/** A timer that was set; cancelling one that has fired does nothing. */
export interface Timer {
  cancel(): void
}

/** Time, injected so that tests never sleep. */
export interface Clock {
  /** Milliseconds since the epoch (UTC); may jump when the machine's clock is set. */
  now(): number
  /** Milliseconds that only ever grow, for durations and schedules. */
  monotonic(): number
  /** Calls back once, after `delayMs`. */
  after(delayMs: number, callback: () => void): Timer
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    // Node's timers wrap round above 2^31 - 1 ms and fire at once.
    const handle = setTimeout(callback, Math.min(Math.max(0, delayMs), 2 ** 31 - 1))
    return { cancel: () => clearTimeout(handle) }
  },
}
