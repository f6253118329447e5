import type pg from 'pg'
import type { HistoryDatabase } from './history-database.ts'
import type { HistoryUrl } from './history-url.ts'
import { quoted, ROLL_UP_LEVELS, TABLE_OF } from './tables.ts'

/**
 * Takes the source over, or makes it: from now on this writer writes it. Spans that are open ended when it was last heard
 * of, and series that nothing is left of are forgotten.
 */
export async function beginSource(
  client: pg.PoolClient,
  { schema, source }: HistoryUrl,
  writer: string,
): Promise<number> {
  const tables = quoted(schema)
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO ${tables}.source AS kept (name, writer, heard_at) VALUES ($1, $2, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET writer = excluded.writer, heard_at = excluded.heard_at RETURNING id`,
    [source, writer],
  )
  const id = rows[0]?.id ?? 0
  const ofSource = `series_id IN (SELECT id FROM ${tables}.series WHERE source_id = $1)`
  const lastHeard = `(SELECT coalesce(alive_at, '-infinity') FROM ${tables}.source WHERE id = $1)`
  await client.query(
    `DELETE FROM ${tables}.status_span WHERE to_at = 'infinity' AND from_at >= ${lastHeard} AND ${ofSource}`,
    [id],
  )
  await client.query(
    `UPDATE ${tables}.status_span SET to_at = ${lastHeard} WHERE to_at = 'infinity' AND ${ofSource}`,
    [id],
  )
  const nothingIn = (table: string) =>
    `NOT EXISTS (SELECT FROM ${tables}.${table} AS part WHERE part.series_id = series.id)`
  const parts = ['status_span', TABLE_OF.raw, ...ROLL_UP_LEVELS.map(level => TABLE_OF[level])]
  await client.query(
    `DELETE FROM ${tables}.series WHERE source_id = $1 AND ${parts.map(nothingIn).join(' AND ')}`,
    [id],
  )
  return id
}

/** Leaves the source to whoever comes next. */
export async function endSource(
  database: HistoryDatabase,
  { sourceId, writer }: { readonly sourceId: number; readonly writer: string },
): Promise<void> {
  await database.write(client =>
    client.query(
      `UPDATE ${quoted(database.url.schema)}.source SET writer = NULL WHERE id = $1 AND writer = $2`,
      [sourceId, writer],
    ),
  )
}
