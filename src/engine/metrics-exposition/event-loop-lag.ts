import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../clock.ts'

/** How much later than due the event loop came round, in seconds. */
export interface LoopLag {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** How often it is measured, in ms: seldom enough to cost nothing that can be seen. */
const RESOLUTION_MS = 20
/** Two readers that come soon after each other, a scrape and a remote write, are told the same. In ms. */
const WINDOW_MS = 10_000

/** Measures how late the event loop is, from the first time that somebody asks. */
export class EventLoopLag {
  readonly #clock: Pick<Clock, 'monotonic'>
  #histogram: ReturnType<typeof monitorEventLoopDelay> | null = null
  #since = 0
  #latest: LoopLag | null = null

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock
  }

  /** Of the time since it was last told, 10 s at least; null at first. */
  read(): LoopLag | null {
    const now = this.#clock.monotonic()
    if (!this.#histogram) {
      this.#histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
      this.#histogram.enable()
      this.#since = now
      return null
    }
    const histogram = this.#histogram
    const isFirst = this.#latest === null && histogram.count > 0
    if (!isFirst && now - this.#since < WINDOW_MS) return this.#latest
    if (histogram.count === 0) return this.#latest
    // What it measures is the whole time between two turns, the resolution with it. In ns.
    const seconds = (ns: number) => Math.max(0, ns / 1e9 - RESOLUTION_MS / 1000)
    this.#latest = {
      p50: seconds(histogram.percentile(50)),
      p99: seconds(histogram.percentile(99)),
      max: seconds(histogram.max),
    }
    histogram.reset()
    this.#since = now
    return this.#latest
  }

  stop(): void {
    this.#histogram?.disable()
  }
}
