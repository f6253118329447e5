import type pg from 'pg'
import { HistoryFailure } from '../history-store.ts'
import type { HistoryUrl } from './history-url.ts'
import { quoted, ROLL_UP_LEVELS, TABLE_OF } from './tables.ts'

const rollUpTable = (table: string): string => `
  CREATE TABLE ${table} (
    series_id integer NOT NULL,
    at timestamptz NOT NULL,
    count integer NOT NULL,
    failures integer NOT NULL,
    valued integer NOT NULL,
    sum double precision NOT NULL,
    min double precision,
    max double precision,
    p50 double precision,
    p95 double precision,
    p99 double precision,
    sketch bytea NOT NULL,
    PRIMARY KEY (series_id, at)
  );`

/**
 * Each brings the tables one version further. Never changed once released; the first is version 1. They run with the
 * schema of the history first in the search path.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TYPE status AS ENUM ('healthy', 'degraded', 'unhealthy', 'unknown');
  CREATE TYPE excuse AS ENUM ('muted', 'maintenance', 'paused');
  CREATE TABLE source (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    alive_at timestamptz,
    heard_at timestamptz,
    writer uuid,
    last_batch uuid,
    progress jsonb NOT NULL DEFAULT '{}',
    retention jsonb
  ) WITH (fillfactor = 25);
  CREATE TABLE series (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id integer NOT NULL REFERENCES source,
    kind text NOT NULL,
    key text NOT NULL,
    key_hash bytea NOT NULL,
    name text NOT NULL,
    category text NOT NULL,
    unit text NOT NULL,
    interval_ms double precision NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    minutes_since double precision,
    UNIQUE (source_id, kind, key_hash)
  );
  CREATE TABLE result (
    series_id integer NOT NULL,
    at timestamptz NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    status status,
    value double precision,
    PRIMARY KEY (series_id, at, id)
  );
  ${ROLL_UP_LEVELS.map(level => rollUpTable(TABLE_OF[level])).join('')}
  CREATE TABLE status_span (
    series_id integer NOT NULL REFERENCES series ON DELETE CASCADE,
    from_at timestamptz NOT NULL,
    to_at timestamptz NOT NULL,
    status status NOT NULL,
    excuse excuse,
    message text NOT NULL,
    PRIMARY KEY (series_id, from_at)
  );
  CREATE INDEX status_span_to_at ON status_span (to_at);`,
]

/** Brings the tables to the version of this Traylight, one instance at a time. */
export async function migrate(client: pg.PoolClient, { schema, postgres }: HistoryUrl): Promise<void> {
  // Held to the end of the transaction; two instances that start at once do not both make the tables.
  await client.query('SELECT pg_advisory_xact_lock(hashtext($1), 0)', [`traylight ${schema}`])
  const { rows: found } = await client.query<{ there: boolean; migrated: boolean }>(
    `SELECT to_regnamespace($1) IS NOT NULL AS there, to_regclass($1 || '.migration') IS NOT NULL AS migrated`,
    [quoted(schema)],
  )
  if (found[0]?.there !== true) await client.query(`CREATE SCHEMA ${quoted(schema)}`)
  if (found[0]?.migrated !== true) {
    await client.query(
      `CREATE TABLE ${quoted(schema)}.migration (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`,
    )
  }
  const { rows } = await client.query<{ version: number }>(
    `SELECT coalesce(max(version), 0) AS version FROM ${quoted(schema)}.migration`,
  )
  const version = rows[0]?.version ?? 0
  if (version > MIGRATIONS.length) {
    throw new HistoryFailure(
      `The history on PostgreSQL at ${postgres.server} was made by a newer Traylight. Update this one.`,
    )
  }
  const missing = MIGRATIONS.slice(version)
  if (missing.length === 0) return
  await client.query(`SET LOCAL search_path = ${quoted(schema)}`)
  for (const [index, statements] of missing.entries()) {
    await client.query(statements)
    await client.query(`INSERT INTO ${quoted(schema)}.migration (version) VALUES ($1)`, [version + index + 1])
  }
  await client.query('SET LOCAL search_path TO DEFAULT')
}
