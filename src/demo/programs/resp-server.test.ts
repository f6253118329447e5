import { connect } from 'node:net'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { redisChecker } from '#engine/checkers/redis.ts'
import { runCheck } from '#engine/checkers/run-check.ts'
import { systemClock } from '#engine/clock.ts'
import { KeptResources } from '#engine/watch/kept-resources.ts'
import { RespServer } from './resp-server.ts'

let server: RespServer
beforeEach(async () => {
  server = new RespServer({ password: 'let me in' })
  await server.start()
})
afterEach(() => server.stop())

const check = (password: string) =>
  runCheck(
    redisChecker,
    { url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${server.port}/0` },
    { timeoutMs: 5000, clock: systemClock, keep: new KeptResources().keeperFor('test') },
  )

/** What it answers to bytes that no client would send. */
async function said(bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1')
  let heard = ''
  socket.on('data', chunk => {
    heard += String(chunk)
  })
  socket.write(bytes)
  await new Promise(resolve => socket.once('close', resolve))
  return heard
}

describe('the small Redis, asked by the check', () => {
  it('is healthy, with the details that a real one has', async () => {
    expect(await check('let me in')).toMatchObject({
      status: 'healthy',
      message: 'Redis 5.0.14, set, get, delete',
      details: {
        ...{ role: 'master', connectedClients: 1, operations: 'set, get, delete' },
        ...{ usedMemoryBytes: expect.any(Number), uptimeSeconds: expect.any(Number) },
      },
    })
  })

  it('refuses a wrong password', async () => {
    expect(await check('wrong')).toMatchObject({ status: 'unhealthy', failure: 'auth' })
  })

  it('comes back on its port, and is gone meanwhile', async () => {
    await server.stop()
    expect(await check('let me in')).toMatchObject({ status: 'unhealthy', failure: 'refused' })
    await server.start()
    expect(await check('let me in')).toMatchObject({ status: 'healthy' })
  })
})

describe('the small Redis, asked by the usual client', () => {
  let redis: Redis
  beforeEach(() => {
    redis = new Redis({ host: '127.0.0.1', port: server.port, password: 'let me in', retryStrategy: null })
  })
  afterEach(() => redis.disconnect())

  it('keeps what is written, any bytes, until it is deleted', async () => {
    const bytes = Buffer.from([0, 13, 10, 255, 36])
    await redis.set('key', bytes)
    expect(await redis.getBuffer('key')).toEqual(bytes)
    expect(await redis.exists('key')).toBe(1)
    expect(await redis.del('key', 'other')).toBe(1)
    expect(await redis.get('key')).toBeNull()
  })

  it('forgets what has expired', async () => {
    await redis.set('long', 'a', 'EX', 100)
    await redis.set('short', 'b', 'PX', 1)
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(await redis.mget('long').catch((reason: Error) => reason.message)).toMatch(
      /unknown command 'MGET'/,
    )
    expect([await redis.get('long'), await redis.get('short')]).toEqual(['a', null])
    expect([await redis.ttl('long'), await redis.ttl('short'), await redis.dbsize()]).toEqual([100, -2, 1])
  })

  it('answers a hundred commands at once in order', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => redis.echo(`${index}`)))
    expect(answers).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`))
  })

  it('takes no more keys than it has room for', async () => {
    const writing = Array.from({ length: 1001 }, (_, index) => redis.set(`key ${index}`, 'x'))
    const results = await Promise.allSettled(writing)
    expect(results.filter(result => result.status === 'rejected')).toHaveLength(1)
  })
})

describe('the small Redis, asked badly', () => {
  it.each([
    ['words', 'GET / HTTP/1.1\r\n\r\n'],
    ['no words at all', '*0\r\n'],
    ['a count without end', `*${'1'.repeat(100)}`],
    ['a negative length', '*1\r\n$-5\r\n'],
    ['a word of a gigabyte', `*1\r\n$9999999\r\n${'x'.repeat(1_100_000)}`],
  ])('says that %s is no command, and hangs up', async (_, bytes) => {
    expect(await said(bytes)).toMatch(/^-ERR Protocol error/)
  })

  it('lets nobody in without the password', async () => {
    expect(await said('*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nQUIT\r\n')).toBe(
      '-NOAUTH Authentication required.\r\n+OK\r\n',
    )
  })
})
