import type pg from 'pg'
import type { SeriesHistory, SeriesInfo, SeriesKind, SeriesRef, StatusSpan } from '#shared/history.ts'
import type {
  ChartQuery,
  HistoryPage,
  HistoryStore,
  Observation,
  PageQuery,
  SeriesSummary,
  SeriesTimes,
  SpanQuery,
  UptimeQuery,
} from '../history-store.ts'
import { RollUpSum } from '../roll-up.ts'
import { seriesKey } from '../series-key.ts'
import type { HistoryDatabase } from './history-database.ts'
import { readPage } from './page.ts'
import { coverages, type Progress, readProgress } from './progress.ts'
import { planChart, planSum, type Segment } from './read-plan.ts'
import { readSums, type SumsBySeries } from './roll-up-rows.ts'
import { boundMs, momentOf, msOf, quoted, storable } from './tables.ts'
import { hashOf } from './writer.ts'

/** A series of the source, as it is stored. */
export interface StoredSeries extends SeriesInfo {
  readonly seriesId: number
  readonly minutesSince: number | null
}

/** Answers what is asked of one source. Each answer is of one state of the database. */
export class PostgresReader {
  readonly #database: HistoryDatabase
  readonly #sourceId: number
  readonly #schema: string

  constructor(database: HistoryDatabase, sourceId: number) {
    this.#database = database
    this.#sourceId = sourceId
    this.#schema = quoted(database.url.schema)
  }

  async series(): Promise<readonly SeriesInfo[]> {
    const found = await this.#database.read(client => this.#find(client, null, null))
    return found.map(toInfo)
  }

  chart({ series, fromMs, toMs, points }: ChartQuery): Promise<readonly SeriesHistory[]> {
    return this.#database.read(async client => {
      const found = await this.#find(client, series, null)
      const progress = await this.#progress(client)
      const range = { fromMs: boundMs(fromMs), toMs: boundMs(toMs), points }
      const plans = found.map(one => ({
        one,
        plan: planChart(range, one.firstAt, coverages(progress, one.minutesSince)),
      }))
      // Those that are read alike are read at once.
      const sums = new Map<number, SumsBySeries>()
      for (const alike of Map.groupBy(plans, ({ plan }) => JSON.stringify(plan)).values()) {
        const [first] = alike
        if (first === undefined) continue
        const read = await this.#sums(
          client,
          alike.map(({ one }) => one.seriesId),
          first.plan.stepMs,
          first.plan.segments,
        )
        for (const { one } of alike) sums.set(one.seriesId, read)
      }
      return plans.map(({ one, plan }) => {
        const steps = sums.get(one.seriesId)?.get(one.seriesId) ?? new Map<number, RollUpSum>()
        const inOrder = [...steps].sort(([a], [b]) => a - b)
        return {
          ...toInfo(one),
          stepMs: plan.stepMs,
          points: inOrder.map(([at, sum]) => ({ at, ...sum.toRollUp() })),
        }
      })
    })
  }

  spans({ series, kinds, fromMs, toMs, limit }: SpanQuery): Promise<readonly StatusSpan[]> {
    return this.#database.read(async client => {
      const found = await this.#find(client, series, kinds)
      const { rows } = await client.query<StatusSpan>(
        `SELECT kind, key AS id, ${msOf('from_at')} AS "fromMs",
          CASE WHEN to_at <> 'infinity' THEN ${msOf('to_at')} END AS "toMs",
          span.status::text, span.excuse::text, message
        FROM ${this.#schema}.status_span AS span JOIN ${this.#schema}.series ON series.id = series_id
        WHERE series_id = ANY($1) AND from_at < ${momentOf('$2')} AND to_at > ${momentOf('$3')}
        ORDER BY from_at, series_id LIMIT $4`,
        [found.map(({ seriesId }) => seriesId), boundMs(toMs), boundMs(fromMs), limit],
      )
      return rows
    })
  }

  uptime({ series, kinds, windows }: UptimeQuery): Promise<readonly SeriesTimes[]> {
    return this.#database.read(async client => {
      const found = await this.#find(client, series, kinds)
      const ids = found.map(({ seriesId }) => seriesId)
      const { rows: firsts } = await client.query<{ id: number; at: number }>(
        `SELECT id, ${msOf('first.from_at')} AS at FROM unnest($1::int[]) AS series (id) CROSS JOIN LATERAL (
          SELECT from_at FROM ${this.#schema}.status_span WHERE series_id = id ORDER BY from_at LIMIT 1
        ) AS first`,
        [ids],
      )
      const of = (condition: string) => `coalesce(sum(ms) FILTER (WHERE ${condition}), 0)::float8`
      const { rows } = await client.query<WindowRow>(
        `SELECT series_id AS id, place::int - 1 AS place,
          ${of("excuse IS NULL AND status = 'healthy'")} AS "healthyMs",
          ${of("excuse IS NULL AND status = 'degraded'")} AS "degradedMs",
          ${of("excuse IS NULL AND status = 'unhealthy'")} AS "unhealthyMs",
          ${of("excuse IS NULL AND status = 'unknown'")} AS "unknownMs",
          ${of('excuse IS NOT NULL')} AS "excusedMs"
        FROM ${this.#schema}.status_span
        JOIN unnest($2::float8[], $3::float8[]) WITH ORDINALITY AS given (f, t, place)
          ON from_at < ${momentOf('t')} AND to_at > ${momentOf('f')}
        CROSS JOIN LATERAL (
          SELECT extract(epoch FROM least(to_at, ${momentOf('t')}) - greatest(from_at, ${momentOf('f')})) * 1000 AS ms
        ) AS lasted
        WHERE series_id = ANY($1) GROUP BY 1, 2`,
        [ids, windows.map(({ fromMs }) => boundMs(fromMs)), windows.map(({ toMs }) => boundMs(toMs))],
      )
      const first = new Map(firsts.map(({ id, at }) => [id, at]))
      const times = new Map(rows.map(({ id, place, ...row }) => [`${id}:${place}`, row]))
      return found.map(({ kind, id, seriesId }) => ({
        ...{ kind, id },
        windows: windows.map(({ fromMs, toMs }, place) => {
          const row = times.get(`${seriesId}:${place}`) ?? NO_TIMES
          const covered = Object.values(row).reduce((sum, ms) => sum + ms, 0)
          const since = Math.max(first.get(seriesId) ?? Number.POSITIVE_INFINITY, fromMs)
          return { ...row, unwatchedMs: Math.max(0, toMs - since - covered) }
        }),
      }))
    })
  }

  summary(query: Parameters<HistoryStore['summary']>[0]): Promise<readonly SeriesSummary[]> {
    return this.#database.read(async client => {
      const found = await this.#find(client, query.series, query.kinds)
      const progress = await this.#progress(client)
      const segments = planSum(boundMs(query.fromMs), boundMs(query.toMs), coverages(progress, null))
      const sums = await this.#sums(
        client,
        found.map(({ seriesId }) => seriesId),
        null,
        segments,
      )
      return found.map(({ kind, id, seriesId }) => ({
        ...{ kind, id },
        ...(sums.get(seriesId)?.get(0) ?? new RollUpSum()).toRollUp(),
      }))
    })
  }

  latest(kinds: readonly SeriesKind[], perSeries: number, sinceMs: number): Promise<readonly Observation[]> {
    return this.#database.read(async client => {
      const { rows } = await client.query<Observation>(
        `SELECT kind, key AS id, ${msOf('at')} AS at, status::text, value FROM ${this.#schema}.series
        CROSS JOIN LATERAL (
          SELECT at, result.id AS place, status, value FROM ${this.#schema}.result
          WHERE series_id = series.id AND at >= ${momentOf('$3')} ORDER BY at DESC, result.id DESC LIMIT $4
        ) AS latest
        WHERE source_id = $1 AND kind = ANY($2) ORDER BY series.id, at, place`,
        [this.#sourceId, kinds, boundMs(sinceMs), perSeries],
      )
      return rows
    })
  }

  page(query: PageQuery): Promise<HistoryPage> {
    return this.#database.read(async client => {
      const found = await this.#find(client, query.series, null)
      const progress = await this.#progress(client)
      return readPage(client, this.#database.url.schema, { ...query, found, progress })
    })
  }

  #sums(
    client: pg.PoolClient,
    seriesIds: readonly number[],
    stepMs: number | null,
    segments: readonly Segment[],
  ): Promise<SumsBySeries> {
    return readSums(client, { schema: this.#database.url.schema, seriesIds, stepMs, segments })
  }

  async #progress(client: pg.PoolClient): Promise<Progress> {
    const { rows } = await client.query<{ progress: unknown }>(
      `SELECT progress FROM ${this.#schema}.source WHERE id = $1`,
      [this.#sourceId],
    )
    return readProgress(rows[0]?.progress)
  }

  /** These series in the order asked for, or all of them; of these kinds, where they matter. */
  async #find(
    client: pg.PoolClient,
    refs: readonly SeriesRef[] | null,
    kinds: readonly SeriesKind[] | null,
  ): Promise<readonly StoredSeries[]> {
    const { rows } = await client.query<StoredSeries>(
      `SELECT series.id AS "seriesId", kind, key AS id, name, category, unit, interval_ms AS "intervalMs",
        coalesce(${msOf('first_at')}, 0) AS "firstAt", minutes_since AS "minutesSince",
        coalesce(${msOf('greatest(last_at, latest.at)')}, 0) AS "lastAt"
      FROM ${this.#schema}.series
      LEFT JOIN LATERAL (
        SELECT at FROM ${this.#schema}.result WHERE series_id = series.id ORDER BY at DESC LIMIT 1
      ) AS latest ON true
      WHERE source_id = $1 AND ($2::text[] IS NULL OR kind = ANY($2))
        AND ($3::text[] IS NULL OR (kind, key_hash) IN (SELECT * FROM unnest($3::text[], $4::bytea[])))
      ORDER BY series.id`,
      [
        ...[this.#sourceId, kinds, refs?.map(({ kind }) => kind) ?? null],
        refs?.map(({ id }) => hashOf(id)) ?? null,
      ],
    )
    if (refs === null) return rows
    const found = new Map(rows.map(row => [seriesKey(row), row]))
    return refs.flatMap(({ kind, id }) => {
      const row = found.get(seriesKey({ kind, id: storable(id) }))
      return row === undefined ? [] : [{ ...row, id }]
    })
  }
}

const NO_TIMES = { healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unknownMs: 0, excusedMs: 0 }

type WindowRow = typeof NO_TIMES & { readonly id: number; readonly place: number }

const toInfo = ({ seriesId: _, minutesSince: __, ...info }: StoredSeries): SeriesInfo => info
