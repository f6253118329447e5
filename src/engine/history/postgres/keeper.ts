import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import type { HistoryConfig } from '#shared/history-config.ts'
import { historySchema } from '#shared/history-config.ts'
import type { Clock } from '../../clock.ts'
import type { Level } from '../history-store.ts'
import { LEVEL_MS } from '../level-ms.ts'
import type { HistoryDatabase } from './history-database.ts'
import { afterRetention, type Progress, readProgress } from './progress.ts'
import { readSums, writeRollUps } from './roll-up-rows.ts'
import { boundMs, momentOf, msOf, quoted, ROLL_UP_LEVELS, type RollUpLevel, TABLE_OF } from './tables.ts'
import { dropChunks, type Timescale } from './timescale.ts'

/** What came this lately may not all be here yet; added later it costs more. In ms. */
const GRACE_MS = 5000
/** Roll-ups of one transaction: about as many results, and no more time than this of each level. */
const PIECE_RESULTS = 50_000
const PIECE_MS: Readonly<Record<RollUpLevel, number>> = {
  minute: LEVEL_MS.day,
  'ten-minutes': LEVEL_MS.day,
  hour: 7 * LEVEL_MS.day,
  day: 30 * LEVEL_MS.day,
}
/** What a level is added up from. */
const FINER = {
  minute: 'raw',
  'ten-minutes': 'raw',
  hour: 'ten-minutes',
  day: 'hour',
} as const
/** Rows that one statement drops. */
const DROP_ROWS = 20_000
/** One call works about this long and leaves the rest for the next, in ms. */
const WORK_MS = 15_000
/** The history of another Traylight that was silent for this long is kept in order by whoever is there. */
const ABANDONED = "interval '1 hour'"

/** How far a source is after a piece of work, and whether there is more of it. */
interface Done {
  readonly progress: Progress
  readonly isMore: boolean
}

/** Up to when a level can be rolled up: what it is added up from is there. */
function targetOf({ until }: Progress, level: RollUpLevel, now: number): number {
  const finer = FINER[level]
  const known = finer === 'raw' ? now - GRACE_MS : until[finer]
  return Math.floor(known / LEVEL_MS[level]) * LEVEL_MS[level]
}

/** Rolls up and drops, each source by one instance at a time. */
export class PostgresKeeper {
  readonly #database: HistoryDatabase
  readonly #sourceId: number
  readonly #timescale: Timescale | null
  readonly #clock: Clock
  readonly #schema: string
  /** Up to when rows were dropped, by source and level; nothing before needs looking at again. */
  readonly #dropped = new Map<string, number>()

  constructor(database: HistoryDatabase, sourceId: number, timescale: Timescale | null, clock: Clock) {
    this.#clock = clock
    this.#database = database
    this.#sourceId = sourceId
    this.#timescale = timescale
    this.#schema = quoted(database.url.schema)
  }

  async maintain(now: number, retention: HistoryConfig): Promise<void> {
    const deadline = this.#clock.monotonic() + WORK_MS
    const isLate = () => this.#clock.monotonic() >= deadline
    const sources = await this.#database.write(client => this.#sources(client, retention))
    for (const source of sources) {
      let { progress } = source
      const again = async (work: (client: pg.PoolClient) => Promise<Done>) => {
        let isMore = true
        while (isMore && !isLate()) {
          const done = await this.#alone(source.id, work)
          if (done === null) return
          ;({ isMore, progress } = done)
        }
      }
      for (const level of ROLL_UP_LEVELS) {
        if (targetOf(progress, level, now) <= progress.until[level]) continue
        await again(client => this.#rollUp(client, source.id, level, now))
      }
      const { retention: own } = source
      if (own !== null && isDeepStrictEqual(afterRetention(progress, now, own), progress) === false) {
        await again(client => this.#forget(client, source.id, now, own))
      }
      for (const level of [...ROLL_UP_LEVELS, 'raw'] as const) {
        if (progress.from[level] <= (this.#dropped.get(`${source.id}:${level}`) ?? 0)) continue
        await again(client => this.#drop(client, source.id, level))
      }
    }
  }

  /** Ours, and those that nobody writes any more, with the retention that they were last told. */
  async #sources(client: pg.PoolClient, retention: HistoryConfig) {
    const { rawHours, minuteDays, tenMinuteDays, hourDays } = retention
    const own = JSON.stringify({ rawHours, minuteDays, tenMinuteDays, hourDays })
    await client.query(
      `UPDATE ${this.#schema}.source SET retention = $2 WHERE id = $1 AND retention IS DISTINCT FROM $2::jsonb`,
      [this.#sourceId, own],
    )
    const { rows } = await client.query<{ id: number; retention: unknown; progress: unknown }>(
      `SELECT id, retention, progress FROM ${this.#schema}.source
      WHERE id = $1 OR heard_at < clock_timestamp() - ${ABANDONED} ORDER BY id = $1 DESC, id`,
      [this.#sourceId],
    )
    return rows.map(({ id, retention: told, progress }) => ({
      id,
      progress: readProgress(progress),
      retention: id === this.#sourceId ? retention : (historySchema.safeParse(told).data ?? null),
    }))
  }

  /** Does a piece of work on a source; null where another instance is at it. */
  #alone(sourceId: number, work: (client: pg.PoolClient) => Promise<Done>): Promise<Done | null> {
    return this.#database.write(async client => {
      const { rows } = await client.query<{ mine: boolean }>(
        'SELECT pg_try_advisory_xact_lock(hashtext($1), $2) AS mine',
        [`traylight ${this.#database.url.schema}`, sourceId],
      )
      return rows[0]?.mine === true ? await work(client) : null
    })
  }

  /** How far a source is; nothing is written to it until the end of the transaction. */
  async #progress(client: pg.PoolClient, sourceId: number): Promise<Progress> {
    const { rows } = await client.query<{ progress: unknown }>(
      `SELECT progress FROM ${this.#schema}.source WHERE id = $1 FOR UPDATE`,
      [sourceId],
    )
    return readProgress(rows[0]?.progress)
  }

  async #note(client: pg.PoolClient, sourceId: number, progress: Progress): Promise<void> {
    await client.query(`UPDATE ${this.#schema}.source SET progress = $2 WHERE id = $1`, [
      sourceId,
      JSON.stringify(progress),
    ])
  }

  async #rollUp(client: pg.PoolClient, sourceId: number, level: RollUpLevel, now: number): Promise<Done> {
    const progress = await this.#progress(client, sourceId)
    const size = LEVEL_MS[level]
    const finer = FINER[level]
    const target = targetOf(progress, level, now)
    const before = progress.until[level]
    if (target <= before) return { progress, isMore: false }
    const untilIs = async (until: number): Promise<Done> => {
      const next = { ...progress, until: { ...progress.until, [level]: until } }
      await this.#note(client, sourceId, next)
      return { progress: next, isMore: until < target }
    }

    const { rows } = await client.query<{ id: number; intervalMs: number; minutesSince: number | null }>(
      `SELECT id, interval_ms AS "intervalMs", minutes_since AS "minutesSince"
      FROM ${this.#schema}.series WHERE source_id = $1`,
      [sourceId],
    )
    const series = rows.filter(({ minutesSince }) => level !== 'minute' || minutesSince !== null)
    const seriesIds = series.map(({ id }) => id)
    const next = await this.#next(client, seriesIds, finer, before, target)
    if (next === null) return untilIs(target)
    const from = Math.floor(next / size) * size
    const perMs = series.reduce((sum, { intervalMs }) => sum + 1 / Math.max(1000, intervalMs), 0)
    const length = finer === 'raw' ? Math.min(PIECE_MS[level], PIECE_RESULTS / perMs) : PIECE_MS[level]
    const to = Math.min(target, from + Math.max(size, Math.floor(length / size) * size))
    const segments = [{ level: finer, from, to }]
    const sums = await readSums(client, {
      schema: this.#database.url.schema,
      seriesIds,
      stepMs: size,
      segments,
    })
    const since = new Map(series.map(({ id, minutesSince }) => [id, minutesSince ?? 0]))
    const entries = [...sums].flatMap(([seriesId, steps]) =>
      [...steps]
        .filter(([at]) => level !== 'minute' || at >= (since.get(seriesId) ?? 0))
        .map(([at, sum]) => ({ seriesId, at, sum })),
    )
    await writeRollUps(client, this.#database.url.schema, level, entries)
    if (level === 'ten-minutes') await this.#noteLast(client, seriesIds, from, to)
    return untilIs(to)
  }

  /** When the next row of a level is, that is to be rolled up; null where there is none. */
  async #next(
    client: pg.PoolClient,
    seriesIds: readonly number[],
    level: Level,
    from: number,
    to: number,
  ): Promise<number | null> {
    const { rows } = await client.query<{ next: number | null }>(
      `SELECT ${msOf('min(first.at)')} AS next FROM unnest($1::int[]) AS series (id) CROSS JOIN LATERAL (
        SELECT at FROM ${this.#schema}.${TABLE_OF[level]}
        WHERE series_id = series.id AND at >= ${momentOf('$2')} AND at < ${momentOf('$3')} ORDER BY at LIMIT 1
      ) AS first`,
      [seriesIds, boundMs(from), boundMs(to)],
    )
    return rows[0]?.next ?? null
  }

  async #noteLast(
    client: pg.PoolClient,
    seriesIds: readonly number[],
    from: number,
    to: number,
  ): Promise<void> {
    await client.query(
      `UPDATE ${this.#schema}.series SET last_at = greatest(last_at, latest.at)
      FROM (
        SELECT series_id, max(at) AS at FROM ${this.#schema}.result
        WHERE series_id = ANY($1) AND at >= ${momentOf('$2')} AND at < ${momentOf('$3')} GROUP BY series_id
      ) AS latest
      WHERE id = latest.series_id`,
      [seriesIds, boundMs(from), boundMs(to)],
    )
  }

  /** Notes what retention no longer keeps, so that nothing reads it any more; and drops old spans. */
  async #forget(
    client: pg.PoolClient,
    sourceId: number,
    now: number,
    retention: HistoryConfig,
  ): Promise<Done> {
    const progress = afterRetention(await this.#progress(client, sourceId), now, retention)
    await this.#note(client, sourceId, progress)
    await client.query(
      `DELETE FROM ${this.#schema}.status_span USING ${this.#schema}.series
      WHERE series.id = series_id AND source_id = $1 AND to_at <= ${momentOf('$2')}`,
      [sourceId, boundMs(now - retention.hourDays * LEVEL_MS.day)],
    )
    return { progress, isMore: false }
  }

  /** Drops some of the rows that are no longer kept; whether there may be more. */
  async #drop(client: pg.PoolClient, sourceId: number, level: Level): Promise<Done> {
    const progress = await this.#progress(client, sourceId)
    const before = progress.from[level]
    const table = `${this.#schema}.${TABLE_OF[level]}`
    const { rows } = await client.query<{ id: number }>(
      `SELECT id FROM ${this.#schema}.series WHERE source_id = $1`,
      [sourceId],
    )
    const parameters = [rows.map(({ id }) => id), boundMs(before)]
    if (this.#timescale !== null) {
      // Most has gone with its chunks; places of rows are not unique among chunks.
      await this.#dropChunks(client, this.#timescale, level)
      await client.query(
        `DELETE FROM ${table} WHERE series_id = ANY($1::int[]) AND at < ${momentOf('$2')}`,
        parameters,
      )
      this.#dropped.set(`${sourceId}:${level}`, before)
      return { progress, isMore: false }
    }
    // Series by series along the index, whatever the planner knows of the table.
    const { rowCount } = await client.query(
      `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
        SELECT old.place FROM unnest($1::int[]) AS series (id) CROSS JOIN LATERAL (
          SELECT ctid AS place FROM ${table} WHERE series_id = series.id AND at < ${momentOf('$2')}
          ORDER BY at LIMIT ${DROP_ROWS}
        ) AS old LIMIT ${DROP_ROWS}))`,
      parameters,
    )
    const isMore = (rowCount ?? 0) >= DROP_ROWS
    if (!isMore) this.#dropped.set(`${sourceId}:${level}`, before)
    return { progress, isMore }
  }

  /** Chunks hold rows of all sources: they go when no source keeps them. */
  async #dropChunks(client: pg.PoolClient, timescale: Timescale, level: Level): Promise<void> {
    const { rows } = await client.query<{ progress: unknown }>(`SELECT progress FROM ${this.#schema}.source`)
    const before = Math.min(...rows.map(({ progress }) => readProgress(progress).from[level]))
    if (before > 0) await dropChunks(client, timescale, `${this.#schema}.${TABLE_OF[level]}`, before)
  }
}
