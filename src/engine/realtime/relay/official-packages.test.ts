import Pusher from 'pusher'
import PusherJs from 'pusher-js'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { RELAY_KEYS, type RelayFace, startRelayFace } from '../../../../test-support/relay-face.ts'

let face: RelayFace
let server: Pusher
const clients: PusherJs[] = []

beforeAll(async () => {
  face = await startRelayFace({ config: { clientEvents: true } })
  server = new Pusher(face.restOptions)
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  await vi.waitFor(() => expect(face.relay.view()).toMatchObject({ connections: 0, channels: 0 }))
})
afterAll(() => face.stop())

/** pusher-js as it comes, authorised by the official server package. */
function connect(user = 'ada', port = face.port): PusherJs {
  const client = new PusherJs(RELAY_KEYS.key, {
    ...face.socketOptions,
    wsPort: port,
    channelAuthorization: {
      transport: 'ajax',
      endpoint: '',
      customHandler: ({ socketId, channelName }, callback) => {
        const member = { user_id: user, user_info: { name: user.toUpperCase() } }
        const data = channelName.startsWith('presence-') ? member : undefined
        callback(null, server.authorizeChannel(socketId, channelName, data))
      },
    },
  })
  clients.push(client)
  return client
}

/** Subscribes, and remembers what is said on the channel. */
async function listen(client: PusherJs, name: string) {
  const channel = client.subscribe(name)
  const heard: { readonly event: string; readonly data: unknown }[] = []
  channel.bind_global((event: string, data: unknown) => {
    if (!event.startsWith('pusher:')) heard.push({ event, data })
  })
  await vi.waitFor(() => expect(channel.subscribed).toBe(true))
  return { channel, heard }
}

describe("Pusher's own packages, unchanged", () => {
  it('trigger events that pusher-js hears, on several channels and in batches', async () => {
    const [a, b] = [await listen(connect(), 'system-alert'), await listen(connect(), 'private-b')]
    const answer = await server.trigger(['system-alert', 'private-b'], 'system-alert', { level: 'critical' })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({})
    await server.triggerBatch([
      { channel: 'system-alert', name: 'one', data: { n: 1 } },
      { channel: 'private-b', name: 'two', data: 'plain ünïcode' },
    ])
    await vi.waitFor(() => {
      expect(a.heard.map(({ event, data }) => [event, data])).toEqual([
        ['system-alert', { level: 'critical' }],
        ['one', { n: 1 }],
      ])
      expect(b.heard.map(({ event, data }) => [event, data])).toEqual([
        ['system-alert', { level: 'critical' }],
        ['two', 'plain ünïcode'],
      ])
    })
    expect(face.relay.view()).toMatchObject({ address: face.url, connections: 2, channels: 2, events: 4 })
  })

  it('leave out the connection that said it', async () => {
    const [mine, other] = [connect(), connect()]
    const [one, two] = [await listen(mine, 'news'), await listen(other, 'news')]
    await server.trigger('news', 'first', {}, { socket_id: mine.connection.socket_id })
    await server.trigger('news', 'second', {})
    await vi.waitFor(() => expect(one.heard.map(({ event }) => event)).toEqual(['second']))
    expect(two.heard.map(({ event }) => event)).toEqual(['first', 'second'])
  })

  it('ask which channels are occupied, and by how many', async () => {
    await listen(connect('ada'), 'presence-room')
    await listen(connect('ada'), 'presence-room')
    await listen(connect('bob'), 'presence-room')
    await listen(connect(), 'open')
    const ask = async (path: string, params = {}) => (await server.get({ path, params })).json()
    expect(await ask('/channels')).toEqual({ channels: { 'presence-room': {}, open: {} } })
    expect(await ask('/channels', { filter_by_prefix: 'presence-', info: 'user_count' })).toEqual({
      channels: { 'presence-room': { user_count: 2 } },
    })
    expect(await ask('/channels/presence-room', { info: 'user_count,subscription_count' })).toEqual({
      ...{ occupied: true, user_count: 2, subscription_count: 3 },
    })
    expect(await ask('/channels/nobody')).toEqual({ occupied: false })
    expect(await ask('/channels/presence-room/users')).toEqual({ users: [{ id: 'ada' }, { id: 'bob' }] })
    const told = await server.trigger(
      ['open', 'presence-room'],
      'x',
      {},
      { info: 'subscription_count,user_count' },
    )
    expect(await told.json()).toEqual({
      channels: {
        open: { subscription_count: 1 },
        'presence-room': { subscription_count: 3, user_count: 2 },
      },
    })
    await expect(server.get({ path: '/channels', params: { info: 'user_count' } })).rejects.toMatchObject({
      ...{ status: 400, body: expect.stringContaining('presence-') },
    })
  })

  it('tell of members who come and go, each once', async () => {
    const ada = await listen(connect('ada'), 'presence-room')
    const events: string[] = []
    ada.channel.bind('pusher:member_added', ({ id, info }: { id: string; info: { name: string } }) =>
      events.push(`+${id} ${info.name}`),
    )
    ada.channel.bind('pusher:member_removed', ({ id }: { id: string }) => events.push(`-${id}`))
    const [bob, bobAgain] = [connect('bob'), connect('bob')]
    const { channel } = await listen(bob, 'presence-room')
    await listen(bobAgain, 'presence-room')
    expect(channel).toMatchObject({ members: { count: 2, myID: 'bob', members: { ada: { name: 'ADA' } } } })
    bob.unsubscribe('presence-room')
    await vi.waitFor(() => expect(face.relay.view()).toMatchObject({ connections: 3 }))
    bobAgain.disconnect()
    await vi.waitFor(() => expect(events).toEqual(['+bob BOB', '-bob']))
  })

  it('carry client events to the others on the channel, with who said it', async () => {
    const [ada, bob] = [
      await listen(connect('ada'), 'presence-room'),
      await listen(connect('bob'), 'presence-room'),
    ]
    const typing = vi.fn()
    bob.channel.bind('client-typing', typing)
    expect(ada.channel.trigger('client-typing', { to: 'bob' })).toBe(true)
    await vi.waitFor(() => expect(typing).toHaveBeenCalledWith({ to: 'bob' }, { user_id: 'ada' }))
    expect(ada.heard).toEqual([])
  })

  it('are told on the channel where an authorisation is not valid', async () => {
    const stranger = new PusherJs(RELAY_KEYS.key, {
      ...face.socketOptions,
      channelAuthorization: {
        transport: 'ajax',
        endpoint: '',
        customHandler: (_, callback) => callback(null, { auth: `${RELAY_KEYS.key}:00` }),
      },
    })
    clients.push(stranger)
    const failed = vi.fn()
    stranger.subscribe('private-b').bind('pusher:subscription_error', failed)
    await vi.waitFor(() =>
      expect(failed.mock.calls[0]?.[0]).toMatchObject({ type: 'AuthError', status: 401 }),
    )
  })

  it('pass encrypted channels through, and say that a cache channel has nothing kept', async () => {
    const sealed = new Pusher({
      ...face.restOptions,
      encryptionMasterKeyBase64: Buffer.alloc(32, 7).toString('base64'),
    })
    expect((await sealed.trigger('private-encrypted-a', 'x', { secret: 1 })).status).toBe(200)
    const client = connect()
    const missed = vi.fn()
    client.subscribe('cache-a').bind('pusher:cache_miss', missed)
    await vi.waitFor(() => expect(missed).toHaveBeenCalledOnce())
  })

  it('connect and subscribe again by themselves after the server has started anew', async () => {
    const first = await startRelayFace()
    const client = connect('ada', first.port)
    const { heard } = await listen(client, 'news')
    await first.stop()
    const second = await startRelayFace({ port: first.port })
    await vi.waitFor(() => expect(second.relay.view()).toMatchObject({ channels: 1 }), { timeout: 5000 })
    await new Pusher(second.restOptions).trigger('news', 'back', {})
    await vi.waitFor(() => expect(heard.map(({ event }) => event)).toEqual(['back']))
    client.disconnect()
    await second.stop()
  })
})
