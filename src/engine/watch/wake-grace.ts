import type { FailureKind } from '../checkers/checker.ts'
import type { Clock } from '../clock.ts'
import { isOnThisMachine, NETWORK_FAILURES } from '../status/network-presence.ts'

/** After waking, or when a network came back, routes and names take this long to work again. In ms. */
const SETTLING_MS = 15_000

/** A failed check, as far as sleep matters to it. */
export interface FailedCheck {
  readonly failure: FailureKind | undefined
  /** When it began, on the monotonic clock. */
  readonly startedAt: number
  /** The host it went to; null where it stayed on this machine. */
  readonly host: string | null
}

/**
 * Knows which failures say nothing because the machine slept or its network has only just come back: those of checks
 * that sleep ran through, and for a short time those of a network that is not up yet.
 */
export class WakeGrace {
  readonly #clock: Clock
  #isAsleep = false
  #wokeAt = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  sleep(): void {
    this.#isAsleep = true
  }

  /** The machine woke up, or its network came back. */
  wake(): void {
    this.#isAsleep = false
    this.#wokeAt = this.#clock.monotonic()
  }

  /** Whether a check's failure is to be dropped and the check done again. */
  excuses({ failure, startedAt, host }: FailedCheck): boolean {
    if (failure === undefined) return false
    if (this.#isAsleep || startedAt < this.#wokeAt) return true
    const isSettling = this.#clock.monotonic() - this.#wokeAt < SETTLING_MS
    return isSettling && !isOnThisMachine(host) && NETWORK_FAILURES.has(failure)
  }
}
