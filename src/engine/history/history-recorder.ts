import type { Clock, Timer } from '../clock.ts'
import type { StatusBook } from '../status/status-book.ts'
import {
  HistoryFailure,
  type HistoryStore,
  type Observation,
  type SeriesFacts,
  type SpanStart,
} from './history-store.ts'
import { seriesKey } from './series-key.ts'
import { type Looked, SpanWatch } from './span-watch.ts'

export interface HistoryRecorderOptions {
  readonly clock: Clock
  readonly book: StatusBook
  /** Where to; null while none is open, and everything waits. */
  readonly store: () => HistoryStore | null
  /** Told why nothing can be written, in a sentence; null when it can again. */
  readonly onProblem: (problem: string | null) => void
  /** Between two looks and transactions, in ms; a second unless told otherwise. */
  readonly everyMs?: number
}

/** One transaction a second, at most. */
const FLUSH_MS = 1000
/** With nothing to write, it is still noted this often that Traylight watches. In ms. */
const ALIVE_MS = 5000
/** After a write that failed the next is tried this much later, in ms. */
const RETRY_MS = 5000
/** Results and changes of status that wait while nothing can be written; beyond it the oldest are dropped. */
const MOST_WAITING = 200_000
const MOST_SPANS_WAITING = 50_000

/** Digits of a metric's value that are kept. */
const METRIC_DIGITS = 6

/**
 * Writes down what comes in: every result, and from when to when each thing had which status. Gathers for a second and
 * writes at once, so that no check waits for a disk; what cannot be written waits in memory and is written later.
 */
export class HistoryRecorder {
  readonly #options: HistoryRecorderOptions
  readonly #everyMs: number
  readonly #facts = new Map<string, SeriesFacts>()
  readonly #watch: SpanWatch
  #series: SeriesFacts[] = []
  #results: Observation[] = []
  #spans: SpanStart[] = []
  #timer: Timer | null = null
  #writtenAt = Number.NEGATIVE_INFINITY
  #retryAt = Number.NEGATIVE_INFINITY
  #failed = false
  #writing: Promise<void> = Promise.resolve()
  #isWriting = false
  #stopped = false

  constructor(options: HistoryRecorderOptions) {
    this.#options = options
    this.#everyMs = options.everyMs ?? FLUSH_MS
    this.#watch = new SpanWatch(options.book, this.#everyMs)
  }

  /** How many results wait to be written. */
  get waiting(): number {
    return this.#results.length
  }

  start(): void {
    this.#timer = this.#options.clock.after(this.#everyMs, () => {
      // It is looked each second, also while a disk or a database takes its time: else that would be a gap.
      this.#take(this.#watch.look(this.#options.clock.now()))
      if (this.#isDue()) void this.#writeNext()
      if (!this.#stopped) this.start()
    })
  }

  /** Takes one result in; it is written within a second. */
  add(result: Observation): void {
    if (this.#results.length >= MOST_WAITING) this.#results.splice(0, MOST_WAITING / 10)
    this.#results.push({ ...result, value: remembered(result) })
  }

  /** Resolves when nothing is being written; what failed waits again. */
  async settled(): Promise<void> {
    await this.#writing
  }

  /** Ends every span, since nothing is watched from now on, and writes what waits. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#writing
    const now = this.#options.clock.now()
    this.#take(this.#watch.look(now))
    this.#take(this.#watch.end(now))
    await this.#writeNext()
  }

  /** Says of a metric what it is called; before its first result. */
  describeMetric(facts: SeriesFacts): void {
    this.#describe(facts)
  }

  /** For a store that is another one than before: everything is described to it from the beginning. */
  beginAnew(): void {
    // What waits is of things that may not be there any more when they would be described by themselves.
    const waiting = new Set([...this.#results, ...this.#spans].map(seriesKey))
    this.#series = [...this.#facts].flatMap(([key, facts]) => (waiting.has(key) ? [facts] : []))
    this.#facts.clear()
    this.#watch.beginAnew()
    // What the one before could not do says nothing of this one.
    this.#failed = false
    this.#retryAt = Number.NEGATIVE_INFINITY
  }

  #isDue(): boolean {
    if (this.#isWriting || this.#options.store() === null) return false
    const now = this.#options.clock.monotonic()
    if (now < this.#retryAt) return false
    const isWaiting = this.#results.length + this.#spans.length + this.#series.length > 0
    return isWaiting || now - this.#writtenAt >= ALIVE_MS
  }

  #writeNext(): Promise<void> {
    this.#isWriting = true
    this.#writing = this.#write().finally(() => {
      this.#isWriting = false
    })
    return this.#writing
  }

  async #write(): Promise<void> {
    const { clock, onProblem } = this.#options
    const store = this.#options.store()
    if (store === null) return
    const [series, observations, spans] = [this.#series, this.#results, this.#spans]
    this.#series = []
    this.#results = []
    this.#spans = []
    try {
      await store.write({ series, observations, spans, aliveAt: clock.now() })
      this.#writtenAt = clock.monotonic()
      if (this.#failed) onProblem(null)
      this.#failed = false
    } catch (error) {
      this.#series = [...series, ...this.#series]
      this.#results = [...observations, ...this.#results].slice(-MOST_WAITING)
      this.#spans = [...spans, ...this.#spans].slice(-MOST_SPANS_WAITING)
      this.#retryAt = clock.monotonic() + RETRY_MS
      this.#failed = true
      onProblem(
        error instanceof HistoryFailure ? error.message : `The history cannot be written: ${String(error)}`,
      )
    }
  }

  #take({ facts, spans }: Looked): void {
    for (const each of facts) this.#describe(each)
    for (const span of spans) this.#spans.push(span)
  }

  /** Says of a series what it is called, where that is new. */
  #describe(facts: SeriesFacts): void {
    const key = seriesKey(facts)
    const known = this.#facts.get(key)
    if (
      known?.name === facts.name &&
      known.category === facts.category &&
      known.intervalMs === facts.intervalMs &&
      known.unit === facts.unit
    ) {
      return
    }
    this.#facts.set(key, facts)
    this.#series.push(facts)
  }
}

/** A microsecond, and a millionth of what a metric measures, is as fine as anybody looks: it takes a third of the room. */
function remembered({ kind, value }: Observation): number | null {
  if (value === null || !Number.isFinite(value)) return null
  return kind === 'metric' ? Number(value.toPrecision(METRIC_DIGITS)) : Math.round(value * 1000) / 1000
}
