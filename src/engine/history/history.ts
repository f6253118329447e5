import { join } from 'node:path'
import type { Backup, HistoryInfo, SeriesRef } from '#shared/history.ts'
import type { HistoryConfig } from '#shared/history-config.ts'
import type { Notice } from '#shared/views.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import { SerialQueue } from '../config/serial-queue.ts'
import type { EngineLog } from '../engine-log.ts'
import type { StatusBook } from '../status/status-book.ts'
import { copyHistory } from './copy-history.ts'
import { guardedStore } from './guarded-store.ts'
import { HistoryBackups } from './history-backups.ts'
import { HistoryRecorder } from './history-recorder.ts'
import {
  HistoryFailure,
  type HistoryLost,
  type HistoryStore,
  type Observation,
  type SeriesFacts,
} from './history-store.ts'
import { MemoryHistoryStore } from './memory-history-store.ts'
import type { HistoryPlace, OpenedHistory } from './open-history-store.ts'
import { ShownPast } from './shown-past.ts'
import type { Uptime } from './uptime-board.ts'

export interface HistoryOptions {
  readonly clock: Clock
  readonly log: EngineLog
  readonly dataDir: string
  readonly book: StatusBook
  readonly config: () => HistoryConfig
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  readonly open: (place: HistoryPlace) => Promise<OpenedHistory>
  /** Looks whether a file is a whole history that could be opened. Rejects with HistoryFailure where it is not. */
  readonly inspect: (file: string) => Promise<void>
  /** What is shown of these changed: their availability, or the checks of before a restart. */
  readonly onShown: (changed: readonly SeriesRef[]) => void
  /** What is to be said of the history changed. */
  readonly onNotices: () => void
}

export const HISTORY_FILE = 'history.sqlite'
/** From start until the store is opened, in ms: what is watched is to be seen first. */
const OPEN_AFTER_MS = 500
/** Roll-ups and retention are looked after this often, in ms. */
const MAINTAIN_MS = 60_000
/** A place that cannot be opened is tried again after this long, in ms. */
const REOPEN_MS = 60_000
/** Stopping waits so long for each of opening, and writing what waits; in ms. */
const STOP_MS = 600

/**
 * The memory of everything watched: opens its store beside the watching, writes into it, keeps it in order, and
 * answers from it. Where it cannot be opened, watching goes on with a history in memory until it can; that is then added
 * to it.
 */
export class History {
  readonly #options: HistoryOptions
  readonly #timers = new Map<string, Timer>()
  readonly #recorder: HistoryRecorder
  readonly #shown: ShownPast
  readonly #backups: HistoryBackups
  #store: HistoryStore | null = null
  /** In the place of the one that cannot be opened. */
  #standIn: MemoryHistoryStore | null = null
  #problem: string | null = null
  #notice: string | null = null
  #stopped = false
  #stopping: Promise<void> | null = null
  #hadStore = false
  /** From when on the store is opened. */
  #begun = false
  /** What `url` was when the store was opened that is open now, or last. */
  #openUrl: string | undefined
  /** Opening, closing and replacing, one after the other. */
  readonly #changes = new SerialQueue()
  #config: HistoryConfig

  constructor(options: HistoryOptions) {
    this.#options = options
    this.#config = options.config()
    const { clock, book, dataDir, onShown } = options
    this.#backups = new HistoryBackups(dataDir)
    this.#recorder = new HistoryRecorder({
      ...{ clock, book, store: () => this.#store },
      onProblem: problem => this.#setProblem(problem),
    })
    this.#shown = new ShownPast({ clock, book, onShown, store: () => this.#store })
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
    return this.#shown.uptimeOf(ref)
  }

  /** The store, with what is wrong with it. */
  async info(): Promise<HistoryInfo> {
    const info = await this.store.info()
    return { ...info, problem: this.#problem ?? info.problem }
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
    this.#shown.recall(result)
  }

  addMetric(facts: SeriesFacts, at: number, value: number | null): void {
    this.#recorder.describeMetric(facts)
    this.add({ kind: 'metric', id: facts.id, at, status: null, value })
  }

  /** Begins to record, and opens the store soon. Watching need not wait for it; what needs the store does. */
  start(): Promise<void> {
    this.#recorder.start()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#after('open', OPEN_AFTER_MS, () => {
      this.#begun = true
      this.#soon(() => this.#open().finally(resolve))
    })
    this.#after('maintain', MAINTAIN_MS, () => void this.#maintain())
    return promise
  }

  /** Takes a changed configuration over: what is kept, at once; another place, by opening that. */
  configure(): void {
    const before = this.#config
    this.#config = this.#options.config()
    if (JSON.stringify(before) === JSON.stringify(this.#config)) return
    if (before.url !== this.#config.url) this.#soon(() => this.#move())
    else if (this.#store !== null) void this.#maintain()
  }

  /** Writes what waits and lets go of the store; takes no longer than about two seconds. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    this.#stopped = true
    for (const timer of this.#timers.values()) timer.cancel()
    this.#shown.stop()
    await this.#withinStop(this.#changes.idle())
    await this.#withinStop(this.#recorder.stop())
    const store = this.#store
    this.#store = null
    await store?.close()
  }

  backups(): Promise<readonly Backup[]> {
    return this.#backups.list()
  }

  /**
   * Writes a copy of the history while it goes on.
   *
   * @throws HistoryFailure
   */
  async backUp(): Promise<Backup> {
    const { backup } = this.store
    if (backup === null) throw new HistoryFailure(NO_BACKUP)
    return await this.#backups.add(this.#options.clock.now(), backup)
  }

  /**
   * Puts a backup in the place of the history, which becomes a backup itself. What comes in meanwhile is added to it.
   *
   * @throws HistoryFailure where there is no such backup or it is no whole history; then nothing has changed
   */
  async restore(name: string): Promise<void> {
    if (this.#config.url !== undefined) throw new HistoryFailure(NO_BACKUP)
    const from = await this.#backups.find(name)
    await this.#options.inspect(from)
    await this.#changes.run(async () => {
      await this.#letGo()
      try {
        await this.#backups.replace(this.#file, from, this.#options.clock.now())
      } finally {
        await this.#open()
      }
    })
  }

  get #file(): string {
    return join(this.#options.dataDir, HISTORY_FILE)
  }

  /** Once everything of this kind that was begun before is done. */
  #soon(change: () => Promise<void>): void {
    this.#changes
      .run(change)
      .catch((error: unknown) => this.#options.log.error({ err: error }, 'The history cannot go on'))
  }

  /** Opens another place, where the one that is open is not the configured one already. */
  async #move(): Promise<void> {
    const isOpen = this.#store !== null && this.#store !== this.#standIn
    if (!this.#begun || (isOpen && this.#openUrl === this.#config.url)) return
    await this.#open()
  }

  /** Opens the configured place; where that does not work, one in memory takes its place for now. */
  async #open(isDamaged = false): Promise<void> {
    if (this.#stopped) return
    const before = this.#store
    const opened = await this.#openedPlace(isDamaged)
    if (this.#stopped && opened !== null) {
      await opened.store.close()
      return
    }
    if (opened === null) {
      this.#standIn ??= new MemoryHistoryStore()
      this.#after('reopen', REOPEN_MS, () => this.#soon(() => this.#move()))
    } else {
      this.#timers.get('reopen')?.cancel()
      this.#notice = opened.notice ?? this.#notice
      this.#setProblem(null)
      this.#options.onNotices()
    }
    const next = opened?.store ?? this.#standIn
    if (next === before || next === null) return
    // What comes in meanwhile waits: in the one before it would be left behind.
    this.#store = null
    await this.#recorder.settled()
    if (opened !== null) await this.#bringOver(opened.store)
    if (this.#stopped) {
      await Promise.all([before?.close(), next.close()])
      return
    }
    // What waits goes to the new one, and what it does not know yet is said to it.
    if (this.#hadStore) this.#recorder.beginAnew()
    this.#hadStore = true
    this.#store = next
    await before?.close()
    if (opened !== null) await this.#shown.remember(next).catch(() => undefined)
    void this.#shown.refresh()
  }

  /** The store that is configured; null where it cannot be opened, and why is said. */
  async #openedPlace(isDamaged: boolean): Promise<OpenedHistory | null> {
    const { clock, open, log } = this.#options
    try {
      const { url } = this.#config
      const place = { file: this.#file, url: await this.#resolved(url), now: clock.now(), isDamaged }
      const { store, notice } = await open(place)
      if (notice !== null) log.warn({}, notice)
      this.#openUrl = url
      const guarded = guardedStore(store, lost => this.#onLost(guarded, lost))
      return { store: guarded, notice }
    } catch (error) {
      const reason = error instanceof HistoryFailure ? error.message : 'The history cannot be opened.'
      log.error(error instanceof HistoryFailure ? {} : { err: error }, reason)
      this.#setProblem(`${reason} Until it works, the history is kept in memory only.`)
      return null
    }
  }

  /** Adds what was kept in memory meanwhile. */
  async #bringOver(store: HistoryStore): Promise<void> {
    const standIn = this.#standIn
    this.#standIn = null
    if (standIn === null) return
    await copyHistory(standIn, store, this.#options.clock.now()).catch((error: unknown) => {
      this.#options.log.error({ err: error }, 'What was kept in memory could not be added to the history')
      this.#notice = 'What was kept in memory while the history could not be opened is lost.'
    })
  }

  /** A call found that the store is of no use any more: from now on nothing goes there. */
  #onLost(store: HistoryStore, { message, isDamaged }: HistoryLost): void {
    if (this.#stopped || this.#store !== store) return
    this.#options.log.error({}, message)
    this.#store = null
    this.#soon(async () => {
      await this.#recorder.settled()
      await store.close()
      await this.#open(isDamaged)
    })
  }

  /** Has everything wait in memory. */
  async #letGo(): Promise<void> {
    const store = this.#store
    this.#store = null
    await this.#recorder.settled()
    await store?.close()
  }

  async #resolved(url: string | undefined): Promise<string | null> {
    if (url === undefined) return null
    const resolved = await this.#options.resolve(url)
    if (!resolved.ok) throw new HistoryFailure(resolved.message)
    return String(resolved.value)
  }

  async #maintain(): Promise<void> {
    this.#timers.get('maintain')?.cancel()
    await this.#store?.maintain(this.#options.clock.now(), this.#config).catch((error: unknown) => {
      if (!(error instanceof HistoryFailure))
        this.#options.log.error({ err: error }, 'The history is not in order')
    })
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

  /** Waits for it, but not for long. */
  async #withinStop(work: Promise<unknown>): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = this.#options.clock.after(STOP_MS, resolve)
    await Promise.race([work.catch(() => undefined), late])
    timer.cancel()
  }
}

const NO_BACKUP =
  'The history is kept in PostgreSQL, which has its own means for backups: see pg_dump and pg_restore.'
