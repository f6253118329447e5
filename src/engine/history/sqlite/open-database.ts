import { closeSync, openSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from './migrations.ts'
import { numberOf } from './sql-values.ts'

/** How long to wait for another program that writes to the file, in ms. */
const BUSY_MS = 2000
/** Pages in memory, in KB: what is read again and again fits; the rest is the system's to keep. */
const CACHE_KB = 1024
/** What is left of the log after it was written back, in bytes. */
const LOG_BYTES = 4 * 2 ** 20
/** Up to this size a file is looked through each time, in bytes; a larger one after a crash. */
const SMALL_BYTES = 128 * 2 ** 20

/** The file was made by a newer Traylight. */
export class NewerFile extends Error {}
/** The file is no history, or one that is broken. */
export class DamagedFile extends Error {}

/**
 * Opens the file, made anew where there is none, looks whether it is whole, and brings it to this release's version.
 *
 * @throws NewerFile, DamagedFile, or an error of SQLite's
 */
export function openDatabase(file: string): DatabaseSync {
  const isLooked = needsLook(file)
  makeOwn(file)
  const database = new DatabaseSync(file, { timeout: BUSY_MS, defensive: true })
  try {
    const version = checkFile(database, isLooked)
    // What is dropped is given back to the disk; this must be said before there is a table.
    if (version === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL')
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = NORMAL')
    database.exec(`PRAGMA cache_size = -${CACHE_KB}`)
    database.exec(`PRAGMA journal_size_limit = ${LOG_BYTES}`)
    database.exec('PRAGMA temp_store = MEMORY')
    if (version === 0) database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    migrate(database, version)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Looks at a file that is not to be changed: a backup. Answers with when Traylight last watched into it. */
export function inspectDatabase(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS })
  try {
    if (checkFile(database, true) === 0) throw new DamagedFile('It is empty.')
  } finally {
    database.close()
  }
}

/** The version of the file; 0 where it is empty. */
function checkFile(database: DatabaseSync, isLooked: boolean): number {
  const pragma = (name: string) => numberOf(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0])
  const version = pragma('user_version')
  if (version > SCHEMA_VERSION)
    throw new NewerFile(`It has version ${version}, and ${SCHEMA_VERSION} is known.`)
  const tables = numberOf(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n)
  if (version === 0 && tables === 0) return 0
  if (version === 0 || pragma('application_id') !== APPLICATION_ID) throw new DamagedFile('It is no history.')
  if (isLooked) {
    const said = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0]
    if (said !== 'ok') throw new DamagedFile(String(said))
  }
  return version
}

/** Makes a file that is not there its owner's alone; what SQLite puts beside it gets the same mode. */
function makeOwn(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600))
  } catch {
    // SQLite, which asks next, says it better.
  }
}

/** Whether it is worth the time to look through the whole file. */
function needsLook(file: string): boolean {
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return sizeOf(file) <= SMALL_BYTES || sizeOf(`${file}-wal`) > 0
}
