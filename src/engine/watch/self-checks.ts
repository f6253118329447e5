import type { Details } from '#shared/views.ts'
import type { Clock } from '../clock.ts'
import type { StatusBook } from '../status/status-book.ts'

/** One thing that Traylight itself needs in order to work. */
export interface SelfCheck {
  readonly name: string
  readonly healthy: boolean
  readonly details: Details
}

export interface SelfChecksOptions {
  readonly clock: Clock
  readonly book: Pick<StatusBook, 'monitors' | 'backends'>
  /** By how much the check that should have begun longest ago is late, in ms. */
  readonly overdueMs: () => number
  readonly isStopping: () => boolean
}

/** What has no result by then is slow or hangs, and says so itself: Traylight works. */
const FIRST_ROUND_WITHIN_MS = 60_000
/** Checks begin within milliseconds of their time; so late, nothing is being checked. */
const LATE_MS = 60_000

/**
 * Whether Traylight itself works, whatever it finds out about others: it has something to say of everything it watches,
 * checks begin when they are due, and it is not on its way out. A configuration that cannot be read does not count:
 * the one before stays in use.
 */
export class SelfChecks {
  readonly #options: SelfChecksOptions
  readonly #begunAt: number
  /** Once over, it stays over: what is added later does not make it begin anew. */
  #isFirstRoundOver = false

  constructor(options: SelfChecksOptions) {
    this.#options = options
    this.#begunAt = options.clock.monotonic()
  }

  all(): readonly SelfCheck[] {
    const { overdueMs, isStopping } = this.#options
    const waiting = this.#waitingForFirst()
    const lateMs = overdueMs()
    return [
      { name: 'first_round', healthy: waiting === 0, details: { without_result: waiting } },
      {
        name: 'schedule',
        healthy: lateMs < LATE_MS,
        details: { late_seconds: lateMs < LATE_MS ? 0 : Math.round(lateMs / 1000) },
      },
      { name: 'running', healthy: !isStopping(), details: {} },
    ]
  }

  /** How many have no result yet in the first round; 0 once it is over. */
  #waitingForFirst(): number {
    if (this.#isFirstRoundOver) return 0
    const { book, clock } = this.#options
    let waiting = 0
    for (const { monitor, watched } of book.monitors.values()) {
      if (!monitor.paused && watched.last === null) waiting++
    }
    for (const { backend, watched } of book.backends.values()) {
      if (!backend.paused && watched.last === null) waiting++
    }
    if (waiting > 0 && clock.monotonic() - this.#begunAt < FIRST_ROUND_WITHIN_MS) return waiting
    this.#isFirstRoundOver = true
    return 0
  }
}
