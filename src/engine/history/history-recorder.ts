import type { Excuse, SeriesRef } from '#shared/history.ts'
import type { Status } from '#shared/status.ts'
import type { Clock, Timer } from '../clock.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { Watched } from '../status/watched.ts'
import {
  HistoryFailure,
  type HistoryStore,
  type Observation,
  type SeriesFacts,
  type SpanStart,
} from './history-store.ts'
import { seriesKey } from './series-key.ts'

export interface HistoryRecorderOptions {
  readonly clock: Clock
  readonly book: StatusBook
  /** Where to; null while none is open, and everything waits. */
  readonly store: () => HistoryStore | null
  /** Told why nothing can be written, in a sentence; null when it can again. */
  readonly onProblem: (problem: string | null) => void
}

/** One transaction a second, at most. */
const FLUSH_MS = 1000
/** With nothing to write, it is still noted this often that Traylight watches. In ms. */
const ALIVE_MS = 5000
/** A gap between two looks that is longer than this was sleep, or a clock that was set. In ms. */
const GAP_MS = 15_000
/** After a write that failed the next is tried this much later, in ms. */
const RETRY_MS = 5000
/** Results and changes of status that wait while nothing can be written; beyond it the oldest are dropped. */
const MOST_WAITING = 200_000
const MOST_SPANS_WAITING = 50_000

/** Digits of a metric's value that are kept. */
const METRIC_DIGITS = 6

interface OpenSpan {
  readonly ref: SeriesRef
  readonly status: Status
  readonly excuse: Excuse | null
}

/**
 * Writes down what comes in: every result, and from when to when each thing had which status. Gathers for a second and
 * writes at once, so that no check waits for a disk; what cannot be written waits in memory and is written later.
 */
export class HistoryRecorder {
  readonly #options: HistoryRecorderOptions
  readonly #facts = new Map<string, SeriesFacts>()
  readonly #open = new Map<string, OpenSpan>()
  #series: SeriesFacts[] = []
  #results: Observation[] = []
  #spans: SpanStart[] = []
  #timer: Timer | null = null
  #lookedAt: number | null = null
  #writtenAt = Number.NEGATIVE_INFINITY
  #retryAt = Number.NEGATIVE_INFINITY
  #failed = false
  #writing: Promise<void> = Promise.resolve()
  #isWriting = false
  #stopped = false

  constructor(options: HistoryRecorderOptions) {
    this.#options = options
  }

  /** How many results wait to be written. */
  get waiting(): number {
    return this.#results.length
  }

  start(): void {
    this.#timer = this.#options.clock.after(FLUSH_MS, () => {
      // It is looked each second, also while a disk or a database takes its time: else that would be a gap.
      this.#look()
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
    this.#look()
    this.#endAll(this.#options.clock.now())
    await this.#writeNext()
  }

  /** For a store that is another one than before: everything is described to it from the beginning. */
  beginAnew(): void {
    // What waits is of things that may not be there any more when they would be described by themselves.
    const waiting = new Set([...this.#results, ...this.#spans].map(seriesKey))
    this.#series = [...this.#facts].flatMap(([key, facts]) => (waiting.has(key) ? [facts] : []))
    this.#facts.clear()
    this.#open.clear()
    this.#lookedAt = null
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

  /** Notes every status and name that is not as it was at the last look. */
  #look(): void {
    const { clock, book } = this.#options
    const now = clock.now()
    const before = this.#lookedAt
    const isGap = before === null || Math.abs(now - before - FLUSH_MS) > GAP_MS
    if (before !== null && isGap) this.#endAll(Math.min(before, now))
    this.#lookedAt = now
    // A status is known since the last look at the earliest: before it there was another, or nobody looked.
    const earliest = isGap ? now : Math.min(before, now)
    const seen = new Set<string>()
    const look = (facts: SeriesFacts, watched: Watched, excuse: Excuse | null) => {
      seen.add(this.#describe(facts))
      this.#lookAt(facts, watched, excuse, earliest, now)
    }
    for (const { monitor, watched } of book.monitors.values()) {
      const { id, name, category } = monitor
      const excuse = monitor.paused ? 'paused' : book.mutes.ofMonitor(monitor, now) ? 'muted' : null
      look({ kind: 'monitor', id, name, category, ...checked(monitor) }, watched, excuse)
    }
    for (const { backend, watched, services } of book.backends.values()) {
      const { id, name } = backend
      const pause = backend.paused ? 'paused' : null
      const excuse = pause ?? (book.mutes.ofBackend(id, now) ? 'muted' : null)
      look({ kind: 'backend', id, name, category: '', ...checked(backend) }, watched, excuse)
      for (const service of services.values()) {
        const muted = book.mutes.ofService(id, service, book.same.monitorOf(service), now)
        look(
          {
            ...{ kind: 'service', id: `${id}/${service.name}`, name: service.name },
            ...{ category: service.category, ...checked(backend) },
          },
          service.watched,
          pause ?? (muted ? 'muted' : null),
        )
      }
    }
    for (const [key, { ref }] of this.#open) if (!seen.has(key)) this.#end(key, ref, now)
  }

  /** Says of a series what it is called, where that is new; answers with its key. */
  #describe(facts: SeriesFacts): string {
    const key = seriesKey(facts)
    const known = this.#facts.get(key)
    if (
      known?.name !== facts.name ||
      known.category !== facts.category ||
      known.intervalMs !== facts.intervalMs ||
      known.unit !== facts.unit
    ) {
      this.#facts.set(key, facts)
      this.#series.push(facts)
    }
    return key
  }

  /** Says of a metric what it is called; before its first result. */
  describeMetric(facts: SeriesFacts): void {
    this.#describe(facts)
  }

  #lookAt(
    { kind, id }: SeriesFacts,
    { status, message, since }: Watched,
    excuse: Excuse | null,
    earliest: number,
    now: number,
  ): void {
    const ref = { kind, id }
    const key = seriesKey(ref)
    const open = this.#open.get(key)
    if (open?.status === status && open.excuse === excuse) return
    // What changed is the status, at a moment that is known, or the excuse, just now.
    const isExcuse = open !== undefined && open.status === status
    const at = isExcuse ? now : Math.min(now, Math.max(since ?? now, earliest))
    this.#open.set(key, { ref, status, excuse })
    this.#spans.push({ ...ref, at, status, excuse, message })
  }

  #endAll(at: number): void {
    for (const [key, { ref }] of this.#open) this.#end(key, ref, at)
  }

  #end(key: string, ref: SeriesRef, at: number): void {
    this.#open.delete(key)
    this.#spans.push({ ...ref, at, status: null, excuse: null, message: '' })
  }
}

/** A microsecond, and a millionth of what a metric measures, is as fine as anybody looks: it takes a third of the room. */
function remembered({ kind, value }: Observation): number | null {
  if (value === null || !Number.isFinite(value)) return null
  return kind === 'metric' ? Number(value.toPrecision(METRIC_DIGITS)) : Math.round(value * 1000) / 1000
}

const checked = ({ intervalSeconds }: { readonly intervalSeconds: number }) => ({
  unit: 'ms',
  intervalMs: intervalSeconds * 1000,
})
