import type pg from 'pg'
import type { HistoryInfo } from '#shared/history.ts'
import type { HistoryUrl } from './history-url.ts'
import { msOf, quoted, TABLE_OF } from './tables.ts'
import type { Timescale } from './timescale.ts'

/** Above this many rows their number is the database's own estimate: counting would take too long. */
const MOST_COUNTED = 100_000

/** What is stored in all, of all sources; first and last are those of this one. */
export async function storeInfo(
  client: pg.PoolClient,
  { schema, postgres: { server, database }, source }: HistoryUrl,
  { sourceId, timescale }: { readonly sourceId: number; readonly timescale: Timescale | null },
): Promise<HistoryInfo> {
  const tables = quoted(schema)
  const sizeOf = timescale === null ? null : `${client.escapeIdentifier(timescale.schema)}.hypertable_size`
  const { rows: sizes } = await client.query<{ table: string; bytes: number; rows: number }>(
    `SELECT relname AS table, pg_total_relation_size(oid)::float8 AS bytes, reltuples::float8 AS rows
    FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind = 'r'`,
    [tables],
  )
  let bytes = sizes.reduce((sum, table) => sum + table.bytes, 0)
  const rows: Record<string, number> = {}
  for (const [level, table] of Object.entries(TABLE_OF)) {
    const name = `${tables}.${table}`
    const estimate = sizes.find(size => size.table === table)?.rows ?? 0
    rows[level] = estimate > MOST_COUNTED ? estimate : await numberOf(client, `SELECT count(*) FROM ${name}`)
    if (sizeOf !== null) bytes += await numberOf(client, `SELECT coalesce(${sizeOf}('${name}'), 0)`)
  }
  const { rows: ends } = await client.query<{ firstAt: number | null; lastAt: number | null }>(
    `SELECT ${msOf('min(first_at)')} AS "firstAt", ${msOf('max(greatest(last_at, latest.at))')} AS "lastAt"
    FROM ${tables}.series LEFT JOIN LATERAL (
      SELECT at FROM ${tables}.result WHERE series_id = series.id ORDER BY at DESC LIMIT 1
    ) AS latest ON true WHERE source_id = $1`,
    [sourceId],
  )
  return {
    ...{ store: 'postgres', place: `${server}/${database}, schema ${schema}, source ${source}`, bytes, rows },
    ...{ firstAt: ends[0]?.firstAt ?? null, lastAt: ends[0]?.lastAt ?? null, problem: null },
  }
}

async function numberOf(client: pg.PoolClient, text: string): Promise<number> {
  const { rows } = await client.query<{ number: string }>(`SELECT (${text})::float8 AS number`)
  return Number(rows[0]?.number ?? 0)
}
