import type pg from 'pg'
import type { Level } from '../history-store.ts'
import { quoted, TABLE_OF } from './tables.ts'

/** TimescaleDB, where the database has it: the schema of its functions. */
export interface Timescale {
  readonly schema: string
}

/** How much time one chunk of each level holds: about as much as fits into memory, and a part of what is kept. */
const CHUNK: Readonly<Record<Level, string>> = {
  raw: '6 hours',
  minute: '7 days',
  'ten-minutes': '30 days',
  hour: '90 days',
  day: '1 year',
}

/** Finds TimescaleDB 2.13 or later, whose functions these are; null where the tables are plain ones. */
export async function findTimescale(client: pg.PoolClient): Promise<Timescale | null> {
  const { rows } = await client.query<{ schema: string; version: string }>(
    `SELECT nspname AS schema, extversion AS version
    FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'timescaledb'`,
  )
  const [found] = rows
  if (found === undefined) return null
  const [major = 0, minor = 0] = found.version.split('.').map(Number)
  return major > 2 || (major === 2 && minor >= 13) ? { schema: found.schema } : null
}

/** Has TimescaleDB divide each table into chunks by time; those that are divided already stay as they are. */
export async function divideTables(
  client: pg.PoolClient,
  timescale: Timescale,
  schema: string,
): Promise<void> {
  for (const [level, table] of Object.entries(TABLE_OF)) {
    const chunk = Object.entries(CHUNK).find(([name]) => name === level)?.[1]
    const functions = client.escapeIdentifier(timescale.schema)
    await client.query(
      `SELECT ${functions}.create_hypertable($1::regclass, ${functions}.by_range('at', $2::interval),
        create_default_indexes => false, if_not_exists => true, migrate_data => true)`,
      [`${quoted(schema)}.${table}`, chunk],
    )
  }
}

/** Drops the chunks that lie before a moment as a whole. */
export async function dropChunks(
  client: pg.PoolClient,
  timescale: Timescale,
  table: string,
  before: number,
): Promise<void> {
  await client.query(
    `SELECT ${client.escapeIdentifier(timescale.schema)}.drop_chunks($1::regclass, to_timestamp($2::float8 / 1000))`,
    [table, before],
  )
}
