import { join } from 'node:path'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { freePort } from '#demo/programs/free-port.ts'
import { type PostgresServer, startPostgresServer } from '#demo/programs/postgres-server.ts'
import { type RedisServer, startRedisServer } from '#demo/programs/redis-server.ts'
import { type ServerProcess, startServerProcess } from '#demo/programs/server-process.ts'

const TEST_SUPPORT = join(import.meta.dirname, '../test-support')

/** Real services on free ports for one test, and a configuration that watches them. */
export interface WatchedServices {
  readonly postgres: PostgresServer
  readonly redis: RedisServer
  readonly config: Readonly<Record<string, unknown>>
  remove(): Promise<void>
}

/** How often everything is checked in these tests, in seconds: short, so that an outage shows soon. */
export const TIMING = { intervalSeconds: 2, timeoutSeconds: 2, retrySeconds: 1 } as const
/** From an outage to its red light, at the latest, in ms: interval + 2 x timeout + retry + 1 s. */
export const SHOWN_WITHIN_MS =
  (TIMING.intervalSeconds + 2 * TIMING.timeoutSeconds + TIMING.retrySeconds + 1) * 1000

/** Starts one of the programs in test-support as a process of its own. */
export async function startProgram(name: string, port: number): Promise<ServerProcess> {
  return startServerProcess({
    command: process.execPath,
    args: [join(TEST_SUPPORT, name), '--port', String(port)],
    ready: /ready|listening/i,
    stopSignal: 'SIGTERM',
  })
}

/** Starts PostgreSQL, Redis, a web service and a backend. */
export async function startWatchedServices(): Promise<WatchedServices> {
  const [webPort, backendPort] = [await freePort(), await freePort()]
  const [postgres, redis, web, backend] = await Promise.all([
    startPostgresServer(),
    startRedisServer(),
    startProgram('web-service.ts', webPort),
    startProgram('toolboxai-backend-process.ts', backendPort),
  ])
  await postgres.query('CREATE TABLE dashboard_users (name text)')
  await postgres.query("INSERT INTO dashboard_users VALUES ('ada'), ('grace'), ('edsger')")
  return {
    postgres,
    redis,
    config: {
      thresholds: CALM_THRESHOLDS,
      monitors: [
        {
          ...{ id: 'postgres', name: 'PostgreSQL', category: 'database', ...TIMING },
          check: { kind: 'postgres', url: postgres.url, countRowsOf: 'dashboard_users' },
        },
        {
          id: 'redis',
          name: 'Redis',
          category: 'database',
          ...TIMING,
          check: { kind: 'redis', url: redis.url },
        },
        {
          ...{ id: 'orders', name: 'Orders API', category: 'apis', tags: ['shop'], ...TIMING },
          check: { kind: 'http', url: `http://127.0.0.1:${webPort}/`, bodyContains: 'orders' },
        },
      ],
      backends: [{ id: 'toolbox', name: 'ToolBoxAI', url: `http://127.0.0.1:${backendPort}`, ...TIMING }],
    },
    async remove() {
      await Promise.all([postgres.remove(), redis.remove(), web.stop(), backend.stop()])
    },
  }
}
