import type { OverallProblem, OverallView } from '#shared/views.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Notification } from '../notify/notification.ts'
import { type Fate, NOTHING_TOLD, overallChange, type Told } from './overall-change.ts'

export interface OverallAlertsOptions {
  readonly clock: Clock
  readonly overall: () => OverallView
  readonly fateOf: (problem: OverallProblem) => Fate
  /** While it is quiet nothing is told; what is still true afterwards is told then. */
  readonly isQuiet: () => boolean
  readonly notify: (notification: Notification) => void
}

/**
 * What fails within this time after an alert joins it: the first is told at once, and the rest in one notification that
 * takes its place, with a count. In ms.
 */
const BURST_MS = 3000

/** Tells people of the overall status: each change for the worse and each recovery once, and many at once as one. */
export class OverallAlerts {
  readonly #options: OverallAlertsOptions
  #told: Told = NOTHING_TOLD
  /** What had been told before the burst that is under way. */
  #toldBefore: Told = NOTHING_TOLD
  #burst: Timer | null = null

  constructor(options: OverallAlertsOptions) {
    this.#options = options
  }

  /** To be called when the overall status or its problems changed, and when quiet time ended. */
  look(): void {
    if (this.#burst === null && !this.#options.isQuiet()) this.#tell()
  }

  stop(): void {
    this.#burst?.cancel()
    this.#burst = null
  }

  #tell(): void {
    const before = this.#told
    if (!this.#evaluate(before)) return
    this.#toldBefore = before
    this.#burst = this.#options.clock.after(BURST_MS, () => this.#endBurst())
  }

  #endBurst(): void {
    this.#burst = null
    if (this.#options.isQuiet()) return
    const { notification } = this.#changeFrom(this.#told)
    // Worse again within the burst: told as one with what began it. Anything else is news of its own.
    const isWorse = notification !== null && notification.urgency !== 'low'
    if (isWorse && this.#evaluate(this.#toldBefore)) return
    this.#tell()
  }

  /** Tells what changed since `from`; says whether there was anything to tell. */
  #evaluate(from: Told): boolean {
    const { told, notification } = this.#changeFrom(from)
    this.#told = told
    if (notification !== null) this.#options.notify(notification)
    return notification !== null
  }

  #changeFrom(from: Told) {
    const { overall, fateOf, clock } = this.#options
    return overallChange(from, overall(), fateOf, clock.now())
  }
}
