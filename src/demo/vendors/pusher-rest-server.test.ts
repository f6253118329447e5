import Pusher from 'pusher'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pusherCall } from '#engine/checkers/pusher-request.ts'
import { PusherRestServer } from './pusher-rest-server.ts'

const APP = { appId: '1234567', key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' }

const server = new PusherRestServer(APP)
beforeAll(() => server.start())
afterAll(() => server.stop())
beforeEach(() => {
  server.channels.clear()
  server.events.length = 0
  server.countsSubscriptions = true
})

const client = (more: Partial<typeof APP> = {}) =>
  new Pusher({ ...APP, ...more, host: '127.0.0.1', port: String(server.port) })

/** Answers to calls that we signed ourselves. */
async function ask(call: ReturnType<typeof pusherCall>): Promise<{ status: number; text: string }> {
  const response = await fetch(call.url, { method: call.method ?? 'GET', body: call.body ?? null })
  return { status: response.status, text: await response.text() }
}
const ours = (more: Partial<typeof APP> = {}) => ({ ...APP, ...more, cluster: 'mt1', host: server.url })

describe("Pusher's simulated HTTP API", () => {
  it("accepts the official client's questions", async () => {
    server.channels.set('presence-editors', { subscriptions: 3, users: 2 })
    const listed = await client().get({
      path: '/channels',
      params: { filter_by_prefix: 'presence-', info: 'user_count' },
    })
    expect(await listed.json()).toEqual({ channels: { 'presence-editors': { user_count: 2 } } })
    const channel = await client().get({
      path: '/channels/presence-editors',
      params: { info: 'user_count,subscription_count' },
    })
    expect(await channel.json()).toEqual({ occupied: true, subscription_count: 3, user_count: 2 })
  })

  it("accepts the official client's events", async () => {
    const response = await client().trigger(['one', 'two'], 'health-check', { test: true })
    expect(response.status).toBe(200)
    expect(server.events).toEqual([{ name: 'health-check', channels: ['one', 'two'], data: '{"test":true}' }])
  })

  it('refuses the official client with a wrong secret, key or app', async () => {
    await expect(client({ secret: 'wrong' }).get({ path: '/channels' })).rejects.toMatchObject({
      status: 401,
      body: expect.stringMatching(/^Invalid signature: /),
    })
    await expect(client({ key: 'wrong' }).get({ path: '/channels' })).rejects.toMatchObject({
      status: 401,
      body: 'Unknown auth_key\n',
    })
    await expect(client({ appId: '1' }).get({ path: '/channels' })).rejects.toMatchObject({ status: 401 })
  })

  it('takes no request that is more than 600 s old or early', async () => {
    const at = (seconds: number) =>
      ask(pusherCall(ours(), { path: '/channels' }, Date.now() + seconds * 1000))
    expect((await at(-590)).status).toBe(200)
    expect((await at(590)).status).toBe(200)
    expect(await at(-620)).toMatchObject({ status: 401, text: expect.stringMatching(/^Timestamp expired/) })
    expect((await at(620)).status).toBe(401)
  })

  it('takes no body that is not the one signed', async () => {
    const request = {
      method: 'POST',
      path: '/events',
      body: { name: 'a', channel: 'b', data: '{}' },
    } as const
    const call = pusherCall(ours(), request, Date.now())
    expect((await ask({ ...call, body: '{"name":"forged","channel":"b","data":"{}"}' })).status).toBe(401)
    expect(server.events).toEqual([])
    expect((await ask(call)).status).toBe(200)
  })

  it('says that it does not count subscriptions', async () => {
    server.countsSubscriptions = false
    await expect(
      client().get({ path: '/channels/one', params: { info: 'subscription_count' } }),
    ).rejects.toMatchObject({ status: 400, body: expect.stringMatching(/counting is not enabled/) })
  })

  it('stops with requests under way', async () => {
    const slow = new PusherRestServer(APP)
    await slow.start()
    slow.behaviour = 'slow'
    const answer = fetch(slow.url).then(
      () => 'answered',
      () => 'broken off',
    )
    while (slow.requests === 0) await new Promise(resolve => setTimeout(resolve, 5))
    await slow.stop()
    expect(await answer).toBe('broken off')
    await expect(fetch(slow.url)).rejects.toThrow('fetch failed')
  })
})

describe('our own signature', () => {
  it.each([
    { path: '/channels' },
    { path: '/channels/presence-a', params: { info: 'subscription_count,user_count' } },
    { method: 'POST', path: '/events', body: { name: 'é', channels: ['b'], data: '{"test":true}' } },
  ] as const)('is that of the official client for %j', request => {
    const { method = 'GET', path } = request
    const official = new URLSearchParams(
      client().createSignedQueryString({
        method,
        path: `/apps/${APP.appId}${path}`,
        ...('params' in request && { params: { ...request.params } }),
        ...('body' in request && { body: JSON.stringify(request.body) }),
      }),
    )
    const now = Number(official.get('auth_timestamp')) * 1000
    const own = pusherCall(ours(), request, now).url.searchParams
    expect(Object.fromEntries(own)).toEqual(Object.fromEntries(official))
  })
})
