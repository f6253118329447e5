import { hostname } from 'node:os'
import { type PostgresUrl, readPostgresUrl } from '../../checkers/postgres-target.ts'
import { HistoryFailure } from '../history-store.ts'

/** Where a history is kept in PostgreSQL, and under which name. */
export interface HistoryUrl {
  readonly postgres: PostgresUrl
  /** The schema of the database that holds the tables. */
  readonly schema: string
  /** Who writes: each Traylight has a history of its own. */
  readonly source: string
}

/**
 * Takes `history.url` apart: an address of PostgreSQL with two parameters of our own, `schema` (traylight) and `source`
 * (the name of this machine).
 *
 * @throws HistoryFailure where it is none
 */
export function readHistoryUrl(text: string): HistoryUrl {
  const postgres = readPostgresUrl(text)
  if (postgres === null) {
    throw new HistoryFailure(
      'The address of the history is not one of PostgreSQL. Correct history.url: postgres://user:password@host:5432/database.',
    )
  }
  const parameters = new URL(text).searchParams
  const schema = parameters.get('schema') ?? 'traylight'
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new HistoryFailure(
      'The schema in history.url may have small letters, digits and underscores only, such as schema=traylight.',
    )
  }
  const source = (parameters.get('source') || hostname()).trim().slice(0, 200)
  return { postgres, schema, source: source || 'traylight' }
}
