import { once } from 'node:events'
import { createServer } from 'node:http'
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

/** A web server of this process that answers for all that is seeded. */
export async function startShop(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
