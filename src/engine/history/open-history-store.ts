import type { HistoryStore } from './history-store.ts'
import { MemoryHistoryStore } from './memory-history-store.ts'

export interface HistoryPlace {
  /** The file on this machine; its folder exists. */
  readonly file: string
  /** A postgres:// address with its references filled in, where the history is kept there instead. */
  readonly url: string | null
  readonly now: number
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
export async function openHistoryStore(_place: HistoryPlace): Promise<OpenedHistory> {
  return { store: new MemoryHistoryStore(), notice: null }
}
