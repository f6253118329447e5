import { createHash, createHmac } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { RELAY_KEYS, type RelayFace, startRelayFace } from '../../../../test-support/relay-face.ts'
import { FakeClock } from '../../fake-clock.ts'
import { ChannelHub } from './channel-hub.ts'
import { RelayApi } from './relay-api.ts'
import { RelayConnection } from './relay-connection.ts'

let face: RelayFace
beforeAll(async () => {
  face = await startRelayFace({
    config: { clientEvents: true, maxConnections: 3 },
    origins: ['https://ops.example'],
  })
})
afterAll(() => face.stop())

const SOON = { interval: 5 }

interface Heard {
  readonly event?: string
  readonly channel?: string
  readonly data?: unknown
}

/** A client that speaks the protocol by hand. */
async function open(path = `/app/${RELAY_KEYS.key}?protocol=7`, origin?: string) {
  const socket = new WebSocket(face.url.replace('http', 'ws') + path, origin === undefined ? {} : { origin })
  const heard: Heard[] = []
  socket.on('message', data => heard.push(JSON.parse(String(data))))
  socket.on('error', () => {})
  const closed = new Promise<number>(resolve => socket.on('close', resolve))
  await vi.waitFor(() => expect(heard.length > 0 || socket.readyState === socket.CLOSED).toBe(true), SOON)
  let read = 1
  const greeting: unknown = heard[0]?.event?.endsWith('established')
    ? JSON.parse(String(heard[0].data))
    : null
  return {
    ...{ socket, heard, closed },
    id:
      typeof greeting === 'object' && greeting !== null && 'socket_id' in greeting
        ? String(greeting.socket_id)
        : '',
    say: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    /** What it hears next that was not heard before. */
    next: async () => {
      const at = read++
      return vi.waitFor(() => {
        expect(heard.length).toBeGreaterThan(at)
        return heard[at]
      }, SOON)
    },
    close: async () => {
      socket.terminate()
      await closed
    },
  }
}

const seconds = (offset: number) => String(Math.floor(Date.now() / 1000) + offset)
const sign = (text: string) => createHmac('sha256', RELAY_KEYS.secret).update(text).digest('hex')

describe('a connection', () => {
  it.each([
    ['/app/other?protocol=7', 4001],
    [`/app/${RELAY_KEYS.key}?protocol=8`, 4007],
    [`/app/${RELAY_KEYS.key}?protocol=x`, 4007],
    [`/app/${RELAY_KEYS.key}`, 4008],
  ])('to %s is refused with %i', async (path, code) => {
    const { heard, closed } = await open(path)
    expect(heard).toEqual([{ event: 'pusher:error', data: { code, message: expect.any(String) } }])
    expect(await closed).toBe(code)
  })

  it('is greeted with its socket id, and gets an answer to its ping', async () => {
    const client = await open()
    expect(client.id).toMatch(/^\d+\.\d+$/)
    expect(client.heard[0]?.data).toContain('"activity_timeout":120')
    client.say({ event: 'pusher:ping', data: {} })
    expect(await client.next()).toEqual({ event: 'pusher:pong', data: '{}' })
    await client.close()
  })

  it('beyond as many as there may be is told to come again later', async () => {
    const clients = [await open(), await open(), await open()]
    const { closed } = await open()
    expect(await closed).toBe(4100)
    await Promise.all(clients.map(({ close }) => close()))
    await vi.waitFor(() => expect(face.relay.view()).toMatchObject({ connections: 0 }))
  })

  it.each([
    'no JSON',
    '[]',
    '"text"',
    '{}',
    '{"event":5}',
    '{"event":"pusher:subscribe"}',
    '{"event":"pusher:subscribe","data":{"channel":"not a name"}}',
    '{"event":"pusher:unsubscribe","data":7}',
    '{"event":"pusher_internal:member_added","channel":"x"}',
    `{"event":"${'x'.repeat(300)}"}`,
    '{"event":"client-x","channel":"open","data":{}}',
    '{"event":"client-x","channel":"private-not-joined","data":{}}',
    '{"event":"__proto__","channel":"__proto__"}',
    '['.repeat(20_000),
  ])('stays, and is told so, after it said %#', async message => {
    const client = await open()
    client.say(message)
    expect(await client.next()).toEqual({
      ...{ event: 'pusher:error', data: { code: null, message: expect.stringMatching(/^[A-Z].*\.$/) } },
    })
    client.say({ event: 'pusher:subscribe', data: { channel: 'open' } })
    expect(await client.next()).toMatchObject({ event: 'pusher_internal:subscription_succeeded' })
    client.say({ event: 'pusher:subscribe', data: { channel: 'open' } })
    expect(await client.next()).toMatchObject({ event: 'pusher:error' })
    await client.close()
  })

  it('ends with a binary message, and with one of 1 MB, which is not kept', async () => {
    const [binary, large] = [await open(), await open()]
    binary.socket.send(Buffer.from('{}'))
    expect(await binary.closed).toBe(1003)
    large.say('x'.repeat(1_000_000))
    expect([1006, 1009]).toContain(await large.closed)
  })

  it.each([
    ['nothing', () => undefined],
    ['a signature for another socket', () => `${RELAY_KEYS.key}:${sign('1.1:private-a')}`],
    ['another key', (id: string) => `other:${sign(`${id}:private-a`)}`],
    ['half a signature', (id: string) => `${RELAY_KEYS.key}:${sign(`${id}:private-a`).slice(0, 32)}`],
    ['more than a signature', (id: string) => `${RELAY_KEYS.key}:${sign(`${id}:private-a`)}zz`],
  ])('is kept off a private channel with %s', async (_, auth) => {
    const client = await open()
    client.say({ event: 'pusher:subscribe', data: { channel: 'private-a', auth: auth(client.id) } })
    expect(await client.next()).toMatchObject({ event: 'pusher:error', data: { code: 4009 } })
    await vi.waitFor(() =>
      expect(client.heard.at(-1)).toMatchObject({
        ...{ event: 'pusher:subscription_error', channel: 'private-a' },
        data: { type: 'AuthError', status: 401 },
      }),
    )
    expect(face.relay.view()).toMatchObject({ channels: 0 })
    await client.close()
  })

  it('is kept off a presence channel with other data than was signed, or without a user', async () => {
    const client = await open()
    const join = (signed: string, channel_data: string) => {
      const auth = `${RELAY_KEYS.key}:${sign(`${client.id}:presence-a:${signed}`)}`
      client.say({ event: 'pusher:subscribe', data: { channel: 'presence-a', auth, channel_data } })
    }
    join('{"user_id":"ada"}', '{"user_id":"root"}')
    expect(await client.next()).toMatchObject({ data: { code: 4009 } })
    await client.next()
    join('{}', '{}')
    expect(await client.next()).toMatchObject({ data: { code: 4009 } })
    await client.next()
    join('{"user_id":7}', '{"user_id":7}')
    expect((await client.next())?.data).toBe('{"presence":{"count":1,"ids":["7"],"hash":{"7":null}}}')
    await client.close()
  })

  it('may send ten client events a second', async () => {
    const [one, two] = [await open(), await open()]
    for (const client of [one, two]) {
      const auth = `${RELAY_KEYS.key}:${sign(`${client.id}:private-a`)}`
      client.say({ event: 'pusher:subscribe', data: { channel: 'private-a', auth } })
      await client.next()
    }
    for (let n = 0; n < 12; n++) one.say({ event: 'client-n', channel: 'private-a', data: n })
    await vi.waitFor(() => expect(two.heard.filter(({ event }) => event === 'client-n')).toHaveLength(10))
    const errors = one.heard.filter(({ event }) => event === 'pusher:error')
    expect(errors).toEqual(
      [1, 2].map(() => ({ event: 'pusher:error', data: expect.objectContaining({ code: 4301 }) })),
    )
    await Promise.all([one.close(), two.close()])
  })

  it('from another web page is taken only where that page is allowed', async () => {
    const path = `/app/${RELAY_KEYS.key}?protocol=7`
    const bad = await open(path, 'https://evil.example')
    expect([bad.id, await bad.closed]).toEqual(['', 1006])
    for (const origin of ['https://ops.example', face.url]) {
      const client = await open(path, origin)
      expect(client.id).not.toBe('')
      await client.close()
    }
  })
})

describe('a client that does not listen', () => {
  const keys = RELAY_KEYS
  function connection(clock: FakeClock, bufferedBytes = () => 0) {
    const hub = new ChannelHub()
    const sent: string[] = []
    const close = vi.fn()
    const socket = { send: (text: string) => void sent.push(text), close, bufferedBytes }
    const client = new RelayConnection({ id: '1.1', socket, hub, keys, clock, clientEvents: false })
    client.open()
    return { hub, sent, close, client }
  }

  it('is closed once too much waits for it, and gets no more', () => {
    let waiting = 0
    const { hub, sent, close, client } = connection(new FakeClock(), () => waiting)
    client.receive('{"event":"pusher:subscribe","data":{"channel":"news"}}')
    waiting = 300_000
    hub.publish({ channel: 'news', name: 'one', data: '' })
    expect(close).toHaveBeenCalledWith(4100, expect.any(String))
    const before = sent.length
    hub.publish({ channel: 'news', name: 'two', data: '' })
    expect([sent.length, hub.connections, hub.channels]).toEqual([before, 0, 0])
  })

  it('is asked after two minutes of silence, and closed where it does not answer', async () => {
    const clock = new FakeClock()
    const { sent, close, client } = connection(clock)
    await clock.advance(119_000)
    client.look()
    expect(sent).toHaveLength(1)
    await clock.advance(1000)
    client.look()
    expect(sent.at(-1)).toBe('{"event":"pusher:ping","data":"{}"}')
    client.receive('{"event":"pusher:pong","data":{}}')
    await clock.advance(120_000)
    client.look()
    await clock.advance(30_000)
    client.look()
    expect(close).toHaveBeenCalledExactlyOnceWith(4201, expect.any(String))
  })

  it('is closed where it says more than anybody has to', () => {
    const { close, client } = connection(new FakeClock())
    for (let n = 0; n < 501; n++) client.receive('{"event":"pusher:ping"}')
    expect(close).toHaveBeenCalledExactlyOnceWith(4100, expect.any(String))
  })
})

interface Call {
  readonly method?: string
  readonly path?: string
  readonly body?: string
  readonly params?: Readonly<Record<string, string>>
  readonly change?: (query: URLSearchParams) => void
  readonly sentBody?: string
}

/** A call of the server API, signed as the reference says. */
function signed({ method = 'POST', path = '/apps/tests/events', body = '', params }: Call) {
  const query = new URLSearchParams({
    ...{ auth_key: RELAY_KEYS.key, auth_timestamp: seconds(0), auth_version: '1.0' },
    ...(body !== '' && { body_md5: createHash('md5').update(body).digest('hex') }),
    ...params,
  })
  query.sort()
  const text = [...query].map(([name, value]) => `${name}=${value}`).join('&')
  query.set('auth_signature', sign([method, path, text].join('\n')))
  return { method, path, query, body }
}

/** Makes a call, changed after it was signed where the test says so. */
function call(asked: Call) {
  const { method, path, query, body } = signed(asked)
  asked.change?.(query)
  return new Promise<{ readonly status: number; readonly body: string }>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const sent = request(`${face.url}${path}?${query}`, { method, headers }, answer => {
      let text = ''
      answer.on('data', chunk => {
        text += String(chunk)
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }))
    })
    sent.on('error', reject)
    sent.end(asked.sentBody ?? body)
  })
}

const event = (more: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ name: 'x', channel: 'open', data: '{}', ...more })
const batchOf = (count: number, more = {}) =>
  JSON.stringify({
    batch: Array.from({ length: count }, () => ({ name: 'x', channel: 'open', data: '{}', ...more })),
  })

describe('the server API', () => {
  it.each<[string, number, Call]>([
    ['a good event', 200, { body: event() }],
    ['a time 590 s ago', 200, { body: event(), params: { auth_timestamp: seconds(-590) } }],
    ['a time 620 s ago', 401, { body: event(), params: { auth_timestamp: seconds(-620) } }],
    ['a time in 620 s', 401, { body: event(), params: { auth_timestamp: seconds(620) } }],
    ['no time', 401, { body: event(), params: { auth_timestamp: 'now' } }],
    ['another version', 401, { body: event(), params: { auth_version: '2.0' } }],
    ['another key', 401, { body: event(), params: { auth_key: 'other' } }],
    ['another body than was signed', 401, { body: event(), sentBody: event({ name: 'forged' }) }],
    ['a body without a digest', 401, { sentBody: event() }],
    ['another digest than was signed', 401, { body: event(), change: query => query.set('body_md5', '0') }],
    ['no signature', 401, { body: event(), change: query => query.delete('auth_signature') }],
    ['a signature cut short', 401, { body: event(), change: query => query.set('auth_signature', 'ab') }],
    ['one parameter more', 401, { body: event(), change: query => query.set('info', 'user_count') }],
    ['another app', 404, { path: '/apps/other/events', body: event() }],
    ['a method that there is not', 404, { path: '/apps/tests/users/1/events', body: event() }],
    ['no JSON', 400, { body: '{' }],
    ['no name', 400, { body: event({ name: '' }) }],
    ['a name of Pusher', 400, { body: event({ name: 'pusher:error' }) }],
    ['data that is no text', 400, { body: event({ data: { a: 1 } }) }],
    ['no channel', 400, { body: event({ channel: undefined }) }],
    ['a bad channel', 400, { body: event({ channel: 'a b' }) }],
    ['a bad socket_id', 400, { body: event({ socket_id: 'x' }) }],
    ['an info that there is not', 400, { body: event({ info: 'secrets' }) }],
    ['100 channels', 200, { body: event({ channels: Array.from({ length: 100 }, (_, n) => `c${n}`) }) }],
    ['101 channels', 400, { body: event({ channels: Array.from({ length: 101 }, (_, n) => `c${n}`) }) }],
    ['an encrypted channel among others', 400, { body: event({ channels: ['a', 'private-encrypted-b'] }) }],
    ['10 KB', 200, { body: event({ data: 'x'.repeat(10_240) }) }],
    ['more than 10 KB', 413, { body: event({ data: 'é'.repeat(5121) }) }],
    ['1 MB', 413, { body: event({ data: 'x'.repeat(1_000_000) }) }],
    ['a batch of 10', 200, { path: '/apps/tests/batch_events', body: batchOf(10) }],
    ['a batch of 11', 400, { path: '/apps/tests/batch_events', body: batchOf(11) }],
    [
      'a large event in a batch',
      413,
      { path: '/apps/tests/batch_events', body: batchOf(2, { data: 'x'.repeat(10_241) }) },
    ],
    ['the users of a public channel', 400, { method: 'GET', path: '/apps/tests/channels/open/users' }],
    ['a long channel', 200, { method: 'GET', path: `/apps/tests/channels/${'x'.repeat(164)}` }],
    ['a path that cannot be decoded', 400, { method: 'GET', path: '/apps/tests/channels/%zz' }],
  ])('answers %s with %i', async (_, status, asked) => {
    const answer = await call(asked)
    expect(answer.status).toBe(status)
    if (status !== 200) expect(answer.body).toMatch(/"error":"[A-Za-z].*\.?"/)
    expect(answer.body).not.toContain(RELAY_KEYS.secret)
  })

  it('answers with 429 what comes faster than anybody publishes, and only to who may publish', async () => {
    const clock = new FakeClock(Date.now())
    const api = new RelayApi({ hub: new ChannelHub(), keys: RELAY_KEYS, clock })
    const { method, path, query, body } = signed({ body: event() })
    const unsigned = new URLSearchParams(query)
    unsigned.delete('auth_signature')
    const statuses = (count: number, asked: URLSearchParams) =>
      Array.from({ length: count }, () => api.answer({ method, path, query: asked, body }).status)
    expect(new Set(statuses(300, unsigned))).toEqual(new Set([401]))
    expect(new Set(statuses(200, query))).toEqual(new Set([200]))
    expect(statuses(1, query)).toEqual([429])
    await clock.advance(1000)
    expect(statuses(1, query)).toEqual([200])
  })
})

describe('the relay switched off', () => {
  it('closes who is there, answers 404, and takes them again once it is on', async () => {
    const client = await open()
    face.relay.apply({ relay: { ...face.config, on: false } })
    expect(await client.closed).toBe(4100)
    expect((await call({ body: event() })).status).toBe(404)
    const refused = await open()
    expect([refused.id, face.relay.view()]).toEqual(['', null])
    face.relay.apply({ relay: face.config })
    const again = await open()
    expect(again.id).not.toBe('')
    face.relay.apply({ relay: { ...face.config, secret: 'another' } })
    expect(await again.closed).toBe(4200)
    expect(face.problems).toEqual([])
  })
})
