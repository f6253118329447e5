import { expect, it } from 'vitest'
import { postgresChecker } from '#engine/checkers/postgres.ts'
import { runCheck } from '#engine/checkers/run-check.ts'
import { systemClock } from '#engine/clock.ts'
import { KeptResources } from '#engine/watch/kept-resources.ts'
import { freePort } from './free-port.ts'
import { startPglite } from './pglite-server.ts'

/** One start of it takes seconds, on a busy machine many. In ms. */
const WITHIN_MS = 60_000

it(
  'is a PostgreSQL to the check, to two at once, and gone once it is stopped',
  async () => {
    const port = await freePort()
    const server = await startPglite(port)
    const url = `postgres://postgres:any@127.0.0.1:${port}/postgres`
    const options = { timeoutMs: 10_000, clock: systemClock, keep: new KeptResources().keeperFor('test') }
    const check = () => runCheck(postgresChecker, { url, countRowsOf: 'dashboard_users' }, options)
    try {
      const outcomes = await Promise.all([check(), check()])
      for (const outcome of [...outcomes, await check()]) {
        expect(outcome).toMatchObject({
          status: 'healthy',
          message: expect.stringMatching(/^PostgreSQL 1\d\.\d+, 1 table, 3 rows in dashboard_users$/),
          details: { tables: 1, rows: 3 },
        })
      }
    } finally {
      await server.stop()
    }
    expect(await check()).toMatchObject({ status: 'unhealthy', failure: 'refused' })
  },
  WITHIN_MS,
)
