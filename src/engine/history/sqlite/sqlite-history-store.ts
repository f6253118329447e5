import { basename, dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type BirpcReturn, createBirpc } from 'birpc'
import type { SeriesKind } from '#shared/history.ts'
import type { HistoryConfig } from '#shared/history-config.ts'
import {
  type ChartQuery,
  type HistoryBatch,
  HistoryFailure,
  HistoryLost,
  type HistoryStore,
  type PageQuery,
  type SpanQuery,
  type UptimeQuery,
} from '../history-store.ts'
import type { HistoryWriterCalls, OpenedFile, WriterAnswer } from './history-writer-calls.ts'

/** Of the thread's own heap; what it holds of results that are not packed yet is some MB. */
const HEAP_MB = 256
/** An answer that is later than this is none, in ms. A copy of a large file takes its time. */
const ANSWER_MS = 60_000
const BACKUP_MS = 600_000
/** Letting go of the file, in ms; after that the thread is ended whatever it does, which harms no file. */
const CLOSE_MS = 1500

/** The history in a file on this machine. A thread of its own reads and writes it. */
export class SqliteHistoryStore implements HistoryStore {
  readonly #worker: Worker
  readonly #calls: BirpcReturn<HistoryWriterCalls>
  #lost: HistoryLost | null = null

  private constructor() {
    this.#worker = new Worker(writerScript(), {
      name: 'history',
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 4, stackSizeMb: 2 },
    })
    this.#calls = createBirpc<HistoryWriterCalls>(
      {},
      {
        post: message => this.#worker.postMessage(message),
        on: listener => this.#worker.on('message', listener),
        timeout: -1,
      },
    )
    const end = (why: string) => {
      this.#lost ??= new HistoryLost(`The history's own thread has ended: ${why}.`, { isDamaged: false })
      this.#calls.$close(this.#lost)
    }
    this.#worker.on('error', error => end(error instanceof Error ? error.message : String(error)))
    this.#worker.on('exit', code => end(`exit code ${code}`))
  }

  /**
   * Opens the file, made anew where there is none; one that is damaged is kept aside.
   *
   * @param isDamaged it is known to be, whatever a look at it says
   * @throws HistoryFailure
   */
  static async open(
    file: string,
    now: number,
    isDamaged = false,
  ): Promise<{ readonly store: SqliteHistoryStore; readonly opened: OpenedFile }> {
    const store = new SqliteHistoryStore()
    try {
      return { store, opened: await store.#ask(store.#calls.open(file, now, isDamaged)) }
    } catch (error) {
      await store.close()
      throw error
    }
  }

  /**
   * Looks whether a file is a whole history of a version that is known.
   *
   * @throws HistoryFailure where it is not
   */
  static async inspect(file: string): Promise<void> {
    const store = new SqliteHistoryStore()
    try {
      await store.#ask(store.#calls.inspect(file))
    } finally {
      await store.close()
    }
  }

  /** Waits as long as the disk takes: what has no answer yet may be written all the same. */
  write(batch: HistoryBatch): Promise<void> {
    return this.#ask(this.#calls.write(batch), null)
  }
  maintain(now: number, retention: HistoryConfig): Promise<void> {
    return this.#ask(this.#calls.maintain(now, retention), BACKUP_MS)
  }
  series() {
    return this.#ask(this.#calls.series())
  }
  chart(query: ChartQuery) {
    return this.#ask(this.#calls.chart(query))
  }
  spans(query: SpanQuery) {
    return this.#ask(this.#calls.spans(query))
  }
  uptime(query: UptimeQuery) {
    return this.#ask(this.#calls.uptime(query))
  }
  summary(query: Parameters<HistoryStore['summary']>[0]) {
    return this.#ask(this.#calls.summary(query))
  }
  latest(kinds: readonly SeriesKind[], perSeries: number, sinceMs: number) {
    return this.#ask(this.#calls.latest(kinds, perSeries, sinceMs))
  }
  page(query: PageQuery) {
    return this.#ask(this.#calls.page(query))
  }
  info() {
    return this.#ask(this.#calls.info())
  }
  readonly backup = (file: string): Promise<void> => this.#ask(this.#calls.backup(file), BACKUP_MS)

  async close(): Promise<void> {
    const closed = this.#lost === null ? this.#ask(this.#calls.close(), CLOSE_MS) : Promise.resolve()
    await closed.catch(() => undefined)
    this.#lost ??= new HistoryLost('The history was closed.', { isDamaged: false })
    this.#calls.$close(this.#lost)
    await this.#worker.terminate()
  }

  /** @param withinMs null: as long as it takes */
  async #ask<T>(call: Promise<WriterAnswer<T>>, withinMs: number | null = ANSWER_MS): Promise<T> {
    const answer = await this.#inTime(call, withinMs).catch((error: unknown) => {
      throw this.#lost ?? error
    })
    if (answer.ok) return answer.value
    const { message, isDamaged } = answer.problem
    throw isDamaged ? new HistoryLost(message, { isDamaged }) : new HistoryFailure(message)
  }

  async #inTime<T>(call: Promise<T>, withinMs: number | null): Promise<T> {
    if (withinMs === null) return call
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      reject(
        new HistoryFailure('The disk of the history has not answered for a minute. Look whether it works.'),
      )
    }, withinMs)
    try {
      return await Promise.race([call, late])
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The thread's script: beside this file, or in the build, where this file is in a bundle or in its folder of chunks. */
function writerScript(): string {
  const here = import.meta.filename
  if (here.endsWith('.ts')) return join(dirname(here), 'history-writer.ts')
  const folder = dirname(here)
  return join(basename(folder) === 'chunks' ? dirname(folder) : folder, 'history-writer.js')
}
