import { existsSync, statSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { backup } from 'node:sqlite'
import type { HistoryInfo, SeriesHistory, SeriesInfo, SeriesKind, StatusSpan } from '#shared/history.ts'
import type { HistoryConfig } from '#shared/history-config.ts'
import type {
  ChartQuery,
  HistoryBatch,
  HistoryPage,
  HistoryStore,
  Observation,
  PageQuery,
  SeriesSummary,
  SeriesTimes,
  SpanQuery,
  UptimeQuery,
} from '../history-store.ts'
import { LATEST_MS } from './block-key.ts'
import { HistoryReader } from './history-reader.ts'
import { HistoryTables } from './history-tables.ts'
import { openDatabase } from './open-database.ts'
import type { JournalResult } from './packed-results.ts'
import { packClosedHours } from './packing.ts'
import { PageReader } from './page-reader.ts'
import { retain, usedBytes } from './retention.ts'
import { codeOfStatus } from './status-codes.ts'

/** Pages that a backup copies before it lets a transaction in between. */
const BACKUP_PAGES = 512

/**
 * The history in one file of SQLite's, for one thread that has nothing else to do: every call blocks until the disk has
 * answered. What it throws is SQLite's.
 */
export class SqliteHistory {
  readonly #file: string
  readonly #tables: HistoryTables
  readonly #reader: HistoryReader
  readonly #pages: PageReader

  /** Opens the file; see `openDatabase`. What was going on when Traylight last watched ended then. */
  constructor(file: string) {
    this.#file = file
    const database = openDatabase(file)
    try {
      this.#tables = new HistoryTables(database)
      const { aliveAt } = this.#tables.journal
      if (aliveAt !== null) this.#tables.spans.endAll(aliveAt)
    } catch (error) {
      database.close()
      throw error
    }
    this.#reader = new HistoryReader(this.#tables)
    this.#pages = new PageReader(this.#tables)
  }

  write({ series, observations, spans, aliveAt }: HistoryBatch): void {
    const tables = this.#tables
    let results: JournalResult[] = []
    tables.inTransaction(() => {
      for (const facts of series) tables.series.describe(facts)
      results = observations.flatMap(({ kind, id, at, status, value }) => {
        const entry = tables.series.find({ kind, id })
        if (entry === undefined) return []
        return [
          {
            series: entry.id,
            at: Math.min(LATEST_MS, Math.max(0, Math.round(at))),
            status: codeOfStatus(status),
            value: value ?? Number.NaN,
          },
        ]
      })
      for (const span of spans) tables.spans.start(span)
      tables.journal.append(results, aliveAt)
    })
    tables.journal.added(results, aliveAt)
  }

  maintain(now: number, retention: HistoryConfig): void {
    packClosedHours(this.#tables, now)
    retain(this.#tables, now, retention)
  }

  series(): SeriesInfo[] {
    return this.#reader.series()
  }

  chart(query: ChartQuery): SeriesHistory[] {
    return this.#reader.chart(query)
  }

  spans(query: SpanQuery): StatusSpan[] {
    return this.#tables.spans.find(query)
  }

  uptime(query: UptimeQuery): SeriesTimes[] {
    return this.#tables.spans.uptime(query)
  }

  summary(query: Parameters<HistoryStore['summary']>[0]): SeriesSummary[] {
    return this.#reader.summary(query)
  }

  latest(kinds: readonly SeriesKind[], perSeries: number, sinceMs: number): Observation[] {
    return this.#reader.latest(kinds, perSeries, sinceMs)
  }

  page(query: PageQuery): HistoryPage {
    return this.#pages.page(query)
  }

  info(): HistoryInfo {
    const tables = this.#tables
    const seen = this.series().filter(({ lastAt }) => lastAt > 0)
    const open = tables.journal.open.count
    return {
      ...{ store: 'sqlite', place: this.#file, bytes: this.#bytes(), problem: null },
      firstAt: seen.length === 0 ? null : Math.min(...seen.map(({ firstAt }) => firstAt)),
      lastAt: seen.length === 0 ? null : Math.max(...seen.map(({ lastAt }) => lastAt)),
      rows: {
        ...Object.fromEntries(tables.levels.map(table => [table.level.level, tables.rows(table)])),
        raw: open + tables.levels.slice(0, 1).reduce((sum, table) => sum + tables.rows(table), 0),
        spans: tables.spans.count,
      },
    }
  }

  /** Writes a whole copy; transactions go on meanwhile, and are in it. */
  async backup(file: string): Promise<void> {
    const partial = `${file}.partial`
    await rm(partial, { force: true })
    try {
      await writeFile(partial, '', { mode: 0o600 })
      await backup(this.#tables.database, partial, { rate: BACKUP_PAGES })
      await rename(partial, file)
    } finally {
      for (const rest of [partial, `${partial}-wal`, `${partial}-shm`]) await rm(rest, { force: true })
    }
  }

  /** Size without what is free within the file, which is used before it grows; in bytes. */
  get usedBytes(): number {
    return usedBytes(this.#tables)
  }

  close(): void {
    if (this.#tables.database.isOpen) this.#tables.database.close()
  }

  #bytes(): number {
    const files = [this.#file, `${this.#file}-wal`].filter(file => existsSync(file))
    return files.reduce((sum, file) => sum + statSync(file).size, 0)
  }
}
