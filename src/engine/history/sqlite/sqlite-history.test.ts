import { join } from 'node:path'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { describeHistoryStore } from '../../../../test-support/history-store-contract.ts'
import { sqliteStoreForTests } from '../../../../test-support/sqlite-store-for-tests.ts'

// What the thread adds is in sqlite-history-store.test.ts.
describeHistoryStore(
  'SQLite',
  async () => {
    const dir = await makeTempDir('history')
    const file = join(dir.path, 'history.sqlite')
    const stores = [sqliteStoreForTests(file)]
    return {
      store: stores[0] ?? sqliteStoreForTests(file),
      reopen: async () => {
        const again = sqliteStoreForTests(file)
        stores.push(again)
        return again
      },
      end: async () => {
        for (const store of stores) await store.close()
        await dir.remove()
      },
    }
  },
  { keepsRollUps: true, runs: 15 },
)
