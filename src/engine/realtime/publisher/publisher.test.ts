import { createServer } from 'node:http'
import PusherJs from 'pusher-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { configSchema } from '#shared/config.ts'
import { pusherSchema } from '#shared/realtime-config.ts'
import { RELAY_KEYS, type RelayFace, startRelayFace } from '../../../../test-support/relay-face.ts'
import { BAD, GOOD, monitorInput } from '../../../../test-support/watched-book.ts'
import { systemClock } from '../../clock.ts'
import { ChangeLog } from '../../status/change-log.ts'
import { StatusBook } from '../../status/status-book.ts'
import { isReportEvent, type ReportEvent, readReportEvent } from '../wire-events.ts'
import { Publisher } from './publisher.ts'

const ending: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})
const SOON = { timeout: 5000, interval: 10 }

/** A Traylight with one database and its processor, that publishes. */
function watcher(
  name: string,
  host: string,
  over: {
    readonly telling?: 'names' | 'aggregate'
    readonly ownSocketId?: () => string | null
    readonly keys?: object
  } = {},
) {
  const changes = new ChangeLog()
  const config = configSchema.parse({
    version: 1,
    monitors: [monitorInput('db'), monitorInput('new'), monitorInput('muted')],
    pusher: { on: true, key: 'k', listen: true },
  })
  const book = new StatusBook(
    {
      ...{ clock: systemClock, changes, describeTarget: () => ({ text: '', host: null }) },
      ...{
        externalInterfaces: () => ['eth0'],
        onTransition: () => {},
        onMutes: () => {},
        onNetworkBack: () => {},
      },
    },
    config.thresholds,
    [],
  )
  book.configure(config)
  book.mutes.add([{ target: { scope: 'monitor', id: 'muted' }, until: null, untilRecovery: false, since: 0 }])
  book.recordCheck('db', GOOD)
  const publisher = new Publisher({
    ...{ clock: systemClock, book, changes, telling: () => over.telling ?? 'names' },
    run: { instance: `instance of ${name}`, version: '0', startedAt: 0 },
    ownSocketId: over.ownSocketId ?? (() => null),
    onChange: () => {},
    resolve: async value => ({ ok: true, value, secrets: [] }),
  })
  publisher.start({
    pusher: pusherSchema.parse({
      on: true,
      listen: false,
      publish: true,
      host,
      publishAs: name,
      ...RELAY_KEYS,
      ...over.keys,
    }),
  })
  ending.push(() => publisher.stop())
  return { book, publisher, state: () => publisher.view()?.state }
}

/** Somebody else's Traylight, with pusher-js as it comes. */
async function listener(face: RelayFace) {
  const client = new PusherJs(RELAY_KEYS.key, face.socketOptions)
  const heard: ReportEvent[] = []
  const channels = ['metric-update', 'service-status', 'system-alert'].map(name => {
    const channel = client.subscribe(name)
    channel.bind_global((event: string, data: unknown) => {
      if (!isReportEvent(event)) return
      expect(event).toBe(name)
      const read = readReportEvent(event, data)
      expect(read.ok ? '' : read.reason).toBe('')
      if (read.ok) heard.push(read.read)
    })
    return channel
  })
  ending.push(() => client.disconnect())
  await vi.waitFor(() => expect(channels.every(({ subscribed }) => subscribed)).toBe(true), SOON)
  const services = () => heard.flatMap(event => (event.event === 'service-status' ? event.data.services : []))
  return { client, heard, services }
}

async function relayFace() {
  const face = await startRelayFace()
  ending.push(() => face.stop())
  return face
}

describe('publishing over Pusher', () => {
  it('tells what is watched here as the health API does to strangers, then what changes, and alerts', async () => {
    const face = await relayFace()
    const { heard, services } = await listener(face)
    const one = watcher('one', face.url)
    one.book.recordCheck('muted', BAD)
    one.book.metrics.record(
      [{ id: 'cpu', name: 'CPU', group: 'cpu', unit: '%', value: 12.345, detail: '', sampledAt: Date.now() }],
      [],
      Date.now(),
    )
    await vi.waitFor(() => expect(heard).toHaveLength(2), SOON)
    expect(services()).toEqual([
      {
        name: 'Name of db',
        status: 'healthy',
        category: 'database',
        responseTimeMs: 12,
        checkedAt: expect.any(Number),
      },
      expect.objectContaining({
        name: 'Name of muted',
        status: 'unknown',
        message: expect.stringContaining('muted'),
      }),
    ])
    expect(heard.at(-1)?.data).toMatchObject({
      metric: 'cpu',
      value: { name: 'CPU', value: 12.3, unit: '%' },
    })
    one.book.recordCheck('db', BAD)
    one.publisher.publishAlert({
      level: 'critical',
      message: 'Name of db\nis down.',
      at: Date.UTC(2026, 0, 1),
    })
    await vi.waitFor(() => expect(heard).toHaveLength(4), SOON)
    expect(heard[2]?.data).toEqual({
      ...{ level: 'critical', message: 'Name of db is down.', timestamp: Date.UTC(2026, 0, 1) },
    })
    expect(services().at(-1)).toMatchObject({ name: 'Name of db', status: 'unhealthy' })
    // What a check found may name addresses and more: it is not for everybody with the key.
    expect(JSON.stringify(heard)).not.toContain(BAD.message)
    expect(one.publisher.view()).toMatchObject({ state: 'leading', events: 4, message: '' })
  })

  it('tells only how each category is where names are not for strangers', async () => {
    const face = await relayFace()
    const { services, heard } = await listener(face)
    watcher('one', face.url, { telling: 'aggregate' })
    await vi.waitFor(() => expect(services()).toMatchObject([{ name: 'database', status: 'healthy' }]), SOON)
    expect(JSON.stringify(heard)).not.toContain('Name of')
  })

  it('does not tell again what came in over a channel, and spares its own listener', async () => {
    const face = await relayFace()
    const [own, other] = [await listener(face), await listener(face)]
    const one = watcher('one', face.url, { ownSocketId: () => own.client.connection.socket_id })
    one.book.recordPushed([
      {
        name: 'From elsewhere',
        status: 'unhealthy',
        category: 'apis',
        message: '',
        responseTimeMs: null,
        details: {},
      },
    ])
    await vi.waitFor(() => expect(other.services()).toHaveLength(1), SOON)
    expect(other.services()[0]?.name).toBe('Name of db')
    expect(own.heard).toEqual([])
  })

  it('is done by one of two, the first; the other takes over when it is gone, and nothing is told twice', async () => {
    const face = await relayFace()
    const { heard, services } = await listener(face)
    const first = watcher('first', face.url)
    await vi.waitFor(() => expect(first.state()).toBe('leading'), SOON)
    const second = watcher('second', face.url)
    await vi.waitFor(
      () => expect(second.publisher.view()).toMatchObject({ state: 'standing-by', leader: 'first' }),
      SOON,
    )
    for (const { publisher } of [first, second])
      publisher.publishAlert({ level: 'info', message: 'hello', at: 0 })
    for (const { book } of [first, second]) book.recordCheck('db', BAD)
    await vi.waitFor(
      () => expect(services().map(({ status }) => status)).toEqual(['healthy', 'unhealthy']),
      SOON,
    )
    expect(heard.filter(({ event }) => event === 'system-alert')).toHaveLength(1)
    expect(second.publisher.view()?.events).toBe(0)
    const leftAt = performance.now()
    await first.publisher.stop()
    await vi.waitFor(() => expect(second.state()).toBe('leading'), SOON)
    expect(performance.now() - leftAt).toBeLessThan(3000)
    second.publisher.publishAlert({ level: 'info', message: 'hello again', at: 0 })
    await vi.waitFor(
      () => expect(heard.filter(({ event }) => event === 'system-alert')).toHaveLength(2),
      SOON,
    )
    expect(services().at(-1)).toMatchObject({ name: 'Name of db', status: 'unhealthy' })
  })

  it('stands by while the connection is lost, and leads again once it is back', async () => {
    const face = await startRelayFace()
    const one = watcher('one', face.url)
    await vi.waitFor(() => expect(one.state()).toBe('leading'), SOON)
    await face.stop()
    await vi.waitFor(
      () =>
        expect(one.publisher.view()).toMatchObject({
          state: 'standing-by',
          message: expect.stringMatching(/is lost/),
        }),
      SOON,
    )
    const back = await startRelayFace({ port: face.port })
    ending.push(() => back.stop())
    await vi.waitFor(() => expect(one.state()).toBe('leading'), SOON)
  })

  it('says what is wrong with its keys', async () => {
    const face = await relayFace()
    const wrongKey = watcher('one', face.url, { keys: { key: 'other' } })
    const wrongSecret = watcher('two', face.url, { keys: { secret: 'other' } })
    const wrongApp = watcher('three', face.url, { keys: { appId: 'other' } })
    await vi.waitFor(() => {
      const messages = [wrongKey, wrongSecret, wrongApp].map(({ publisher }) => publisher.view()?.message)
      expect(messages).toEqual([
        expect.stringMatching(/knows no app with this key at http:\/\/127\.0\.0\.1:\d+/),
        expect.stringMatching(/app id, key and secret are of one app/),
        expect.stringMatching(/knows no such app \(404\)/),
      ])
      expect([wrongKey, wrongSecret, wrongApp].map(({ state }) => state())).toEqual([
        'failed',
        'failed',
        'failed',
      ])
    }, SOON)
  })

  it('waits where the server takes no more for now, and sends each thing once afterwards', async () => {
    const face = await relayFace()
    const { services } = await listener(face)
    // The relay behind a server that is busy at first: sockets go to the relay itself.
    const askedAt: number[] = []
    const busy = createServer((request, response) => {
      if (askedAt.push(performance.now()) === 1) {
        response.writeHead(429).end('Too many requests')
        return
      }
      const body: Buffer[] = []
      request.on('data', chunk => body.push(chunk))
      request.on('end', async () => {
        const answer = await fetch(face.url + (request.url ?? ''), {
          ...{ method: 'POST', body: Buffer.concat(body), headers: { 'content-type': 'application/json' } },
        })
        response.writeHead(answer.status).end(await answer.text())
      })
    })
    busy.on('upgrade', async (request, socket) => {
      const { connect } = await import('node:net')
      const through = connect(face.port, '127.0.0.1', () => {
        const headers = Object.entries({ ...request.headers, host: `127.0.0.1:${face.port}` })
        const lines = headers.map(([name, value]) => `${name}: ${value}`)
        through.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
        through.pipe(socket).pipe(through)
      })
      for (const end of [through, socket]) end.on('error', () => through.destroy() && socket.destroy())
      ending.push(() => socket.destroy())
    })
    await new Promise<void>(resolve => busy.listen(0, '127.0.0.1', resolve))
    ending.push(() => new Promise(resolve => busy.close(resolve)))
    const address = busy.address()
    const one = watcher('one', `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
    await vi.waitFor(
      () =>
        expect(one.publisher.view()).toMatchObject({
          state: 'failed',
          message: expect.stringMatching(/for now \(429\)/),
        }),
      SOON,
    )
    one.book.recordCheck('db', BAD)
    await vi.waitFor(() => expect(services().at(-1)?.status).toBe('unhealthy'), SOON)
    const statuses = services().map(({ status }) => status)
    expect(new Set(statuses).size).toBe(statuses.length)
    expect((askedAt[1] ?? 0) - (askedAt[0] ?? 0)).toBeGreaterThan(900)
    await vi.waitFor(
      () =>
        expect(one.publisher.view()).toMatchObject({
          state: 'leading',
          events: statuses.length,
          message: '',
        }),
      SOON,
    )
  })

  it('leaves nothing behind when it is stopped', async () => {
    const face = await relayFace()
    const one = watcher('one', face.url)
    await vi.waitFor(() => expect(one.publisher.view()?.events).toBe(1), SOON)
    await one.publisher.stop()
    await vi.waitFor(() => expect(face.relay.view()).toMatchObject({ connections: 0, channels: 0 }), SOON)
    expect(one.publisher.view()).toBeNull()
    const before = face.relay.view()?.events
    one.book.recordCheck('db', BAD)
    one.publisher.publishAlert({ level: 'critical', message: 'unheard', at: 0 })
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(face.relay.view()?.events).toBe(before)
  })
})
