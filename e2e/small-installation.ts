import { chmod, utimes, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls'
import { WebSocketServer } from 'ws'
import { startPostgresServer } from '#demo/programs/postgres-server.ts'
import { startRedisServer } from '#demo/programs/redis-server.ts'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { ToolboxaiBackend } from '#demo/toolboxai-backend.ts'
import type { ConfigInput, MonitorInput } from '#shared/config.ts'
import { type TestAuthority, testAuthority } from '../test-support/certificates.ts'
import { TIMING } from './watched-services.ts'

/** A small installation as somebody might really run it, for pictures: everything in it listens, answers and can fail. */
export interface SmallInstallation {
  /** A configuration that watches all of it. */
  readonly config: ConfigInput
  /** Stops the databases, breaks and slows services, lets a certificate near its end and a backup grow old. */
  breakDown(): Promise<void>
  remove(): Promise<void>
}

/** How one path of the web server answers. */
interface Answer {
  readonly delayMs: number
  readonly statusCode: number
  readonly body: string
}

const HEALTHY_ANSWERS: Readonly<Record<string, Answer>> = {
  '/orders': { delayMs: 20, statusCode: 200, body: '{"service":"orders","version":"2.4.1"}' },
  '/website': { delayMs: 40, statusCode: 200, body: '<h1>Welcome</h1>' },
  '/billing/health': { delayMs: 25, statusCode: 200, body: '{"status":"ok","queue":3}' },
  '/search/health': { delayMs: 60, statusCode: 200, body: '{"status":"green","shards":{"failed":0}}' },
  '/coordinator/health': { delayMs: 15, statusCode: 200, body: '{"agents":4}' },
}
const BROKEN_ANSWERS: Readonly<Record<string, Answer>> = {
  '/billing/health': { delayMs: 20, statusCode: 503, body: '{"error":"no connection to the database"}' },
  '/search/health': { delayMs: 1350, statusCode: 200, body: '{"status":"green","shards":{"failed":0}}' },
}

const DAY_MS = 86_400_000
const FRESH_CERTIFICATE_DAYS = 74
const OLD_CERTIFICATE_DAYS = 9

/** Starts PostgreSQL, Redis, a backend and a dozen smaller services on free ports of 127.0.0.1. */
export async function startSmallInstallation(): Promise<SmallInstallation> {
  const backend = new ToolboxaiBackend()
  const [postgres, redis, web, socket, broker, tls, job] = await Promise.all([
    startPostgresServer(),
    startRedisServer(),
    startWeb(),
    startUpdatesSocket(),
    startBroker(),
    startTls(),
    startJob(),
    backend.start(),
  ])
  await postgres.query('CREATE TABLE dashboard_users (name text)')
  await postgres.query("INSERT INTO dashboard_users VALUES ('ada'), ('grace'), ('edsger')")
  return {
    config: {
      monitors: [
        watch('postgres', 'PostgreSQL', 'database', {
          ...{ kind: 'postgres', url: postgres.url, countRowsOf: 'dashboard_users' },
        }),
        watch('redis', 'Redis', 'database', { kind: 'redis', url: redis.url }),
        watch('orders', 'Orders API', 'apis', { kind: 'http', url: `${web.url}/orders` }),
        watch('billing', 'Billing API', 'apis', { kind: 'http', url: `${web.url}/billing/health` }),
        watch('search', 'Search API', 'apis', {
          ...{ kind: 'http', url: `${web.url}/search/health` },
          json: [{ path: 'shards.failed', equals: 0 }],
        }),
        watch('certificate', 'Shop certificate', 'apis', {
          ...{ kind: 'tls', host: '127.0.0.1', port: tls.port, rejectUnauthorized: false },
        }),
        watch('updates', 'Live updates', 'realtime', {
          ...{ kind: 'websocket', url: `ws://127.0.0.1:${socket.port}/`, send: 'ping', expect: 'pong' },
        }),
        watch('broker', 'Message broker', 'realtime', {
          ...{ kind: 'tcp', host: '127.0.0.1', port: broker.port, expect: 'broker ready' },
        }),
        watch('coordinator', 'Agent coordinator', 'agents', {
          ...{ kind: 'http', url: `${web.url}/coordinator/health` },
        }),
        minor(watch('queue', 'Job queue', 'agents', { kind: 'command', argv: [job.queueProgram] })),
        watch('website', 'Website', 'shop', {
          ...{ kind: 'http', url: `${web.url}/website`, bodyContains: 'Welcome' },
        }),
        minor(
          watch('backup', 'Nightly backup', 'system', {
            ...{ kind: 'files', path: job.dir, glob: 'backup-*.dump', newestWithinSeconds: 86_400 },
          }),
        ),
      ],
      backends: [{ id: 'toolbox', name: 'ToolBoxAI', url: backend.url, ...TIMING }],
      // The light must follow the services of the pictures, not how busy the machine is that takes them.
      thresholds: { sustainedSeconds: 3600 },
    },
    async breakDown() {
      web.answer(BROKEN_ANSWERS)
      tls.renew(OLD_CERTIFICATE_DAYS)
      for (const name of ['postgresql', 'redis']) backend.setHealthy(name, false)
      backend.setHealthy('clerk', false, 'HTTP 429: rate limit exceeded')
      backend.setHealthy('flask_bridge', false, 'No answer from the Roblox plugin for 60 s')
      await Promise.all([postgres.stop(), redis.stop(), closed(broker.server), job.fallBehind()])
    },
    async remove() {
      socket.server.close()
      web.server.closeAllConnections()
      const servers = [web.server, broker.server, tls.server].map(closed)
      await Promise.all([...servers, backend.stop(), postgres.remove(), redis.remove(), job.remove()])
    },
  }
}

function watch(id: string, name: string, category: string, check: MonitorInput['check']): MonitorInput {
  return { id, name, category, ...TIMING, check }
}

function minor(monitor: MonitorInput): MonitorInput {
  return { ...monitor, severity: 'minor' }
}

/** One web server whose paths answer like services of their own. */
async function startWeb() {
  let answers = HEALTHY_ANSWERS
  const server = createHttpServer(async (request, response) => {
    const answer = answers[request.url ?? ''] ?? { delayMs: 0, statusCode: 404, body: 'Not found' }
    // Not always the same, as nothing real is.
    await pause(answer.delayMs * (0.8 + Math.random() * 0.4))
    response.writeHead(answer.statusCode).end(answer.body)
  })
  const port = await listening(server)
  return {
    server,
    url: `http://127.0.0.1:${port}`,
    answer(other: Readonly<Record<string, Answer>>) {
      answers = { ...HEALTHY_ANSWERS, ...other }
    },
  }
}

async function startUpdatesSocket() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', client => client.on('message', () => client.send('pong')))
  await new Promise(resolve => server.once('listening', resolve))
  return { server, port: portOf(server.address()) }
}

async function startBroker() {
  const server = createTcpServer(client => {
    client.on('error', () => client.destroy())
    client.end('broker ready\r\n')
  })
  return { server, port: await listening(server) }
}

async function startTls() {
  const authority = testAuthority('Shop Authority')
  const server = createTlsServer(certificateFor(authority, FRESH_CERTIFICATE_DAYS), client => {
    client.on('error', () => client.destroy()).resume()
  })
  return {
    server,
    port: await listening(server),
    renew: (days: number) => server.setSecureContext(certificateFor(authority, days)),
  }
}

function certificateFor(authority: TestAuthority, days: number) {
  return authority.issue({ names: ['shop.example'], validTo: Date.now() + days * DAY_MS })
}

/** A program that reports on a queue as monitoring plug-ins do, and the folder of a backup. */
async function startJob() {
  const dir = await makeTempDir('installation')
  const queueProgram = join(dir.path, 'check-queue')
  const backup = join(dir.path, 'backup-shop.dump')
  const report = async (line: string, exitCode: number) => {
    await writeFile(queueProgram, `#!/bin/sh\necho '${line}'\nexit ${exitCode}\n`)
    await chmod(queueProgram, 0o755)
  }
  await report('QUEUE OK - 12 jobs waiting | waiting=12;400;800', 0)
  await writeFile(backup, 'x'.repeat(4_200_000))
  return {
    dir: dir.path,
    queueProgram,
    remove: () => dir.remove(),
    async fallBehind() {
      await report('QUEUE WARNING - 483 jobs waiting | waiting=483;400;800', 1)
      const threeDaysAgo = new Date(Date.now() - 3 * DAY_MS)
      await utimes(backup, threeDaysAgo, threeDaysAgo)
    },
  }
}

async function listening(server: Server | HttpServer | TlsServer): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return portOf(server.address())
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address !== null) return address.port
  throw new Error('A server that listens on a port has one.')
}

async function closed(server: Server | HttpServer | TlsServer): Promise<void> {
  if (!server.listening) return
  await new Promise(resolve => server.close(resolve))
}
