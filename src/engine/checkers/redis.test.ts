import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, type RedisServerOptions, startRedisServer } from '#demo/programs/redis-server.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { redisChecker } from './redis.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')

function check(target: object, timeoutMs = 10_000) {
  return runCheck(redisChecker, redisChecker.schema.parse(target), { timeoutMs, clock: systemClock, keep })
}

const started: RedisServer[] = []
async function start(options?: RedisServerOptions): Promise<RedisServer> {
  const server = await startRedisServer(options)
  started.push(server)
  return server
}
afterEach(async () => {
  await Promise.all(started.splice(0).map(server => server.remove()))
})

describe('a Redis that works', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedisServer({ settings: ['--maxmemory', '64mb'] })
  })
  afterAll(() => server.remove())

  it('is healthy, with the details that the report lists', async () => {
    const outcome = await check({ url: server.url })
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: expect.stringMatching(/^Redis \d+\.\d+\.\d+, set, get, delete$/),
      details: {
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        role: 'master',
        usedMemoryBytes: expect.any(Number),
        maxMemoryBytes: 64 * 1024 * 1024,
        connectedClients: 1,
        uptimeSeconds: expect.any(Number),
        operations: 'set, get, delete',
      },
    })
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
  })

  it('holds no key and no connection after a check', async () => {
    await check({ url: server.url })
    const outcome = await check({ url: server.url, writeTest: false })
    expect(outcome.details.connectedClients).toBe(1)
    expect(await ask(server.url, redis => redis.dbsize())).toBe(0)
  })

  it('is not written to where the write test is switched off', async () => {
    const outcome = await check({ url: `${server.url}/3`, writeTest: false })
    expect(outcome.message).toMatch(/^Redis \S+, PING answered$/)
    expect(outcome.details).not.toHaveProperty('operations')
    const writes = await ask(server.url, redis => redis.info('commandstats'))
    expect(writes).toContain('cmdstat_select:calls=1')
  })

  it('has a database of the number that the URL ends with, or says that it has not', async () => {
    expect(await check({ url: `${server.url}/15` })).toMatchObject({ status: 'healthy' })
    const outcome = await check({ url: `${server.url}/99` })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'misconfigured' })
    expect(outcome.message).toMatch(/^Redis at 127\.0\.0\.1:\d+ has no database 99\. Correct the number/)
  })

  it('does not mind a password that it does not ask for', async () => {
    const url = server.url.replace('redis://', 'redis://:needless@')
    expect(await check({ url })).toMatchObject({ status: 'healthy' })
  })
})

describe('a Redis that refuses', () => {
  it('says that it asks for a password, or that the password is wrong', async () => {
    const server = await start({ password: 'open: sesame' })
    expect(await check({ url: server.url })).toMatchObject({ status: 'healthy' })

    const without = await check({ url: `redis://127.0.0.1:${server.port}` })
    expect(without).toMatchObject({ status: 'unhealthy', failure: 'auth' })
    expect(without.message).toMatch(/asks for a password\. Add it to the connection URL/)

    const wrong = await check({ url: `redis://:wrong@127.0.0.1:${server.port}` })
    expect(wrong).toMatchObject({ status: 'unhealthy', failure: 'auth' })
    expect(wrong.message).toMatch(/rejected the password\. Correct it/)

    const stranger = await check({ url: `redis://me:wrong@127.0.0.1:${server.port}` })
    expect(stranger.message).toMatch(/rejected the password of user "me"\. Correct it/)
  })

  it('says that a user may not write', async () => {
    const server = await start()
    await ask(server.url, redis => redis.acl('SETUSER', 'reader', 'on', '>reading', '+@connection', '+info'))
    const url = `redis://reader:reading@127.0.0.1:${server.port}`
    const outcome = await check({ url })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'auth' })
    expect(outcome.message).toMatch(/^User "reader" of Redis at .* may not run a command/)
    expect(await check({ url, writeTest: false })).toMatchObject({ status: 'healthy' })
  })

  it('says that it is a read-only replica', async () => {
    const primary = await start()
    const replica = await start({ settings: ['--replicaof', '127.0.0.1', String(primary.port)] })
    const outcome = await check({ url: replica.url })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'misconfigured' })
    expect(outcome.message).toMatch(/is a read-only replica, so the write test cannot pass\. Switch/)
    const reading = await check({ url: replica.url, writeTest: false })
    expect(reading).toMatchObject({ status: 'healthy', details: { role: 'slave' } })
  })

  it('says that its memory is full', async () => {
    const server = await start({ settings: ['--maxmemory', '1'] })
    const outcome = await check({ url: server.url })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'unexpected' })
    expect(outcome.message).toMatch(/has reached its memory limit and takes no more writes\. Raise maxmemory/)
  })

  it('says that it has no connection left', async () => {
    const server = await start({ settings: ['--maxclients', '1'] })
    const outcome = await ask(server.url, async redis => {
      await redis.ping()
      return await check({ url: server.url })
    })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'unexpected' })
    expect(outcome.message).toMatch(/has no connection left to give\. Close idle ones or raise maxclients/)
  })
})

describe('a Redis that comes and goes', () => {
  it('is unhealthy while it is stopped, and healthy once it is started again', async () => {
    const server = await start()
    await server.stop()
    const stopped = await check({ url: server.url })
    expect(stopped).toMatchObject({ status: 'unhealthy', failure: 'refused', responseTimeMs: null })
    expect(stopped.message).toBe(`Redis refused the connection on 127.0.0.1:${server.port}. Is it running?`)
    await server.start()
    expect(await check({ url: server.url })).toMatchObject({ status: 'healthy' })
  })

  it('is unhealthy while it is frozen', async () => {
    const server = await start()
    server.pause()
    const frozen = await check({ url: server.url }, 500)
    server.resume()
    expect(frozen).toMatchObject({ status: 'unhealthy', failure: 'timeout' })
    expect(frozen.message).toMatch(
      /accepted the connection but said nothing within 0\.5 s\. It may be frozen/,
    )
    expect(await check({ url: server.url })).toMatchObject({ status: 'healthy' })
  })
})

describe('what a check may be told', () => {
  it('describes where it goes without credentials', () => {
    const described = (url: string) => redisChecker.describe({ url })
    expect(described('redis://me:secret@cache.example.com')).toEqual({
      text: 'cache.example.com:6379',
      host: 'cache.example.com',
    })
    expect(described('rediss://[::1]:6380/2')).toEqual({ text: '[::1]:6380/2', host: '::1' })
  })

  it.each([
    'http://127.0.0.1:6379',
    '127.0.0.1:6379',
    'redis://127.0.0.1:99999',
    'redis://127.0.0.1/cache',
    'redis://me:%zz@127.0.0.1',
    '',
  ])('does not take %j for a connection URL', url => {
    expect(redisChecker.schema.safeParse({ url }).success).toBe(false)
  })
})

/** Asks a server something over a connection of the test's own. */
async function ask<Answer>(
  url: string,
  question: (redis: import('ioredis').Redis) => Promise<Answer>,
): Promise<Answer> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, { retryStrategy: null })
  try {
    return await question(redis)
  } finally {
    redis.disconnect()
  }
}
