import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DataDirError } from '#engine/config/data-dir.ts'
import { hasDemoMark, isDemoMark, setDemoMark } from '#engine/config/demo-mark.ts'
import { isOwnEntry } from '#engine/config/own-entries.ts'

/** Held by the one that runs, also while the directory is begun anew. */
const LOCK = 'instance.lock'

/**
 * Makes sure that a data directory may be begun anew: it is not there, is empty, or is a demo's and holds only what
 * Traylight writes.
 *
 * @throws DataDirError where it is somebody's; nothing in it is touched
 */
export async function refuseForeignDataDir(dataDir: string): Promise<void> {
  await leftIn(dataDir)
}

/**
 * Deletes what an earlier demo left in its data directory, which this process holds.
 *
 * @throws DataDirError where it is not a demo's, or holds more; nothing in it is touched
 */
export async function beginAnew(dataDir: string): Promise<void> {
  const left = await leftIn(dataDir)
  if (!(await hasDemoMark(dataDir))) await setDemoMark(dataDir)
  for (const { name, isDirectory } of left) {
    await rm(join(dataDir, name), { recursive: isDirectory, force: true, maxRetries: 3 })
  }
}

interface Entry {
  readonly name: string
  readonly isDirectory: boolean
}

/** What an earlier demo left. */
async function leftIn(dataDir: string): Promise<readonly Entry[]> {
  // What is no directory at all is refused in its own words when it is prepared.
  const found = await readdir(dataDir, { withFileTypes: true }).catch(() => [])
  const entries = found
    .map(entry => ({ name: entry.name, isDirectory: entry.isDirectory() }))
    .filter(({ name }) => name !== LOCK)
  if (entries.length === 0) return []
  if (!(await hasDemoMark(dataDir))) {
    throw new DataDirError(
      `The data directory ${dataDir} is not a demo's, and a demo would delete what is in it. Choose an empty or a new one with --data-dir.`,
    )
  }
  const left = entries.filter(({ name }) => !isDemoMark(name))
  const foreign = left.find(({ name, isDirectory }) => !isOwnEntry(name, isDirectory))
  if (foreign === undefined) return left
  throw new DataDirError(
    `The data directory ${dataDir} is a demo's, but "${foreign.name}" in it is not. Move that away, or choose an empty or a new one with --data-dir.`,
  )
}
