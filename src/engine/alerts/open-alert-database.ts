import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { DamagedFile, NewerFile } from '../history/sqlite/open-database.ts'
import { numberOf } from '../history/sqlite/sql-values.ts'

/** Says that a file is ours, in its header: "TrLa". */
const APPLICATION_ID = 0x54724c61
/** How long to wait for another program that writes to the file, in ms. */
const BUSY_MS = 250
const CACHE_KB = 512
const LOG_BYTES = 2 ** 20

/**
 * What makes each version of the file from the one before; the first from an empty file. What has been released is never
 * changed: the next version is one entry more, and a file of the version before it in `fixtures/` that it is tested with.
 */
const MIGRATIONS: readonly string[] = [
  `
  -- "live": something is still to come of it. "data" is all of it, as JSON; the other columns are what is asked for.
  CREATE TABLE incidents (
    id TEXT PRIMARY KEY,
    live INTEGER NOT NULL,
    state TEXT NOT NULL,
    urgency INTEGER NOT NULL,
    subject_id TEXT NOT NULL,
    surfaced_at INTEGER,
    resolved_at INTEGER,
    ending TEXT,
    search TEXT NOT NULL,
    data TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX incidents_live ON incidents (id) WHERE live = 1;
  CREATE INDEX incidents_by_subject ON incidents (subject_id, id);
  CREATE INDEX incidents_surfaced ON incidents (surfaced_at);
  CREATE TABLE timeline (
    incident_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (incident_id, number)
  ) WITHOUT ROWID;
  CREATE TABLE deliveries (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    notifier_id TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    data TEXT NOT NULL
  );
  CREATE INDEX deliveries_waiting ON deliveries (number) WHERE state = 'waiting';
  CREATE INDEX deliveries_by_notifier ON deliveries (notifier_id, number);
  CREATE TABLE delivery_incidents (
    incident_id TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    PRIMARY KEY (incident_id, delivery_id)
  ) WITHOUT ROWID;
  CREATE TABLE facts (name TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
  `,
]

/** The version of the file that this release writes. */
export const ALERTS_VERSION = MIGRATIONS.length

/**
 * Opens the file of alerts, made anew where there is none, looks whether it is whole, and brings it to this release's version.
 *
 * @throws NewerFile, DamagedFile, or an error of SQLite's
 */
export function openAlertDatabase(file: string): DatabaseSync {
  makeOwn(file)
  const database = new DatabaseSync(file, { timeout: BUSY_MS, defensive: true })
  try {
    const version = checkFile(database)
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = NORMAL')
    database.exec(`PRAGMA cache_size = -${CACHE_KB}`)
    database.exec(`PRAGMA journal_size_limit = ${LOG_BYTES}`)
    migrate(database, version)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** The version of the file; 0 where it is empty. */
function checkFile(database: DatabaseSync): number {
  const pragma = (name: string) => numberOf(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0])
  const version = pragma('user_version')
  const tables = numberOf(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n)
  if (version === 0 && tables === 0) return 0
  if (version === 0 || pragma('application_id') !== APPLICATION_ID)
    throw new DamagedFile('It holds no alerts.')
  if (version > ALERTS_VERSION)
    throw new NewerFile(`It has version ${version}, and ${ALERTS_VERSION} is known.`)
  const said = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0]
  if (said !== 'ok') throw new DamagedFile(String(said))
  return version
}

function migrate(database: DatabaseSync, from: number): void {
  if (from === ALERTS_VERSION) return
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const sql of MIGRATIONS.slice(from)) database.exec(sql)
    if (from === 0) database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    database.exec(`PRAGMA user_version = ${ALERTS_VERSION}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** Makes a file that is not there its owner's alone; what SQLite puts beside it gets the same mode. */
function makeOwn(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600))
  } catch {
    // SQLite, which asks next, says it better.
  }
}
