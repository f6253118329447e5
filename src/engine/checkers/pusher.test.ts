import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PusherRestServer } from '#demo/vendors/pusher-rest-server.ts'
import { StatusPageServer } from '#demo/vendors/status-page-server.ts'
import { sentence, vendorChecks } from '../../../test-support/vendor-checks.ts'
import { systemClock } from '../clock.ts'
import { pusherChecker } from './pusher.ts'

const APP = { appId: '1234567', key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' }

const server = new PusherRestServer(APP)
const page = new StatusPageServer({ name: 'Pusher' })
beforeAll(() => Promise.all([server.start(), page.start()]))
afterAll(() => Promise.all([server.stop(), page.stop()]))
beforeEach(() => {
  server.behaviour = 'good'
  server.channels.clear()
  server.events.length = 0
  page.incidents = []
})

const target = (more: object = {}) => ({ ...APP, host: server.url, statusPage: page.url, ...more })
const check = (more?: object, timeoutMs = 5000) => vendorChecks(pusherChecker)(target(more), { timeoutMs })

describe('Pusher', () => {
  it('is healthy, and says how many channels are occupied', async () => {
    server.channels.set('dashboard-updates', { subscriptions: 3 })
    server.channels.set('agent-status', { subscriptions: 0 })
    expect(await check()).toMatchObject({
      status: 'healthy',
      message: '1 channel is occupied',
      details: { statusCode: 200, occupiedChannels: 1, vendorStatus: { indicator: 'none' } },
    })
    expect(server.events).toEqual([])
  })

  it("triggers the report's test event where that is asked for", async () => {
    expect(await check({ triggerTest: true })).toMatchObject({
      status: 'healthy',
      message: '0 channels are occupied, event triggered',
      details: { triggered: true, triggerMs: expect.any(Number) },
    })
    expect(server.events).toEqual([
      { name: 'health-check', channels: ['test-channel'], data: '{"test":true}' },
    ])
  })

  it('says that the secret is wrong, without it or the key', async () => {
    const outcome = await check({ secret: 'anotherSecret' })
    expect(sentence(outcome)).toBe(
      'Pusher does not accept the key and secret (401 Unauthorized). Check the key and secret. It says: "Invalid signature".',
    )
    expect(outcome.failure).toBe('auth')
    expect(JSON.stringify(outcome)).not.toContain(APP.key)
    expect(JSON.stringify(outcome)).not.toContain('anotherSecret')
  })

  it.each([
    [{ key: 'another' }, 'Unknown auth_key'],
    [{ appId: '99' }, 'Unknown app id'],
  ])('says that %o is wrong', async (more, said) => {
    expect(sentence(await check(more))).toBe(
      `Pusher does not accept the key and secret (401 Unauthorized). Check the key and secret. It says: "${said}".`,
    )
  })

  it('says that the clock of this machine is wrong', async () => {
    const late = { ...systemClock, now: () => Date.now() - 700_000 }
    const outcome = await vendorChecks(pusherChecker)(target(), { clock: late })
    expect(sentence(outcome)).toMatch(/Set the clock of this machine\. It says: "Timestamp expired: .*"\.$/)
  })

  it('waits as long as a rate limit asks for', async () => {
    server.behaviour = 'rate-limited'
    const outcome = await check()
    expect(sentence(outcome)).toBe(
      'Pusher limits the rate of requests (429 Too Many Requests). It asks to be left alone for 30 s. It says: "Too many requests".',
    )
    expect(outcome).toMatchObject({ failure: 'quota', retryAfterMs: 30_000 })
  })

  it('says that the quota of messages is used up', async () => {
    server.behaviour = 'quota-exhausted'
    const outcome = await check()
    expect(sentence(outcome)).toBe(
      'The quota at Pusher is used up (403 Forbidden). Check the plan and billing. It says: "The app is over its daily message quota".',
    )
    expect(outcome.failure).toBe('quota')
  })

  it('says that Pusher has trouble', async () => {
    server.behaviour = 'down'
    expect(sentence(await check())).toBe(
      'Pusher answered 503 Service Unavailable: it has trouble. Their status page reports no incident.',
    )
    page.incidents = [{ name: 'mt1 drops connections', impact: 'critical' }]
    expect(sentence(await check())).toBe(
      'Pusher answered 503 Service Unavailable: it has trouble. They report an incident: mt1 drops connections (critical).',
    )
  })

  it('says that it is slow', async () => {
    server.behaviour = 'slow'
    const outcome = await check({}, 500)
    expect(sentence(outcome)).toBe(
      'http://HOST/apps/1234567/channels?… accepted the connection but did not answer within 0.5 s. Their status page reports no incident.',
    )
    expect(outcome.failure).toBe('timeout')
  })

  it('says that something else answers', async () => {
    server.behaviour = 'garbage'
    const outcome = await check()
    expect(sentence(outcome)).toMatch(/answered 200 OK with something that is not an answer of Pusher\./)
    expect(outcome.failure).toBe('protocol')
  })

  it('stays healthy while Pusher reports an incident that its own call does not meet, and says so', async () => {
    page.incidents = [{ name: 'Webhooks are late', impact: 'major' }]
    expect(await check()).toMatchObject({
      status: 'healthy',
      message: expect.stringContaining(
        '; our own call works, while they report an incident: Webhooks are late (major)',
      ),
    })
  })

  it('is described by cluster and app, without the key', () => {
    expect(pusherChecker.describe({ ...APP, cluster: 'eu' })).toEqual({
      text: 'api-eu.pusher.com, app 1234567',
      host: 'api-eu.pusher.com',
    })
    expect(pusherChecker.describe({ ...APP, host: 'http://[::1]:6001' })).toEqual({
      text: '[::1]:6001, app 1234567',
      host: '::1',
    })
  })
})
