import { basename, dirname } from 'node:path'
import type { HistoryStore } from './history-store.ts'

export interface HistoryPlace {
  /** The file on this machine; its folder exists. */
  readonly file: string
  /** A postgres:// address with its references filled in, where the history is kept there instead. */
  readonly url: string | null
  readonly now: number
  /** The file was found damaged while it was in use: it is kept aside, whatever a look at it says. */
  readonly isDamaged?: boolean
}

/** A store that is open, and what the operator should know of how it was opened: a damaged file that was kept aside. */
export interface OpenedHistory {
  readonly store: HistoryStore
  readonly notice: string | null
}

/**
 * Opens the history, made anew where there is none.
 *
 * @throws HistoryFailure where it cannot be opened; then watching goes on with one in memory
 */
export async function openHistoryStore({ file, url, now, isDamaged }: HistoryPlace): Promise<OpenedHistory> {
  if (url !== null) {
    const { openPostgresHistory } = await import('./postgres/postgres-history-store.ts')
    return { store: await openPostgresHistory(url), notice: null }
  }
  const { SqliteHistoryStore } = await import('./sqlite/sqlite-history-store.ts')
  const { store, opened } = await SqliteHistoryStore.open(file, now, isDamaged)
  return { store, notice: opened.keptAside === null ? null : keptNotice(opened.keptAside) }
}

/**
 * Looks whether a file on this machine is a whole history of a version that is known.
 *
 * @throws HistoryFailure where it is not
 */
export async function inspectHistoryFile(file: string): Promise<void> {
  const { SqliteHistoryStore } = await import('./sqlite/sqlite-history-store.ts')
  await SqliteHistoryStore.inspect(file)
}

const keptNotice = (kept: string): string =>
  `The history was damaged. It is kept as ${basename(kept)} in ${dirname(kept)}, and a new one was begun. ` +
  'A backup can be restored in its place.'
