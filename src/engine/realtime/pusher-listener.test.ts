import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConfigInput } from '#shared/config.ts'
import { listeningRealtime } from '../../../test-support/listening-realtime.ts'
import { PusherProtocolServer } from '../../../test-support/pusher-protocol-server.ts'
import { FakeClock } from '../fake-clock.ts'

const WAIT = { timeout: 5000, interval: 5 }

let server: PusherProtocolServer
let rig: ReturnType<typeof listeningRealtime> | null = null
let clock: FakeClock

beforeEach(async () => {
  server = await PusherProtocolServer.start()
  clock = new FakeClock()
})
afterEach(async () => {
  await rig?.stop()
  rig = null
  await server.stop()
})

type Pusher = NonNullable<ConfigInput['pusher']>

const pusher = (over: Partial<Pusher> = {}): ConfigInput => ({
  pusher: { on: true, key: server.key, host: server.host, channels: [{ name: 'system-health' }], ...over },
})

async function listening(input: ConfigInput = pusher()) {
  rig = listeningRealtime(input, clock)
  rig.realtime.start()
  const { realtime } = rig
  await vi.waitFor(() => {
    const channels = realtime.view().listening?.channels ?? []
    expect(channels.filter(({ state }) => state === 'subscribing')).toEqual([])
    expect(channels.length).toBeGreaterThan(0)
  }, WAIT)
  return rig
}

const down = (name: string) => ({ services: [{ name, status: 'unhealthy', message: `${name} is down.` }] })

describe('listening to Pusher', () => {
  it('subscribes to the seven channels of the report unless told otherwise', async () => {
    const { realtime } = await listening({ pusher: { on: true, key: server.key, host: server.host } })
    expect(realtime.view().listening).toMatchObject({ state: 'connected', place: server.host, message: '' })
    expect(realtime.view().listening?.channels.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'dashboard-updates subscribed',
      'content-generation subscribed',
      'agent-status subscribed',
      'system-health subscribed',
      'metric-update subscribed',
      'service-status subscribed',
      'system-alert subscribed',
    ])
  })

  it('does nothing while it is off, and begins and ends as the configuration says', async () => {
    rig = listeningRealtime({ pusher: { on: false } }, clock)
    rig.realtime.start()
    expect(rig.realtime.view().listening).toBeNull()
    rig.configure(pusher())
    const { realtime, book } = rig
    await vi.waitFor(() => expect(realtime.view().listening?.state).toBe('connected'), WAIT)
    expect(book.backends.get('pusher')?.watched.status).toBe('healthy')
    rig.configure({ pusher: { on: false } })
    await vi.waitFor(() => expect(server.clients.size).toBe(0), WAIT)
    expect([realtime.view().listening, book.backends.size]).toEqual([null, 0])
  })

  it('makes pushed services observations, at once and on any channel', async () => {
    const { book, transitions, service } = await listening()
    server.trigger('system-health', 'service-status', down('Redis'))
    await vi.waitFor(() => expect(service('Redis')?.status).toBe('unhealthy'), WAIT)
    expect(transitions).toContainEqual(
      expect.objectContaining({ scope: 'service', id: 'pusher/Redis', message: 'Redis is down.' }),
    )
    expect(book.backends.get('pusher')?.services.get('Redis')?.category).toBe('database')
    await clock.advance(50)
    expect(book.overall).toMatchObject({ status: 'degraded', line: '1 unhealthy: Redis' })
  })

  it('lets a critical alert make the whole unhealthy until the service it names is healthy', async () => {
    const { book, service } = await listening()
    server.trigger('system-health', 'service-status', down('Redis'))
    const timestamp = new Date(clock.now()).toISOString()
    server.trigger('system-health', 'system-alert', {
      level: 'critical',
      message: 'Redis lost data.',
      timestamp,
    })
    await vi.waitFor(() => expect([...book.pushedAlerts.open()]).toHaveLength(1), WAIT)
    await clock.advance(300)
    expect(book.overall).toMatchObject({ status: 'unhealthy', line: '2 unhealthy: Redis lost data, Redis' })
    expect(book.overall.problems[0]).toMatchObject({ scope: 'pushed', id: 'system-health: Redis lost data.' })
    server.trigger('system-health', 'service-status', { services: [{ name: 'Redis', status: 'healthy' }] })
    await vi.waitFor(() => expect(service('Redis')?.status).toBe('healthy'), WAIT)
    await clock.advance(50)
    expect(book.overall).toMatchObject({ status: 'healthy', problems: [] })
  })

  it('makes a pushed metric one of the metrics, judged by its thresholds', async () => {
    const { book } = await listening()
    const value = { name: 'Queue', value: 95, unit: 'jobs', status: 'healthy' }
    const threshold = { warning: 50, critical: 90 }
    server.trigger('system-health', 'metric-update', { metric: 'queue', value: { ...value, threshold } })
    server.trigger('system-health', 'metric-update', {
      metric: 'told',
      value: { ...value, status: 'warning' },
    })
    await vi.waitFor(() => expect(book.metrics.get('backend:pusher:told')).toBeDefined(), WAIT)
    expect(book.metrics.get('backend:pusher:told')?.state.status).toBe('warning')
    expect(book.metrics.get('backend:pusher:queue')).toMatchObject({
      state: { status: 'critical' },
      sample: { name: 'Queue', group: 'application', unit: 'jobs', value: 95 },
    })
    expect(book.metrics.thresholdOf('backend:pusher:queue')).toEqual(threshold)
  })

  it('shows what else happens in the feed, plain and short, with its progress', async () => {
    const { realtime } = await listening(
      pusher({ channels: [{ name: 'content-generation' }, { name: 'agent-status' }] }),
    )
    server.trigger('content-generation', 'generation-progress', {
      message: 'Writing\n\u001b[31m quiz',
      progress: 0.42,
    })
    server.trigger('agent-status', 'agent-started', { agent: 'Planner', status: 'running' })
    await vi.waitFor(() => expect(realtime.activity({ limit: 10 })).toHaveLength(2), WAIT)
    expect(realtime.activity({ limit: 10 })).toMatchObject([
      {
        channel: 'agent-status',
        event: 'agent-started',
        kind: 'activity',
        text: 'Planner: running',
        percent: null,
      },
      { channel: 'content-generation', kind: 'progress', text: 'Writing quiz', percent: 42 },
    ])
    expect(realtime.activity({ channel: 'agent-status', limit: 10 })).toHaveLength(1)
  })

  it('counts what it cannot understand, says why, and believes none of it', async () => {
    const { realtime, channel, service, book } = await listening()
    server.trigger('system-health', 'service-status', { services: [{ name: 'Redis', status: 'dead' }] })
    server.trigger('system-health', 'system-alert', 'down')
    server.sendRaw('{"event":"x","channel":"system-health","data":"', 'system-health')
    server.sendRaw('{"channel":"system-health"}', 'system-health')
    server.sendRaw('{"event":7,"channel":"system-health"}', 'system-health')
    server.trigger('system-health', 'service-status', { services: [], padding: 'x'.repeat(70_000) })
    await vi.waitFor(() => expect(channel('system-health')?.invalid).toBe(5), WAIT)
    expect(realtime.view().listening?.lastInvalid).toMatch(
      /^A message on system-health was not understood, because it has 70/,
    )
    expect(realtime.activity({ limit: 10 }).every(({ kind }) => kind === 'invalid')).toBe(true)
    expect([service('Redis'), [...book.pushedAlerts.open()]]).toEqual([undefined, []])
    expect(realtime.view().listening?.state).toBe('connected')
  })

  it('signs for private and presence channels, and counts who is present', async () => {
    const channels = [{ name: 'private-ops' }, { name: 'presence-ops' }, { name: 'private-encrypted-ops' }]
    const { channel } = await listening(pusher({ channels, secret: server.secret }))
    expect(channel('private-ops')).toMatchObject({ state: 'subscribed', members: null })
    expect(channel('presence-ops')).toMatchObject({ state: 'subscribed', members: 1 })
    expect(channel('private-encrypted-ops')).toMatchObject({
      state: 'failed',
      message:
        'The channel private-encrypted-ops is encrypted. Give the authorisation address that hands out its key.',
    })
  })

  it('says what to do where a channel cannot be joined', async () => {
    const { channel, configure } = await listening(
      pusher({ channels: [{ name: 'private-ops' }], secret: 'wrong' }),
    )
    expect(channel('private-ops')).toMatchObject({
      state: 'failed',
      message:
        'The channel private-ops could not be joined (Invalid signature). Check the secret of the app.',
    })
    configure(pusher({ channels: [{ name: 'private-ops' }] }))
    await vi.waitFor(
      () => expect(channel('private-ops')?.message).toMatch(/^The channel private-ops needs an/),
      WAIT,
    )
  })

  it.each([
    ['wrong', null, /^Pusher knows no app with this key at http:.* Check the key and the cluster/],
    [
      'app-key',
      { code: 4004, message: 'Over quota' },
      /^The app has as many connections as its plan allows\./,
    ],
    ['app-key', { code: 4003, message: 'Disabled' }, /^The app is disabled at .* Enable it/],
  ])('says what is wrong where %s is refused (%o), and never gives up', async (key, refusal, words) => {
    server.refuseWith = refusal
    rig = listeningRealtime(pusher({ key }), clock)
    const { realtime, book } = rig
    realtime.start()
    await vi.waitFor(() => expect(realtime.view().listening?.state).toBe('failed'), WAIT)
    expect(realtime.view().listening?.message).toMatch(words)
    expect(book.backends.get('pusher')?.watched).toMatchObject({ status: 'unhealthy' })
    await clock.advance(50)
    expect(book.overall.status).toBe('degraded')
    const asked = server.asked.length
    await clock.advance(61_000)
    await vi.waitFor(() => expect(server.asked.length).toBe(asked + 1), WAIT)
    server.refuseWith = null
    await vi.waitFor(() => expect(clock.waiting).toBeGreaterThan(0), WAIT)
    if (key === server.key) {
      await clock.advance(125_000)
      await vi.waitFor(() => expect(realtime.view().listening?.state).toBe('connected'), WAIT)
    }
  })

  it('says why there is no connection, forgets what was told, and is back when the server is', async () => {
    const { realtime, service, book } = await listening()
    server.trigger('system-health', 'service-status', down('Redis'))
    await vi.waitFor(() => expect(service('Redis')?.status).toBe('unhealthy'), WAIT)
    const { port } = server
    await server.stop()
    await vi.waitFor(() => expect(realtime.view().listening?.state).toBe('connecting'), WAIT)
    expect(service('Redis')?.status).toBe('unhealthy')
    await clock.advance(10_500)
    await vi.waitFor(() => expect(realtime.view().listening?.state).toBe('unavailable'), WAIT)
    expect(realtime.view().listening?.message).toMatch(
      /^Pusher refused the connection on 127\.0\.0\.1:\d+\. Is it running\?$/,
    )
    expect(service('Redis')).toMatchObject({
      status: 'unknown',
      message: 'Pusher is not connected, so this is not known.',
    })
    expect(book.backends.get('pusher')?.watched.status).toBe('unhealthy')
    server = await PusherProtocolServer.start({ port })
    await clock.advance(15_000)
    await vi.waitFor(() => expect(realtime.view().listening?.state).toBe('connected'), WAIT)
    await vi.waitFor(() => expect(server.subscribers('system-health')).toBe(1), WAIT)
  })

  it('leaves no socket and no timer behind, however it is when it ends', async () => {
    const { stop } = await listening()
    await stop()
    await vi.waitFor(() => expect(server.clients.size).toBe(0), WAIT)
    await clock.advance(120_000)
    expect([clock.waiting, server.asked.length]).toEqual([0, 1])
  })

  it('takes another id where a backend of the operator has its own', async () => {
    const backends = [{ id: 'pusher', name: 'My Pusher', url: 'http://127.0.0.1:1/' }]
    const { book } = await listening({ ...pusher(), backends })
    server.trigger('system-health', 'service-status', down('Redis'))
    await vi.waitFor(() => expect(book.backends.get('pusher-2')?.services.size).toBe(1), WAIT)
    expect(book.backends.get('pusher')?.services.size).toBe(0)
  })
})

describe('a channel that should not be silent', () => {
  const expected = () => pusher({ channels: [{ name: 'system-health', expectedMinutes: 4 }] })

  it('says for how long it is, and is not believed for ever', async () => {
    const { channel, service } = await listening(expected())
    server.trigger('system-health', 'service-status', down('Redis'))
    await vi.waitFor(() => expect(service('Redis')?.status).toBe('unhealthy'), WAIT)
    await clock.advance(3 * 60_000)
    expect(channel('system-health')?.message).toBe('')
    await clock.advance(2 * 60_000)
    expect(channel('system-health')?.message).toBe('No events for 5 min')
    expect(service('Redis')?.status).toBe('unhealthy')
    await clock.advance(8 * 60_000)
    expect(service('Redis')).toMatchObject({
      status: 'unknown',
      message: 'system-health is silent, so this is not known.',
    })
    server.trigger('system-health', 'service-status', down('Redis'))
    await vi.waitFor(() => expect(service('Redis')?.status).toBe('unhealthy'), WAIT)
    expect(channel('system-health')?.message).toBe('')
  })
})
