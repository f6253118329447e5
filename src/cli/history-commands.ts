import { constants } from 'node:fs'
import { access, copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { HISTORY_FILE } from '#engine/history/history.ts'
import { BACKUP_FOLDER, HistoryBackups } from '#engine/history/history-backups.ts'
import { HistoryFailure } from '#engine/history/history-store.ts'
import { inspectHistoryFile, openHistoryStore } from '#engine/history/open-history-store.ts'
import { findRunning } from '#engine/run-file.ts'
import { lockDataDir } from '#engine/shell/data-dir-lock.ts'
import { backupSchema } from '#shared/history.ts'
import { CliError } from './cli-error.ts'
import { EXIT_USAGE } from './exit-codes.ts'
import { askFor } from './running-instance.ts'

interface Output {
  readonly text: string
  readonly exitCode: number
}

/** `backup`: writes a copy of the history, which goes on if an instance runs. `output` null: into the folder of backups. */
export async function backUpHistory(dataDir: string, output: string | null): Promise<Output> {
  const run = await findRunning(dataDir)
  const { name } = run
    ? await askFor(run, 'api/v1/history/backups', backupSchema, {})
    : await whileStopped(dataDir, () => backUpStopped(dataDir))
  const written = join(dataDir, BACKUP_FOLDER, name)
  if (output === null) return { text: `The history is backed up in ${written}.`, exitCode: 0 }
  const wanted = resolve(output)
  await move(written, wanted)
  return { text: `The history is backed up in ${wanted}.`, exitCode: 0 }
}

/** `restore FILE`: puts a backup in the place of the history, which becomes a backup itself. */
export async function restoreHistory(dataDir: string, given: string): Promise<Output> {
  const file = resolve(given)
  await access(file, constants.R_OK).catch(() => {
    throw new CliError(`${file} cannot be read. Check the path and its permissions.`, EXIT_USAGE)
  })
  const run = await findRunning(dataDir)
  if (run) {
    const { name, isCopy } = await amongBackups(dataDir, file)
    try {
      await askFor(run, 'api/v1/history/restore', z.object({ ok: z.literal(true) }), { name })
    } finally {
      if (isCopy) await rm(join(dataDir, BACKUP_FOLDER, name), { force: true })
    }
  } else {
    await whileStopped(dataDir, async () => {
      await inspectHistoryFile(file)
      await new HistoryBackups(dataDir).replace(join(dataDir, HISTORY_FILE), file, Date.now())
    })
  }
  const text = `The history is restored from ${file}. What it was before is kept in ${join(dataDir, BACKUP_FOLDER)}.`
  return { text, exitCode: 0 }
}

/** Does something with the file that a running instance would have; refuses where one is starting or stopping. */
async function whileStopped<T>(dataDir: string, change: () => Promise<T>): Promise<T> {
  await access(dataDir).catch(() => {
    throw new CliError(`There is no data directory ${dataDir}. Give another with --data-dir.`, EXIT_USAGE)
  })
  const lock = lockDataDir(dataDir)
  if (lock === null) {
    throw new CliError(`Traylight is starting or stopping on ${dataDir}. Try again in a moment.`, EXIT_USAGE)
  }
  try {
    return await change()
  } catch (error) {
    if (error instanceof HistoryFailure) throw new CliError(error.message, EXIT_USAGE)
    throw error
  } finally {
    lock.release()
  }
}

async function backUpStopped(dataDir: string) {
  const file = join(dataDir, HISTORY_FILE)
  await access(file).catch(() => {
    throw new CliError(`There is no history in ${dataDir} to back up.`, EXIT_USAGE)
  })
  const now = Date.now()
  const { store } = await openHistoryStore({ file, url: null, now })
  try {
    const { backup } = store
    if (backup === null) throw new HistoryFailure('This history has its own means for backups.')
    return await new HistoryBackups(dataDir).add(now, backup)
  } finally {
    await store.close()
  }
}

/** The running instance restores what is in its folder of backups; another file is copied there meanwhile. */
async function amongBackups(dataDir: string, file: string): Promise<{ name: string; isCopy: boolean }> {
  const folder = join(dataDir, BACKUP_FOLDER)
  if (dirname(file) === folder) return { name: basename(file), isCopy: false }
  const name = `history-given-${process.pid}.sqlite`
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await copyFile(file, join(folder, name))
  return { name, isCopy: true }
}

/** Also to another disk, and never over a file that is there. */
async function move(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`
  try {
    await copyFile(from, partial)
    const isThere = await access(to).then(
      () => true,
      () => false,
    )
    if (isThere) throw new CliError(`${to} is there already. Give another name.`, EXIT_USAGE)
    await rename(partial, to)
  } catch (error) {
    await rm(partial, { force: true })
    if (error instanceof CliError) {
      await rm(from, { force: true })
      throw error
    }
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new CliError(`${to} cannot be written${reason}. The backup is in ${from}.`, EXIT_USAGE)
  }
  await rm(from, { force: true })
}
