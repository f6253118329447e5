import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Redis } from 'ioredis'
import type { Details } from '#shared/views.ts'
import { type CheckContext, CheckFailure, type CheckOutcome, defineChecker } from './checker.ts'
import { openSocket, secureSocket } from './open-socket.ts'
import { type RedisProgress, whyRedisFailed } from './redis-failure.ts'
import { followReplies } from './redis-replies.ts'
import { type RedisTarget, type RedisUrl, readRedisUrl, redisSchema } from './redis-target.ts'

/** Connects to a Redis, pings it, writes and reads a key, and reads its memory and clients. */
export const redisChecker = defineChecker<RedisTarget>({
  kind: 'redis',
  title: 'Redis',
  summary: 'Pings, sets, gets and deletes a key, and reads memory and clients.',
  schema: redisSchema,
  defaults: { category: 'database' },
  whatToCheck: [
    'Verify Redis service is running.',
    'Check Redis configuration and memory.',
    'Test Redis connectivity manually.',
  ],
  describe(target) {
    const url = urlOf(target)
    return { text: url.database === 0 ? url.server : `${url.server}/${url.database}`, host: url.host }
  },
  check: checkRedis,
})

const KEY_PREFIX = 'traylight:health_check:'
/** Should the check die between writing and deleting its key, the key goes by itself. */
const KEY_EXPIRES_SECONDS = 10

/** Redis before and from version 6 on. */
const NO_PASSWORD_NEEDED = /no password is set|without any password configured/

async function checkRedis(target: RedisTarget, context: CheckContext): Promise<CheckOutcome> {
  const driver = await import('ioredis')
  const url = urlOf(target)
  const progress: RedisProgress = { step: 'connecting', connection: null }
  try {
    const started = context.clock.monotonic()
    const opened = await openRedis(url, target, context.signal, progress)
    const { socket } = opened
    progress.connection = { socket, replies: followReplies(socket) }
    progress.step = 'asking'
    const redis = await overSocket(driver, socket)
    await logIn(redis, url)
    await redis.ping()
    const responseTimeMs = context.clock.monotonic() - started

    const operations = target.writeTest ? await testWriting(redis, url, progress) : null
    progress.step = 'reading'
    const details = readInfo(await redis.info())
    return {
      status: 'healthy',
      message: [`Redis ${details.version ?? ''}`.trim(), operations ?? 'PING answered'].join(', '),
      responseTimeMs,
      details: operations === null ? details : { ...details, operations },
      ...(opened.certificateExpiresAt === null ? {} : { certificateExpiresAt: opened.certificateExpiresAt }),
    }
  } catch (error) {
    throw whyRedisFailed(error, progress, url, context)
  } finally {
    progress.connection?.socket.destroy()
  }
}

async function openRedis(
  url: RedisUrl,
  target: RedisTarget,
  signal: AbortSignal,
  progress: RedisProgress,
): Promise<{ readonly socket: Socket; readonly certificateExpiresAt: number | null }> {
  const socket = await openSocket({ host: url.host, port: url.port }, signal)
  if (!url.secure) return { socket, certificateExpiresAt: null }
  progress.step = 'securing'
  return await secureSocket(socket, url.host, target.tls ?? { rejectUnauthorized: true }, signal)
}

/** The driver over a connection that is open already, without anything that it would do by itself. */
async function overSocket(driver: typeof import('ioredis'), socket: Socket): Promise<Redis> {
  class OpenConnection extends driver.AbstractConnector {
    constructor() {
      super(0)
    }
    override async connect(): Promise<Socket> {
      return socket
    }
    override disconnect(): void {
      socket.destroy()
    }
  }
  const redis = new driver.Redis({
    Connector: OpenConnection,
    lazyConnect: true,
    retryStrategy: null,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    // RESP 2: nothing is negotiated, and the replies are of the few types that are let pass.
    protocol: 2,
  })
  // What it reports besides rejecting the command is about a connection that has ended.
  redis.on('error', () => {})
  await redis.connect()
  return redis
}

async function logIn(redis: Redis, url: RedisUrl): Promise<void> {
  if (url.password !== null) {
    try {
      await (url.user === null ? redis.auth(url.password) : redis.auth(url.user, url.password))
    } catch (error) {
      // One password too many does no harm: Redis lets everybody in.
      if (!(error instanceof Error && NO_PASSWORD_NEEDED.test(error.message))) throw error
    }
  }
  if (url.database !== 0) await redis.select(url.database)
}

/** Sets, gets and deletes a key of its own; returns what was done. */
async function testWriting(redis: Redis, url: RedisUrl, progress: RedisProgress): Promise<string> {
  progress.step = 'writing'
  const key = `${KEY_PREFIX}${randomBytes(8).toString('hex')}`
  const written = randomBytes(8).toString('hex')
  await redis.set(key, written, 'EX', KEY_EXPIRES_SECONDS)
  const read = await redis.get(key)
  const deleted = await redis.del(key)
  if (read !== written || deleted !== 1) {
    throw new CheckFailure(
      'unexpected',
      `Redis at ${url.server} did not give back the value that was just written. Check whether it evicts keys or a proxy spreads them.`,
    )
  }
  return 'set, get, delete'
}

/** Reads the answer of INFO: lines of `name:value` below headings. */
function readInfo(info: string): Details {
  const values = new Map(
    info.split('\r\n').flatMap(line => {
      const colon = line.indexOf(':')
      return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const]
    }),
  )
  const number = (name: string) => {
    const value = Number(values.get(name) ?? Number.NaN)
    return Number.isFinite(value) ? value : null
  }
  return {
    version: values.get('valkey_version') ?? values.get('redis_version') ?? null,
    role: values.get('role') ?? null,
    usedMemoryBytes: number('used_memory'),
    // Redis writes 0 for no limit.
    maxMemoryBytes: number('maxmemory') || null,
    connectedClients: number('connected_clients'),
    uptimeSeconds: number('uptime_in_seconds'),
  }
}

function urlOf(target: RedisTarget): RedisUrl {
  const url = readRedisUrl(target.url)
  if (url === null) throw new CheckFailure('misconfigured', 'The connection URL is not one of Redis.')
  return url
}
