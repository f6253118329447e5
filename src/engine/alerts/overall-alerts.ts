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
 * What fails within this time after an alert joins it: the first is told at once, and the rest with it in the one that
 * takes its place. The time doubles with each alert until none came for as long as it can be, so that an outage that many
 * monitors find one after another is told a few times and not each time. In ms.
 */
const FIRST_BURST_MS = 3000
const LONGEST_BURST_MS = 60_000

/** Tells people of the overall status: each change for the worse and each recovery once, and many at once as one. */
export class OverallAlerts {
  readonly #options: OverallAlertsOptions
  #told: Told = NOTHING_TOLD
  #burst: Timer | null = null
  #burstMs = FIRST_BURST_MS
  /** On the monotonic clock, in ms. */
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(options: OverallAlertsOptions) {
    this.#options = options
  }

  /** To be called when the overall status or its problems changed, and when quiet time ended. */
  look(): void {
    // Within a burst only the all-clear is told at once.
    const isClear = this.#options.overall().status === 'healthy'
    if (this.#burst === null || isClear) this.#tell()
  }

  stop(): void {
    this.#burst?.cancel()
    this.#burst = null
  }

  #tell(): void {
    const { overall, fateOf, clock, isQuiet, notify } = this.#options
    if (isQuiet()) return
    const { told, notification } = overallChange(this.#told, overall(), fateOf, clock.now())
    this.#told = told
    if (notification === null) return
    notify(notification)
    const isCalm = clock.monotonic() - this.#toldAt > LONGEST_BURST_MS
    this.#burstMs = isCalm ? FIRST_BURST_MS : Math.min(this.#burstMs * 2, LONGEST_BURST_MS)
    this.#toldAt = clock.monotonic()
    this.stop()
    this.#burst = clock.after(this.#burstMs, () => {
      this.#burst = null
      this.#tell()
    })
  }
}
