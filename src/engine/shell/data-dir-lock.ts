import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** A data directory that is this process's own until it is released or the process ends, however it ends. */
export interface DataDirLock {
  release(): void
}

/** SQLITE_BUSY: somebody else holds it. */
const BUSY = 5

/**
 * Takes the data directory, or returns null where another process has it. The lock is the operating system's own on
 * DATA_DIR/instance.lock, which SQLite is the one part of Node that can ask for: it goes with its process, also after
 * kill -9, so there is nothing stale to tell from what is alive.
 *
 * @throws where the file can be neither made nor locked at all
 */
export function lockDataDir(dataDir: string): DataDirLock | null {
  const file = join(dataDir, 'instance.lock')
  // Made here first, readable by its owner only.
  closeSync(openSync(file, 'a', 0o600))
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) return null
    throw error
  }
  return { release: () => database.close() }
}
