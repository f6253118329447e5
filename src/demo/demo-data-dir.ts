import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataDirError } from '#engine/config/data-dir.ts'

/** Its presence says that a data directory is the demo's, to be begun anew at each start. */
const MARKER = 'demo.txt'
const MARKER_TEXT = "This directory is a Traylight demo's: all in it is deleted when a demo starts.\n"
/** Held by the one that runs, also while the directory is begun anew. */
const LOCK = 'instance.lock'

/**
 * Makes sure that a data directory may be begun anew: it is not there, is empty, or was a demo's before.
 *
 * @throws DataDirError where it is somebody's; nothing in it is touched
 */
export async function refuseForeignDataDir(dataDir: string): Promise<void> {
  // What is no directory at all is refused in its own words when it is prepared.
  const names = await readdir(dataDir).catch((): string[] => [])
  if (names.includes(MARKER) || names.every(name => name === LOCK)) return
  throw new DataDirError(
    `The data directory ${dataDir} is not a demo's, and a demo would delete what is in it. Choose an empty or a new one with --data-dir, or leave that out.`,
  )
}

/**
 * Deletes what an earlier demo left in its data directory, which this process holds.
 *
 * @throws DataDirError where it is not a demo's
 */
export async function beginAnew(dataDir: string): Promise<void> {
  await refuseForeignDataDir(dataDir)
  await writeFile(join(dataDir, MARKER), MARKER_TEXT, { mode: 0o600 })
  const left = (await readdir(dataDir)).filter(name => name !== MARKER && name !== LOCK)
  for (const name of left) await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 3 })
}
