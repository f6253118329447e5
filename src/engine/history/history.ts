import { join } from 'node:path'
import type { SeriesRef } from '#shared/history.ts'
import type { HistoryConfig } from '#shared/history-config.ts'
import type { Notice } from '#shared/views.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import type { EngineLog } from '../engine-log.ts'
import type { StatusBook } from '../status/status-book.ts'
import { HistoryRecorder } from './history-recorder.ts'
import { HistoryFailure, type HistoryStore, type Observation, type SeriesFacts } from './history-store.ts'
import { MemoryHistoryStore } from './memory-history-store.ts'
import type { HistoryPlace, OpenedHistory } from './open-history-store.ts'
import { Recollection } from './recollection.ts'
import { type Uptime, UptimeBoard } from './uptime-board.ts'

export interface HistoryOptions {
  readonly clock: Clock
  readonly log: EngineLog
  readonly dataDir: string
  readonly book: StatusBook
  readonly config: () => HistoryConfig
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  readonly open: (place: HistoryPlace) => Promise<OpenedHistory>
  /** What is shown of these changed: their availability, or the checks of before a restart. */
  readonly onShown: (changed: readonly SeriesRef[]) => void
  /** What is to be said of the history changed. */
  readonly onNotices: () => void
}

export const HISTORY_FILE = 'history.sqlite'
/** Roll-ups, retention and the figures of availability are renewed this often, in ms. */
const MAINTAIN_MS = 60_000
const UPTIME_MS = 20_000
/** What is remembered one by one of each check and metric, see `RecentChecks` and `RecentSamples`. */
const BEATS = 60
const SAMPLES = 900
const DAY_MS = 86_400_000
/** A place that cannot be opened is tried again after this long, in ms. */
const REOPEN_MS = 60_000

/**
 * The memory of everything watched: opens its store beside the watching, writes into it, keeps it in order, and
 * answers from it. Where it cannot be opened, watching goes on with a history in memory until it can.
 */
export class History {
  readonly #options: HistoryOptions
  readonly #uptime = new UptimeBoard()
  readonly #timers = new Map<string, Timer>()
  readonly #recorder: HistoryRecorder
  #store: HistoryStore | null = null
  #remembered: Recollection | null = null
  #problem: string | null = null
  #notice: string | null = null
  #stopped = false
  #opening: Promise<void> = Promise.resolve()

  constructor(options: HistoryOptions) {
    this.#options = options
    const { clock, book } = options
    this.#recorder = new HistoryRecorder({
      ...{ clock, book, store: () => this.#store },
      onProblem: problem => this.#setProblem(problem),
    })
  }

  /**
   * The store, once it is open.
   *
   * @throws HistoryFailure while it is being opened
   */
  get store(): HistoryStore {
    if (this.#store) return this.#store
    throw new HistoryFailure('The history is being opened. Try again in a moment.')
  }

  uptimeOf(ref: SeriesRef): Uptime | null {
    return this.#uptime.of(ref)
  }

  /** What the operator should know: why nothing is written, what was kept aside. */
  notices(): readonly Notice[] {
    const notice = (id: string, level: Notice['level'], text: string | null): Notice[] =>
      text === null ? [] : [{ id: `${id}:${text}`, level, text }]
    return [
      ...notice('history-problem', 'warning', this.#problem),
      ...notice('history', 'warning', this.#notice),
    ]
  }

  add(result: Observation): void {
    this.#recorder.add(result)
    this.#remembered?.recall(result)
  }

  addMetric(facts: SeriesFacts, at: number, value: number | null): void {
    this.#recorder.describeMetric(facts)
    this.add({ kind: 'metric', id: facts.id, at, status: null, value })
  }

  /** Opens the store; resolves when there is one. Watching need not wait for it. */
  start(): Promise<void> {
    this.#recorder.start()
    this.#opening = this.#open()
    return this.#opening
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const timer of this.#timers.values()) timer.cancel()
    await this.#opening
    await this.#recorder.stop()
    await this.#store?.close()
  }

  async #open(): Promise<void> {
    const { store, notice, problem } = await this.#openedStore()
    if (this.#stopped) {
      await store.close()
      return
    }
    const before = this.#store
    this.#store = store
    this.#notice = notice
    if (before !== null && before !== store) this.#recorder.beginAnew()
    this.#setProblem(problem)
    if (problem !== null) {
      this.#after('reopen', REOPEN_MS, () => {
        this.#opening = this.#open()
      })
    }
    if (before !== store) await before?.close()
    if (before === null) await this.#remember(store).catch(() => undefined)
    this.#refreshUptime()
    this.#after('maintain', MAINTAIN_MS, () => void this.#maintain())
  }

  /** The store that is configured, or one in memory and the reason. */
  async #openedStore(): Promise<OpenedHistory & { readonly problem: string | null }> {
    const { clock, dataDir, open, log } = this.#options
    try {
      const url = await this.#url()
      return { ...(await open({ file: join(dataDir, HISTORY_FILE), url, now: clock.now() })), problem: null }
    } catch (error) {
      log.error({ err: error }, 'The history cannot be opened')
      const reason = error instanceof HistoryFailure ? error.message : 'The history cannot be opened.'
      const problem = `${reason} Until it can be, it is kept in memory only.`
      return { store: this.#store ?? new MemoryHistoryStore(), notice: null, problem }
    }
  }

  async #url(): Promise<string | null> {
    const { url } = this.#options.config()
    if (url === undefined) return null
    const resolved = await this.#options.resolve(url)
    if (!resolved.ok) throw new HistoryFailure(resolved.message)
    return String(resolved.value)
  }

  /** Lets the rows and tiles go on where they were before the restart. */
  async #remember(store: HistoryStore): Promise<void> {
    const { book, clock, onShown } = this.#options
    const since = clock.now() - DAY_MS
    const checks = await store.latest(['monitor', 'backend', 'service'], BEATS, since)
    const samples = await store.latest(['metric'], SAMPLES, since)
    this.#remembered = new Recollection(book, [...checks, ...samples])
    onShown(this.#remembered.recallAll())
  }

  #refreshUptime(): void {
    const { clock, onShown } = this.#options
    void this.#uptime
      .refresh(this.store, clock.now())
      .then(changed => changed.length > 0 && onShown(changed))
      .catch(() => undefined)
    this.#after('uptime', UPTIME_MS, () => this.#refreshUptime())
  }

  async #maintain(): Promise<void> {
    const { clock, config } = this.#options
    await this.store.maintain(clock.now(), config()).catch(() => undefined)
    this.#after('maintain', MAINTAIN_MS, () => void this.#maintain())
  }

  #after(name: string, ms: number, callback: () => void): void {
    this.#timers.get(name)?.cancel()
    if (!this.#stopped) this.#timers.set(name, this.#options.clock.after(ms, callback))
  }

  #setProblem(problem: string | null): void {
    if (problem === this.#problem) return
    this.#problem = problem
    this.#options.onNotices()
  }
}
