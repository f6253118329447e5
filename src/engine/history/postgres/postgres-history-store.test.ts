import { afterAll, beforeAll } from 'vitest'
import { type PostgresServer, startPostgresServer } from '#demo/programs/postgres-server.ts'
import { describeHistoryStore } from '../../../../test-support/history-store-contract.ts'
import { openPostgresHistory } from './postgres-history-store.ts'

let server: PostgresServer
let count = 0
beforeAll(async () => {
  server = await startPostgresServer()
})
afterAll(() => server.remove())

describeHistoryStore(
  'PostgreSQL',
  async () => {
    const schema = `history_${count++}`
    const address = `${server.url}?schema=${schema}&source=here`
    const store = await openPostgresHistory(address)
    const stores = [store]
    return {
      store,
      async reopen() {
        const again = await openPostgresHistory(address)
        stores.push(again)
        return again
      },
      async end() {
        await Promise.all(stores.map(store => store.close()))
        await server.query(`DROP SCHEMA ${schema} CASCADE`)
      },
    }
  },
  { keepsRollUps: true, runs: 10 },
)
