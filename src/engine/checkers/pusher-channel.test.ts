import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PusherRestServer } from '#demo/vendors/pusher-rest-server.ts'
import { sentence, vendorChecks } from '../../../test-support/vendor-checks.ts'
import { pusherChannelChecker } from './pusher-channel.ts'

const APP = { appId: '1234567', key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' }

const server = new PusherRestServer(APP)
beforeAll(() => server.start())
afterAll(() => server.stop())
beforeEach(() => {
  server.behaviour = 'good'
  server.countsSubscriptions = true
  server.channels.clear()
})

const check = (more: object = {}, timeoutMs = 5000) =>
  vendorChecks(pusherChannelChecker)(
    { ...APP, host: server.url, channel: 'dashboard-updates', ...more },
    { timeoutMs },
  )

describe('a channel of Pusher', () => {
  it('is healthy when occupied, with the number of its subscriptions', async () => {
    server.channels.set('dashboard-updates', { subscriptions: 3 })
    const outcome = await check({ whenVacant: 'unhealthy' })
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: 'Occupied, 3 subscriptions',
      details: { occupied: true, subscriptionCount: 3 },
    })
    expect(outcome.details).not.toHaveProperty('userCount')
  })

  it('counts the users of a presence channel too', async () => {
    server.channels.set('presence-editors', { subscriptions: 3, users: 1 })
    expect(await check({ channel: 'presence-editors' })).toMatchObject({
      status: 'healthy',
      message: 'Occupied, 3 subscriptions, 1 user',
      details: { occupied: true, subscriptionCount: 3, userCount: 1 },
    })
  })

  it('is found under a name with every character that a name can have', async () => {
    server.channels.set('private-a_b=c@d,e.f;g', { subscriptions: 1 })
    expect((await check({ channel: 'private-a_b=c@d,e.f;g' })).message).toBe('Occupied, 1 subscription')
  })

  it('is healthy when vacant, unless it is said otherwise', async () => {
    expect(await check()).toMatchObject({
      status: 'healthy',
      message: 'Vacant: nobody is subscribed',
      details: { occupied: false, subscriptionCount: 0 },
    })
  })

  it.each(['degraded', 'unhealthy'] as const)('is %s when vacant, where that is wanted', async whenVacant => {
    expect(await check({ whenVacant })).toMatchObject({
      status: whenVacant,
      failure: 'unexpected',
      message:
        'Nobody is subscribed to the channel dashboard-updates. See whether its clients run and connect to this app.',
    })
  })

  it('does without the count where the app does not count', async () => {
    server.countsSubscriptions = false
    server.channels.set('dashboard-updates', { subscriptions: 3 })
    server.channels.set('presence-editors', { subscriptions: 3, users: 2 })
    expect(await check()).toMatchObject({
      status: 'healthy',
      message: 'Occupied',
      details: {
        occupied: true,
        subscriptionCount: null,
        note: 'The subscription count is not available: counting is off for this app.',
      },
    })
    expect(await check({ channel: 'presence-editors' })).toMatchObject({
      message: 'Occupied, 2 users',
      details: { subscriptionCount: null, userCount: 2 },
    })
  })

  it('says what Pusher itself fails with', async () => {
    expect((await check({ secret: 'wrong' })).failure).toBe('auth')

    server.behaviour = 'rate-limited'
    expect(await check()).toMatchObject({ failure: 'quota', retryAfterMs: 30_000 })

    server.behaviour = 'quota-exhausted'
    expect(await check()).toMatchObject({
      failure: 'quota',
      message:
        'The quota at Pusher is used up (403 Forbidden). Check the plan and billing. It says: "The app is over its daily message quota".',
    })

    server.behaviour = 'down'
    expect(await check()).toMatchObject({
      failure: 'unexpected',
      message: 'Pusher answered 503 Service Unavailable: it has trouble.',
    })

    server.behaviour = 'garbage'
    expect(await check()).toMatchObject({ failure: 'protocol' })

    server.behaviour = 'slow'
    const slow = await check({}, 500)
    expect(sentence(slow)).toBe(
      'http://HOST/apps/1234567/channels/dashboard-updates?… accepted the connection but did not answer within 0.5 s.',
    )
    expect(slow.failure).toBe('timeout')
  })

  it('cannot have a name that no channel has', () => {
    expect(pusherChannelChecker.schema.safeParse({ ...APP, channel: 'two words' }).success).toBe(false)
    expect(pusherChannelChecker.schema.safeParse({ ...APP, channel: 'a/../events' }).success).toBe(false)
  })

  it('is described by its name', () => {
    expect(pusherChannelChecker.describe({ ...APP, channel: 'agent-status' }).text).toBe(
      'api-mt1.pusher.com, app 1234567, channel agent-status',
    )
  })
})
