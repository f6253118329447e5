import type { Status } from '#shared/status.ts'
import type { CheckResultView, Details } from '#shared/views.ts'
import type { FailureKind } from '../checkers/checker.ts'
import { RecentChecks } from '../history/recent-checks.ts'
import {
  type Confirmation,
  type ConfirmationRules,
  confirm,
  pendingWords,
  UNKNOWN,
  unconfirmedFailures,
} from './confirmation.ts'

const NOT_CHECKED = 'Not checked yet.'

/** One graded result of anything watched. Moments in ms since the epoch. */
export interface WatchedResult {
  readonly at: number
  readonly grade: Status
  readonly message: string
  readonly responseTimeMs: number | null
  readonly details: Details
  readonly failure?: FailureKind | undefined
  readonly certificateExpiresAt?: number | undefined
}

/** A change of status worth telling others about. */
export interface StatusChange {
  readonly from: Status
  readonly to: Status
}

/** The current state of one watched thing: what is believed, what the last result said, and its recent checks. */
export class Watched {
  #confirmation: Confirmation = UNKNOWN
  #since: number | null = null
  #last: WatchedResult | null = null
  #lastFailure: WatchedResult | null = null
  /** Said instead of the last result while the status is unknown for a reason of our own. */
  #unknownBecause: string | null = null
  readonly recent = new RecentChecks()
  checking = false
  nextCheckAt: number | null = null
  /** On the monotonic clock, in ms: with no result until then, what is known is too old to be shown as true. */
  freshUntil: number | null = null

  get status(): Status {
    return this.#confirmation.status
  }
  get since(): number | null {
    return this.#since
  }
  get last(): WatchedResult | null {
    return this.#last
  }
  get lastFailure(): WatchedResult | null {
    return this.#lastFailure
  }
  get pending(): string | null {
    return this.#unknownBecause === null ? pendingWords(this.#confirmation) : null
  }
  get isPending(): boolean {
    return unconfirmedFailures(this.#confirmation) > 0
  }

  /** Why it is unknown, where the reason is our own: not checked yet, too old, no network, paused. */
  get unknownBecause(): string | null {
    return this.#unknownBecause ?? (this.#last === null ? NOT_CHECKED : null)
  }

  /** The sentence to show: why it is unknown, or what the last result said. */
  get message(): string {
    if (this.#unknownBecause !== null) return this.#unknownBecause
    if (this.#last === null) return NOT_CHECKED
    // While a good result is not confirmed yet the reason it is bad still stands.
    if (this.#last.grade === 'healthy' && this.status !== 'healthy' && this.#lastFailure)
      return this.#lastFailure.message
    return this.#last.message
  }

  /** Takes one result in; tells whether the believed status changed. */
  record(result: WatchedResult, rules: ConfirmationRules): StatusChange | null {
    this.#last = result
    if (result.grade !== 'healthy') this.#lastFailure = result
    this.recent.add(result.at, result.grade, result.responseTimeMs)
    this.#unknownBecause = null
    return this.#become(confirm(this.#confirmation, result.grade, rules), result.at)
  }

  /** Makes the status unknown, for a reason that is not the thing's own: too old, no network, paused. */
  becomeUnknown(because: string, at: number): StatusChange | null {
    this.#unknownBecause = because
    return this.#become(UNKNOWN, at)
  }

  #become(next: Confirmation, at: number): StatusChange | null {
    const from = this.#confirmation.status
    this.#confirmation = next
    if (next.status === from) {
      this.#since ??= at
      return null
    }
    this.#since = at
    return { from, to: next.status }
  }
}

/** A result as the interface shows it. */
export function resultView(result: WatchedResult): CheckResultView {
  return {
    status: result.grade,
    healthy: result.grade === 'healthy',
    responseTimeMs: result.responseTimeMs,
    message: result.message,
    details: result.details,
    checkedAt: result.at,
  }
}
