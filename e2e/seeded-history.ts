import { join } from 'node:path'
import { openHistoryStore } from '../src/engine/history/open-history-store.ts'
import { type Seed, seedHistory } from './seed-history.ts'

/** Gives a data directory that nothing runs on yet a past. */
export async function seedDataDir(dataDir: string, seed: Omit<Seed, 'now'>): Promise<void> {
  const now = Date.now()
  const { store } = await openHistoryStore({ file: join(dataDir, 'history.sqlite'), url: null, now })
  try {
    await seedHistory(store, { ...seed, now })
  } finally {
    await store.close()
  }
}
