import type { DatabaseSync } from 'node:sqlite'

/** Says that a file is ours, in its header: "TrLt". */
export const APPLICATION_ID = 0x54724c74

/**
 * What makes each version of the file from the one before; the first from an empty file. What has been released is never
 * changed: the next version is one entry more, and a file of the version before it in `fixtures/` that it is tested with.
 */
const MIGRATIONS: readonly string[] = [
  `
  -- Everything that something is remembered of. first_at and last_at are those of the results that are packed.
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name_id TEXT NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    unit TEXT NOT NULL,
    interval_ms REAL NOT NULL,
    first_at INTEGER,
    last_at INTEGER,
    UNIQUE (kind, name_id)
  );
  -- Results that are not packed yet, one row for each transaction; "at" is when Traylight still watched.
  CREATE TABLE journal (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, data BLOB NOT NULL);
  -- A block is what one series has in one hour (of hours: in one day; of days: one). Its id is series * 2^20 + its number
  -- since the epoch, n how many rows are packed in it.
  CREATE TABLE raw (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, data BLOB NOT NULL);
  CREATE TABLE minutes (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, data BLOB NOT NULL);
  CREATE TABLE ten_minutes (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, data BLOB NOT NULL);
  CREATE TABLE hours (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, data BLOB NOT NULL);
  CREATE TABLE days (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, data BLOB NOT NULL);
  -- From when to when a series had a status; without an end, it still has.
  CREATE TABLE spans (
    series INTEGER NOT NULL,
    from_ms INTEGER NOT NULL,
    number INTEGER NOT NULL,
    to_ms INTEGER,
    status INTEGER NOT NULL,
    excuse INTEGER NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (series, from_ms, number)
  ) WITHOUT ROWID;
  -- Numbers to be kept: how many rows each level has, since when it has them, how far the clock is trusted.
  CREATE TABLE facts (name TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
  `,
]

/** The version of the file that this release writes. */
export const SCHEMA_VERSION = MIGRATIONS.length

/** Brings the file from the version it has to this release's, in one transaction. */
export function migrate(database: DatabaseSync, from: number): void {
  if (from === SCHEMA_VERSION) return
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const sql of MIGRATIONS.slice(from)) database.exec(sql)
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
