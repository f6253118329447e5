import type { Clock, Timer } from '../clock.ts'
import type { MetricSample, Reading } from './metric-sample.ts'
import type { MetricSource } from './metric-source.ts'

/** Counters read again sooner than this say nothing (the kernel counts CPU time in steps of 10 ms). */
export const SHORTEST_COUNT_MS = 100

/** What one turn of a source brought. */
export interface Batch {
  readonly samples: readonly MetricSample[]
  /** Metrics it had before and has no longer: a disk unmounted, an interface removed. */
  readonly gone: readonly string[]
}

/**
 * One source over time: when it is due, what it last answered, and whether it is still busy. Nothing that a source
 * does (throw, hang, answer late) gets past here: its metrics become null until it answers again.
 */
export class SourceTrack {
  readonly source: MetricSource
  readonly #clock: Clock
  readonly #deadlineMs: number
  #known: ReadonlyMap<string, Reading>
  #startedAtMs = Number.NEGATIVE_INFINITY
  #latest: readonly MetricSample[] = []
  #inTimeReading: Promise<readonly Reading[] | null> | null = null
  #busy: Promise<void> | null = null

  constructor(source: MetricSource, clock: Clock, deadlineMs: number) {
    this.source = source
    this.#clock = clock
    this.#deadlineMs = deadlineMs
    this.#known = new Map(source.always.map(reading => [reading.id, reading]))
  }

  /** Settles when the source is not at work any more; null when it is not. */
  get busy(): Promise<void> | null {
    return this.#busy
  }

  /** Whether it is its turn, on a beat of `beatMs`; half a beat early counts, so that beats are not missed by a hair. */
  isDue(beatMs: number): boolean {
    const age = this.#clock.monotonic() - this.#startedAtMs
    return age >= this.source.everySeconds * 1000 - beatMs / 2
  }

  /** Takes the first reading of counters, which has no answer yet. */
  async prime(signal: AbortSignal): Promise<void> {
    const result = this.#begin(signal)
    if (result instanceof Promise) await result
  }

  /** Reads the source; at once where it can. Resolves at the latest at the deadline. */
  read(signal: AbortSignal): Batch | Promise<Batch> {
    // Still within its deadline: whoever asks now shares that answer. Past it: not measured, and not asked again.
    if (this.#inTimeReading) return this.#inTimeReading.then(readings => this.#answer(readings))
    if (this.#busy) return this.#answer(null)
    const age = this.#clock.monotonic() - this.#startedAtMs
    if (this.source.counts && age < SHORTEST_COUNT_MS && this.#latest.length > 0) {
      return { samples: this.#latest, gone: [] }
    }
    const result = this.#begin(signal)
    return result instanceof Promise ? result.then(readings => this.#answer(readings)) : this.#answer(result)
  }

  #begin(signal: AbortSignal): readonly Reading[] | null | Promise<readonly Reading[] | null> {
    this.#startedAtMs = this.#clock.monotonic()
    try {
      const result = this.source.read({ signal })
      if (!(result instanceof Promise)) return result
      this.#inTimeReading = this.#inTime(result)
      return this.#inTimeReading
    } catch {
      return null
    }
  }

  async #inTime(work: Promise<readonly Reading[]>): Promise<readonly Reading[] | null> {
    const settled = work.then(
      readings => readings,
      () => null,
    )
    this.#busy = settled.then(() => {
      this.#busy = null
    })
    let deadline: Timer | undefined
    const late = new Promise<null>(resolve => {
      deadline = this.#clock.after(this.#deadlineMs, () => resolve(null))
    })
    const readings = await Promise.race([settled, late])
    deadline?.cancel()
    this.#inTimeReading = null
    return readings
  }

  #answer(readings: readonly Reading[] | null): Batch {
    const sampledAt = this.#clock.now()
    const found = readings ?? [...this.#known.values()].map(reading => ({ ...reading, value: null }))
    const gone = readings ? [...this.#known.keys()].filter(id => !readings.some(item => item.id === id)) : []
    this.#known = new Map(found.map(reading => [reading.id, reading]))
    this.#latest = found.map(reading => ({ ...reading, sampledAt }))
    return { samples: this.#latest, gone }
  }
}
