import { randomUUID } from 'node:crypto'
import type { HistoryInfo } from '#shared/history.ts'
import type { HistoryConfig } from '#shared/history-config.ts'
import { type Clock, systemClock } from '../../clock.ts'
import type { HistoryBatch, HistoryStore } from '../history-store.ts'
import { HistoryDatabase, type Work } from './history-database.ts'
import { readHistoryUrl } from './history-url.ts'
import { PostgresKeeper } from './keeper.ts'
import { migrate } from './migrations.ts'
import { PostgresReader } from './reader.ts'
import { beginSource, endSource } from './source.ts'
import { storeInfo } from './store-info.ts'
import { divideTables, findTimescale, type Timescale } from './timescale.ts'
import { PostgresWriter } from './writer.ts'

/**
 * Opens the history in a PostgreSQL (14 or later), its tables made where there are none.
 *
 * @throws HistoryFailure where it cannot be reached or used, in words without its password
 */
export async function openPostgresHistory(
  address: string,
  clock: Clock = systemClock,
): Promise<HistoryStore> {
  const url = readHistoryUrl(address)
  const { default: driver } = await import('pg')
  const database = new HistoryDatabase(driver, url)
  const writer = randomUUID()
  const begin: Work<{ sourceId: number; timescale: Timescale | null }> = async client => {
    await migrate(client, url)
    const timescale = await findTimescale(client)
    if (timescale !== null) await divideTables(client, timescale, url.schema)
    return { sourceId: await beginSource(client, url, writer), timescale }
  }
  try {
    const { sourceId, timescale } = await database.open(begin)
    return new PostgresHistoryStore(database, { sourceId, writer, timescale }, clock)
  } catch (error) {
    await database.close()
    throw error
  }
}

interface Source {
  readonly sourceId: number
  readonly writer: string
  readonly timescale: Timescale | null
}

/** The history in PostgreSQL, where a team can read it too: one source of it, which is this Traylight's own. */
class PostgresHistoryStore implements HistoryStore {
  /** A database has its own means, such as pg_dump. */
  readonly backup = null
  readonly series: HistoryStore['series']
  readonly chart: HistoryStore['chart']
  readonly spans: HistoryStore['spans']
  readonly uptime: HistoryStore['uptime']
  readonly summary: HistoryStore['summary']
  readonly latest: HistoryStore['latest']
  readonly page: HistoryStore['page']
  readonly #database: HistoryDatabase
  readonly #source: Source
  readonly #writer: PostgresWriter
  readonly #keeper: PostgresKeeper
  #closing: Promise<void> | null = null

  constructor(database: HistoryDatabase, source: Source, clock: Clock) {
    this.#database = database
    this.#source = source
    this.#writer = new PostgresWriter(database, source.sourceId, source.writer)
    this.#keeper = new PostgresKeeper(database, source.sourceId, source.timescale, clock)
    const reader = new PostgresReader(database, source.sourceId)
    this.series = () => reader.series()
    this.chart = query => reader.chart(query)
    this.spans = query => reader.spans(query)
    this.uptime = query => reader.uptime(query)
    this.summary = query => reader.summary(query)
    this.latest = (kinds, perSeries, sinceMs) => reader.latest(kinds, perSeries, sinceMs)
    this.page = query => reader.page(query)
  }

  write(batch: HistoryBatch): Promise<void> {
    return this.#writer.write(batch)
  }

  maintain(now: number, retention: HistoryConfig): Promise<void> {
    return this.#keeper.maintain(now, retention)
  }

  info(): Promise<HistoryInfo> {
    return this.#database.read(client => storeInfo(client, this.#database.url, this.#source))
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  async #end(): Promise<void> {
    await endSource(this.#database, this.#source).catch(() => {})
    await this.#database.close()
  }
}
