import { createHash, randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { SeriesKind, SeriesRef } from '#shared/history.ts'
import { type HistoryBatch, HistoryFailure, type Observation, type SeriesFacts } from '../history-store.ts'
import { LEVEL_MS } from '../level-ms.ts'
import { RollUpSum } from '../roll-up.ts'
import { seriesKey } from '../series-key.ts'
import type { HistoryDatabase } from './history-database.ts'
import { afterSetBack, type Progress, readProgress } from './progress.ts'
import { type RollUpEntry, readRollUps, writeRollUps } from './roll-up-rows.ts'
import { writeSpans } from './span-writer.ts'
import { momentOf, msOf, quoted, ROLL_UP_LEVELS, storable } from './tables.ts'

/** What the writer has to know of a series. */
interface KnownSeries {
  readonly id: number
  readonly firstAt: number | null
  readonly minutesSince: number | null
}

/** Another Traylight that was silent for this long has gone, and its name is free. */
const GONE = "interval '60 seconds'"
/** Results of one statement. */
const MOST_AT_ONCE = 10_000

/** Writes batches of one source, each once and in one transaction. */
export class PostgresWriter {
  readonly #database: HistoryDatabase
  readonly #sourceId: number
  readonly #writer: string
  readonly #schema: string
  /** By kind and id; null where it has to be read anew. */
  #known: Map<string, KnownSeries> | null = null
  /** Of this batch it is not known whether it was written: the connection broke at the last word. */
  #uncertain: { readonly id: string; readonly batch: HistoryBatch } | null = null

  constructor(database: HistoryDatabase, sourceId: number, writer: string) {
    this.#database = database
    this.#sourceId = sourceId
    this.#writer = writer
    this.#schema = quoted(database.url.schema)
  }

  async write(batch: HistoryBatch): Promise<void> {
    const id = randomUUID()
    let isAtCommit = false
    try {
      await this.#database.write(
        client => this.#write(client, batch, id),
        () => {
          isAtCommit = true
        },
      )
      this.#uncertain = null
    } catch (error) {
      this.#known = null
      if (isAtCommit) this.#uncertain = { id, batch }
      throw error
    }
  }

  async #write(client: pg.PoolClient, given: HistoryBatch, id: string): Promise<void> {
    const batch = await this.#notYetWritten(client, given)
    const progress = await this.#begin(client, batch, id)
    this.#known ??= await this.#readKnown(client)
    const known = this.#known
    await this.#describe(client, known, batch.series, progress)
    const results = batch.observations.flatMap(result => {
      const series = known.get(storedKey(result))
      return series === undefined ? [] : [{ ...result, series }]
    })
    await this.#insert(
      client,
      results.filter(({ at }) => at >= progress.from.raw),
    )
    await this.#addLate(client, results, progress)
    await this.#noteFirst(client, known, results)
    const starts = batch.spans.flatMap(start => {
      const series = known.get(storedKey(start))
      return series === undefined ? [] : [{ ...start, seriesId: series.id }]
    })
    await writeSpans(client, this.#schema, starts)
  }

  /** Without what stands in the batch whose fate was not known, where that was written after all. */
  async #notYetWritten(client: pg.PoolClient, batch: HistoryBatch): Promise<HistoryBatch> {
    if (this.#uncertain === null) return batch
    const { id, batch: before } = this.#uncertain
    const { rows } = await client.query<{ last_batch: string | null }>(
      `SELECT last_batch FROM ${this.#schema}.source WHERE id = $1`,
      [this.#sourceId],
    )
    if (rows[0]?.last_batch !== id) return batch
    const written = new Set<unknown>([...before.series, ...before.observations, ...before.spans])
    const isNew = (part: unknown) => !written.has(part)
    return {
      series: batch.series.filter(isNew),
      observations: batch.observations.filter(isNew),
      spans: batch.spans.filter(isNew),
      aliveAt: batch.aliveAt,
    }
  }

  /** Takes the source for this transaction, so that nothing is rolled up meanwhile. */
  async #begin(client: pg.PoolClient, { aliveAt }: HistoryBatch, id: string): Promise<Progress> {
    const { source, postgres } = this.#database.url
    const { rows } = await client.query<{ progress: unknown }>(
      `UPDATE ${this.#schema}.source
      SET alive_at = ${momentOf('$2')}, heard_at = clock_timestamp(), writer = $3, last_batch = $4
      WHERE id = $1 AND (writer = $3 OR writer IS NULL OR heard_at < clock_timestamp() - ${GONE})
      RETURNING progress`,
      [this.#sourceId, aliveAt, this.#writer, id],
    )
    const row = rows[0]
    if (row === undefined) {
      throw new HistoryFailure(
        `The history is not written: another Traylight writes as "${source}" to PostgreSQL at ${postgres.server}. Give each a name of its own in history.url, such as ?source=office.`,
      )
    }
    const progress = readProgress(row.progress)
    const next = afterSetBack(progress, aliveAt)
    if (next !== progress) {
      await client.query(`UPDATE ${this.#schema}.source SET progress = $2 WHERE id = $1`, [
        this.#sourceId,
        JSON.stringify(next),
      ])
    }
    return next
  }

  async #readKnown(client: pg.PoolClient): Promise<Map<string, KnownSeries>> {
    const { rows } = await client.query<SeriesRow>(
      `SELECT ${SERIES_COLUMNS} FROM ${this.#schema}.series WHERE source_id = $1`,
      [this.#sourceId],
    )
    return new Map(rows.map(toKnown))
  }

  async #describe(
    client: pg.PoolClient,
    known: Map<string, KnownSeries>,
    described: readonly SeriesFacts[],
    { until }: Progress,
  ): Promise<void> {
    if (described.length === 0) return
    const series = [...new Map(described.map(facts => [storedKey(facts), facts])).values()]
    // Minutes are rolled up from where the roll-up stands now, where they were not before.
    const { rows } = await client.query<SeriesRow>(
      `INSERT INTO ${this.#schema}.series AS kept
        (source_id, kind, key, key_hash, name, category, unit, interval_ms, minutes_since)
      SELECT $1, k, i, h, n, c, u, ms, CASE WHEN ms < ${LEVEL_MS.minute} THEN $2::float8 END
      FROM unnest($3::text[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::text[], $9::float8[])
        AS new (k, i, h, n, c, u, ms)
      ON CONFLICT (source_id, kind, key_hash) DO UPDATE SET
        name = excluded.name, category = excluded.category, unit = excluded.unit, interval_ms = excluded.interval_ms,
        minutes_since = CASE WHEN excluded.minutes_since IS NOT NULL
          THEN coalesce(kept.minutes_since, excluded.minutes_since) END
      RETURNING ${SERIES_COLUMNS}`,
      [
        ...[this.#sourceId, until.minute],
        ...[
          series.map(({ kind }) => kind),
          series.map(({ id }) => storable(id)),
          series.map(({ id }) => hashOf(id)),
        ],
        ...[series.map(({ name }) => storable(name)), series.map(({ category }) => storable(category))],
        ...[series.map(({ unit }) => storable(unit)), series.map(({ intervalMs }) => intervalMs)],
      ],
    )
    for (const row of rows) known.set(...toKnown(row))
  }

  async #insert(client: pg.PoolClient, results: readonly Found[]): Promise<void> {
    for (let start = 0; start < results.length; start += MOST_AT_ONCE) {
      const part = results.slice(start, start + MOST_AT_ONCE)
      await client.query(
        `INSERT INTO ${this.#schema}.result (series_id, at, status, value)
        SELECT id, ${momentOf('ms')}, s::${this.#schema}.status, v
        FROM unnest($1::int[], $2::float8[], $3::text[], $4::float8[]) WITH ORDINALITY AS new (id, ms, s, v, place)
        ORDER BY place`,
        [
          ...[part.map(({ series }) => series.id), part.map(({ at }) => at)],
          ...[part.map(({ status }) => status), part.map(({ value }) => value)],
        ],
      )
    }
  }

  /** What comes late is added to the roll-ups of its time where those are made already. */
  async #addLate(client: pg.PoolClient, results: readonly Found[], { until, from }: Progress): Promise<void> {
    for (const level of ROLL_UP_LEVELS) {
      const size = LEVEL_MS[level]
      const late = new Map<string, RollUpEntry>()
      for (const { at, status, value, series } of results) {
        if (at >= until[level]) continue
        const begin = Math.floor(at / size) * size
        const isKept = begin >= from[level]
        const isRolledUp =
          level !== 'minute' || (series.minutesSince !== null && begin >= series.minutesSince)
        if (!isKept || !isRolledUp) continue
        const key = `${series.id}:${begin}`
        const entry = late.get(key) ?? { seriesId: series.id, at: begin, sum: new RollUpSum() }
        late.set(key, entry)
        entry.sum.add(status, value)
      }
      if (late.size === 0) continue
      const { schema } = this.#database.url
      for (const { seriesId, at, sum } of await readRollUps(client, schema, level, [...late.values()])) {
        late.get(`${seriesId}:${at}`)?.sum.merge(sum)
      }
      await writeRollUps(client, schema, level, [...late.values()])
    }
  }

  /** `first_at` goes back where a result is the first; `last_at` follows when it is rolled up, or here where that is done. */
  async #noteFirst(
    client: pg.PoolClient,
    known: Map<string, KnownSeries>,
    results: readonly Found[],
  ): Promise<void> {
    const [first, last] = [new Map<string, number>(), new Map<string, number>()]
    for (const result of results) {
      const key = storedKey(result)
      first.set(key, Math.min(first.get(key) ?? Number.POSITIVE_INFINITY, result.at))
      last.set(key, Math.max(last.get(key) ?? Number.NEGATIVE_INFINITY, result.at))
    }
    const changed = [...first].flatMap(([key, at]) => {
      const series = known.get(key)
      if (series === undefined || (series.firstAt !== null && series.firstAt <= at)) return []
      return [{ key, series, firstAt: at, lastAt: last.get(key) ?? at }]
    })
    if (changed.length === 0) return
    await client.query(
      `UPDATE ${this.#schema}.series
      SET first_at = ${momentOf('f')}, last_at = greatest(last_at, ${momentOf('l')})
      FROM unnest($1::int[], $2::float8[], $3::float8[]) AS new (series_id, f, l) WHERE id = series_id`,
      [
        changed.map(({ series }) => series.id),
        changed.map(({ firstAt }) => firstAt),
        changed.map(({ lastAt }) => lastAt),
      ],
    )
    for (const { key, series, firstAt } of changed) known.set(key, { ...series, firstAt })
  }
}

type Found = Observation & { readonly series: KnownSeries }

interface SeriesRow {
  readonly id: number
  readonly kind: SeriesKind
  readonly key: string
  readonly firstAt: number | null
  readonly minutesSince: number | null
}
const SERIES_COLUMNS = `id, kind, key, ${msOf('first_at')} AS "firstAt", minutes_since AS "minutesSince"`

const toKnown = ({ id, kind, key, firstAt, minutesSince }: SeriesRow): [string, KnownSeries] => [
  seriesKey({ kind, id: key }),
  { id, firstAt, minutesSince },
]

const storedKey = ({ kind, id }: SeriesRef): string => seriesKey({ kind, id: storable(id) })

/** Ids may be longer than what an index of PostgreSQL holds. */
export const hashOf = (id: string): Buffer => createHash('sha256').update(storable(id)).digest()
