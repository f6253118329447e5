import { describe, expect, it } from 'vitest'
import type { ConfigInput, MonitorInput } from '#shared/config.ts'
import { alerting } from '../../../test-support/alerting.ts'
import { monitorInput } from '../../../test-support/watched-book.ts'
import { deliveryText, parseDelivery } from './kept-delivery.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const named = (name: string, over: Partial<MonitorInput> = {}) =>
  monitorInput(name.toLowerCase(), { name, ...over })
const DESKTOP = { id: 'desktop', name: 'This desktop', to: { kind: 'native' } }
const CHAT = { id: 'chat', name: 'Chat', to: { kind: 'chat' } }
const PAGER = { id: 'pager', name: 'Pager', to: { kind: 'pager' } }
const LOG = { id: 'log', name: 'Log', to: { kind: 'log' }, level: 'info' as const }

/** Everything is well, and known to be. */
async function watching(names: readonly string[], over: Partial<ConfigInput> = {}) {
  const it = alerting({ monitors: names.map(name => named(name)), notifiers: [DESKTOP], ...over })
  await it.start()
  it.heal(...it.book.monitors.keys())
  await it.clock.advance(1000)
  return it
}

describe('alerts', () => {
  it('say at once which service, why and since when, and open it', async () => {
    const { fail, clock, told } = await watching(['Redis'])
    fail('redis')
    await clock.advance(40)
    expect(told.map(({ message }) => message)).toMatchObject([
      {
        ...{ kind: 'problem', level: 'critical', title: 'Redis is unhealthy', overall: 'unhealthy' },
        body: expect.stringMatching(/^Refused the connection\.\nSince \d\d:\d\d\.$/),
        route: { page: 'monitor', id: 'redis' },
        incidents: [{ name: 'Redis', state: 'open', rules: ['Database or Redis connection failure'] }],
      },
    ])
  })

  it('say on recovery how long it was down', async () => {
    const { fail, heal, clock, told } = await watching(['Redis'])
    fail('redis')
    await clock.advance(240_000)
    heal('redis')
    await clock.advance(40)
    expect(told.at(-1)?.message).toMatchObject({
      ...{ kind: 'recovery', title: 'Redis is healthy again' },
      body: 'Redis was unhealthy for 4 min.\n1 service, healthy',
    })
  })

  it('are one with a count where ten fail at once', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `S${index}`)
    const { fail, heal, clock, titles } = await watching(names)
    for (const name of names) {
      fail(name.toLowerCase())
      await clock.advance(100)
    }
    await clock.advance(10_000)
    expect(titles()).toEqual(['S0 is unhealthy', '10 unhealthy: S1, S2, S3 and 7 more'])
    heal(...names.map(name => name.toLowerCase()))
    await clock.advance(10_000)
    expect(titles().at(-1)).toBe('Healthy again: S0, S1, S2 and 7 more')
  })

  it('say it again when something else fails later, and never twice of the same', async () => {
    const { fail, clock, titles } = await watching(['Redis', 'PostgreSQL'])
    for (let minute = 0; minute < 5; minute++) {
      fail('redis')
      await clock.advance(MINUTE)
    }
    fail('postgresql')
    await clock.advance(MINUTE)
    expect(titles()).toEqual(['Redis is unhealthy', '2 unhealthy: PostgreSQL, Redis'])
  })

  it('say nothing of what is only degraded, and list it', async () => {
    const { slow, clock, titles, alerts } = await watching(['Search'])
    slow('search')
    await clock.advance(2 * MINUTE)
    expect(titles()).toEqual([])
    expect(alerts.view()).toMatchObject({
      ...{ counts: { open: 0, acknowledged: 0, listed: 1 }, unseen: null },
      incidents: [{ name: 'Search', level: 'warning', notifies: false, rules: ['Service degradation'] }],
    })
  })

  it('never call healthy what is only degraded, or has no rule any more', async () => {
    const { fail, slow, clock, titles } = await watching(['Search'])
    fail('search')
    await clock.advance(MINUTE)
    slow('search')
    await clock.advance(MINUTE)
    expect(titles()).toEqual(['Search is unhealthy', 'Search is only degraded now'])
  })

  it('tell of a recovery within the burst that the failure began', async () => {
    const { fail, heal, clock, titles } = await watching(['Redis'])
    fail('redis')
    await clock.advance(1000)
    heal('redis')
    await clock.advance(5000)
    expect(titles()).toEqual(['Redis is unhealthy', 'Redis is healthy again'])
  })

  it('say nothing of a recovery that is none: paused or deleted', async () => {
    for (const monitors of [[], [named('Redis', { paused: true })]]) {
      const { fail, clock, titles, configure, alerts } = await watching(['Redis'])
      fail('redis')
      await clock.advance(MINUTE)
      configure({ monitors, notifiers: [DESKTOP] })
      await clock.advance(MINUTE)
      expect(titles()).toEqual(['Redis is unhealthy'])
      const [incident] = alerts.incidents({ state: 'resolved', limit: 10 }).incidents
      expect(incident).toMatchObject({ ending: 'gone', state: 'resolved' })
    }
  })

  it('wait while it is quiet, and then tell only what is still true', async () => {
    const { fail, heal, clock, titles, setQuiet, alerts } = await watching(['Redis', 'Search'])
    setQuiet(clock.now() + HOUR)
    fail('redis')
    await clock.advance(MINUTE)
    expect(alerts.view().incidents[0]?.suppressedBecause).toMatch(/^Notifications are quiet until /)
    heal('redis')
    fail('search')
    await clock.advance(MINUTE)
    expect(titles()).toEqual([])
    setQuiet(null)
    await clock.advance(40)
    expect(titles()).toEqual(['Search is unhealthy'])
  })

  it('that were told before quiet time say afterwards how long it really was', async () => {
    const { fail, heal, clock, told, setQuiet } = await watching(['Redis'])
    fail('redis')
    await clock.advance(MINUTE)
    setQuiet(clock.now() + 8 * HOUR)
    await clock.advance(MINUTE)
    heal('redis')
    await clock.advance(7 * HOUR)
    setQuiet(null)
    await clock.advance(40)
    expect(told.at(-1)?.message.body).toMatch(/^Redis was unhealthy for 2 min\./)
  })

  it('say nothing while muted, and of a failure that lasts, once the mute is over', async () => {
    const { fail, clock, titles, book, alerts } = await watching(['Redis'])
    book.mute([{ scope: 'monitor', id: 'redis' }], clock.now() + HOUR, false)
    fail('redis')
    await clock.advance(MINUTE)
    expect(titles()).toEqual([])
    expect(alerts.view().incidents[0]?.suppressedBecause).toMatch(/^Muted until /)
    await clock.advance(HOUR)
    book.mutes.expire(clock.now())
    await clock.advance(40)
    expect(titles()).toEqual(['Redis is unhealthy'])
  })

  it('end without a word where it recovers while muted, and the timeline says so', async () => {
    const { fail, heal, clock, titles, book, alerts } = await watching(['Redis'])
    fail('redis')
    await clock.advance(MINUTE)
    book.mute([{ scope: 'monitor', id: 'redis' }], null, true)
    await clock.advance(MINUTE)
    heal('redis')
    await clock.advance(MINUTE)
    expect(titles()).toEqual(['Redis is unhealthy'])
    const [{ id = '' } = {}] = alerts.incidents({ state: 'all', limit: 1 }).incidents
    const texts = alerts.incident(id)?.timeline.map(({ text }) => text)
    expect(texts?.at(-1)).toBe('Nobody is told that it recovered. Muted until it recovers.')
  })

  it('are one where a router is down and what needs it fails first', async () => {
    const children = ['A', 'B', 'C', 'D']
    const asked: (readonly string[])[] = []
    const it = alerting(
      {
        monitors: [
          named('Router', { failuresToUnhealthy: 2 }),
          ...children.map(name => named(name, { needs: 'router' })),
        ],
        notifiers: [DESKTOP],
      },
      { checkSoon: ids => asked.push(ids) },
    )
    await it.start()
    it.heal(...it.book.monitors.keys())
    await it.clock.advance(1000)
    it.fail('a', 'b')
    await it.clock.advance(40)
    expect(asked).toEqual([['router']])
    expect(it.titles()).toEqual([])
    it.fail('router')
    await it.clock.advance(40)
    expect(it.alerts.view().incidents[0]?.suppressedBecause).toBe('Router failed once and is checked again')
    it.fail('router', 'c', 'd')
    await it.clock.advance(MINUTE)
    expect(it.titles()).toEqual(['Router is unhealthy'])
    it.heal('router', 'a', 'b', 'c')
    it.fail('d')
    await it.clock.advance(MINUTE)
    expect(it.titles().slice(1)).toEqual(['D is unhealthy'])
  })

  it('wait for a router that is well only until it was checked', async () => {
    const it = alerting({
      monitors: [named('Router'), named('A', { needs: 'router' })],
      notifiers: [DESKTOP],
    })
    await it.start()
    it.heal('router', 'a')
    await it.clock.advance(1000)
    it.fail('a')
    await it.clock.advance(100)
    expect(it.titles()).toEqual([])
    it.heal('router')
    await it.clock.advance(40)
    expect(it.titles()).toEqual(['A is unhealthy'])
  })

  it('are told once of what flaps, and again when it has been calm', async () => {
    const { fail, heal, clock, titles } = await watching(['Redis'])
    for (let round = 0; round < 8; round++) {
      fail('redis')
      await clock.advance(2 * MINUTE)
      heal('redis')
      await clock.advance(2 * MINUTE)
    }
    expect(titles()).toEqual([
      ...['Redis is unhealthy', 'Redis is healthy again', 'Redis is unhealthy', 'Redis is healthy again'],
      ...['Redis is unhealthy', 'Redis is flapping'],
    ])
    await clock.advance(HOUR)
    expect(titles().slice(6)).toEqual(['Redis is healthy again'])
  })

  it('gather for a channel of messages, and tell it once with a count', async () => {
    const { fail, clock, titles } = await watching(['A', 'B', 'C'], { notifiers: [CHAT] })
    fail('a')
    await clock.advance(2000)
    fail('b', 'c')
    await clock.advance(2000)
    expect(titles('chat')).toEqual([])
    await clock.advance(2000)
    expect(titles('chat')).toEqual(['3 unhealthy: A, B, C'])
  })

  it('go one by one to a service that keeps incidents itself, with acknowledgement and end', async () => {
    const { fail, heal, clock, told, alerts } = await watching(['A', 'B'], { notifiers: [PAGER] })
    fail('a', 'b')
    await clock.advance(40)
    const [a = ''] = told.map(({ message }) => message.incidents[0]?.id)
    alerts.acknowledge([a], 'On it', 'Ada')
    heal('a', 'b')
    await clock.advance(40)
    expect(told.map(({ message: { kind, incidents } }) => [kind, incidents.length])).toEqual([
      ...[
        ['problem', 1],
        ['problem', 1],
        ['acknowledged', 1],
      ],
      ...[
        ['recovery', 1],
        ['recovery', 1],
      ],
    ])
    // What happened until then, for those who keep it.
    const trails = told.map(({ message }) => message.trail?.map(({ text }) => text) ?? [])
    expect(trails[0]?.[0]).toMatch(/^Critical service down|^Database/)
    expect(trails.at(-2)).toContain('Ada takes care: On it')
  })

  it('record everything, also what nobody is told of', async () => {
    const { slow, clock, titles } = await watching(['Search'], { notifiers: [DESKTOP, LOG] })
    slow('search')
    await clock.advance(2 * MINUTE)
    expect([titles(), titles('log')]).toEqual([[], ['Search is degraded']])
  })

  it('remind with growing pauses until somebody takes care, and again when it is taken back', async () => {
    const { fail, clock, told, alerts } = await watching(['Redis'])
    fail('redis')
    await clock.advance(40)
    const start = clock.now()
    await clock.advance(8 * HOUR)
    const after = told.map(({ createdAt }) => Math.floor((createdAt - start) / MINUTE) + 1)
    expect(after).toEqual([0, 60, 180, 420])
    expect(told[1]?.message).toMatchObject({ kind: 'reminder', title: 'Redis is still unhealthy' })
    const ids = alerts.view().incidents.map(({ id }) => id)
    alerts.acknowledge(ids, '', 'Ada')
    await clock.advance(24 * HOUR)
    expect(told).toHaveLength(4)
    expect(alerts.view().counts).toEqual({ open: 0, acknowledged: 1, listed: 0 })
  })

  it('escalate what nobody has acknowledged, and tell whoever was told of its end', async () => {
    const { fail, heal, clock, titles } = await watching(['Redis'], {
      notifiers: [DESKTOP, { ...CHAT, onlyEscalated: true }],
      alerts: { remindMinutes: 0, escalations: [{ afterMinutes: 15, notifiers: ['chat'] }] },
    })
    fail('redis')
    await clock.advance(14 * MINUTE)
    expect(titles('chat')).toEqual([])
    await clock.advance(2 * MINUTE)
    expect(titles('chat')).toEqual(['Redis is unhealthy, and nobody has acknowledged it'])
    await clock.advance(HOUR)
    heal('redis')
    await clock.advance(MINUTE)
    expect(titles('chat').slice(1)).toEqual(['Redis is healthy again'])
    expect(titles()).toEqual(['Redis is unhealthy', 'Redis is healthy again'])
  })

  it('take an acknowledgement back when it gets worse', async () => {
    const rules = [
      { id: 'slow', name: 'Slow', when: 'status = degraded', level: 'warning' as const },
      { id: 'down', name: 'Down', when: 'status = unhealthy', level: 'critical' as const },
    ]
    const { fail, slow, clock, titles, alerts } = await watching(['Redis'], { alerts: { rules } })
    slow('redis')
    await clock.advance(MINUTE)
    const ids = alerts.view().incidents.map(({ id }) => id)
    alerts.acknowledge(ids, 'Looking', 'Ada')
    expect(alerts.view().incidents[0]?.state).toBe('acknowledged')
    fail('redis')
    await clock.advance(MINUTE)
    expect(alerts.view().incidents[0]).toMatchObject({ state: 'open', level: 'critical' })
    expect(titles()).toEqual(['Redis is degraded', 'Redis is unhealthy'])
    slow('redis')
    await clock.advance(MINUTE)
    expect(titles()).toHaveLength(2)
    expect(alerts.incident(ids[0] ?? '')?.timeline.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'alert: Slow: It answers slowly.',
      'told: To This desktop: Redis is degraded',
      'acknowledged: Ada takes care: Looking',
      'alert: Down: Refused the connection.',
      'alert-over: Slow: over.',
      'level: Redis is now critical; it was warning before.',
      'unacknowledged: Redis got worse, so it is open again.',
      'told: To This desktop: Redis is unhealthy',
      'alert: Slow: It answers slowly.',
      'alert-over: Down: over.',
      'level: Redis is only warning; it was critical before.',
    ])
  })

  it('say nothing in quiet hours but what is critical', async () => {
    const startMs = new Date(2026, 10, 24, 21, 0).getTime()
    const it = alerting(
      {
        monitors: [named('Minor', { severity: 'minor' }), named('Redis')],
        notifiers: [DESKTOP],
        alerts: { quietHours: [{ from: '22:00', to: '07:00' }], remindMinutes: 0 },
      },
      { startMs },
    )
    await it.start()
    it.heal('minor', 'redis')
    await it.clock.advance(2 * HOUR)
    it.fail('minor')
    await it.clock.advance(HOUR)
    expect(it.titles()).toEqual([])
    it.fail('redis')
    await it.clock.advance(MINUTE)
    it.heal('redis')
    await it.clock.advance(MINUTE)
    expect(it.titles()).toEqual(['Redis is unhealthy', 'Redis is healthy again'])
    await it.clock.advance(8 * HOUR)
    expect(it.titles().slice(2)).toEqual(['Minor is unhealthy'])
    expect(it.told.at(-1)?.createdAt).toBeLessThan(startMs + 10 * HOUR + 2 * MINUTE)
  })

  it('tell nothing while there is no network, and nothing of what came back with it', async () => {
    const { lose, clock, titles, book, setNetwork, heal } = await watching(['A', 'B'])
    setNetwork(false)
    lose('a', 'b')
    await clock.advance(MINUTE)
    setNetwork(true)
    heal('a', 'b')
    await clock.advance(MINUTE)
    expect(titles()).toEqual([])
    expect(book.overall.status).toBe('healthy')
  })

  it('tell nothing twice after a restart, and of what recovered meanwhile', async () => {
    const it = await watching(['Redis', 'Search'])
    it.fail('redis', 'search')
    await it.clock.advance(MINUTE)
    await it.restart()
    await it.clock.advance(10 * MINUTE)
    expect(it.titles()).toEqual(['2 unhealthy: Redis, Search'])
    it.fail('redis')
    it.heal('search')
    await it.clock.advance(MINUTE)
    expect(it.titles().slice(1)).toEqual(['Search is healthy again'])
    expect(it.told.at(-1)?.message.body).toMatch(/^Search was unhealthy for 11 min, as far as is known\./)
  })

  it('say in one line what happened while nobody looked, until somebody does', async () => {
    const { fail, heal, clock, alerts } = await watching(['A', 'B', 'C'])
    fail('a', 'b', 'c')
    await clock.advance(MINUTE)
    heal('a')
    await clock.advance(MINUTE)
    expect(alerts.view().unseen?.line).toMatch(/^3 incidents since \d\d:\d\d, 2 still open$/)
    heal('b', 'c')
    await clock.advance(MINUTE)
    expect(alerts.view().unseen?.line).toMatch(/^3 incidents since \d\d:\d\d, all recovered$/)
    alerts.markSeen()
    expect(alerts.view().unseen).toBeNull()
  })

  it('carry the id of the incident in every line of the log', async () => {
    const { fail, clock, log, told } = await watching(['Redis'])
    fail('redis')
    await clock.advance(MINUTE)
    const id = told[0]?.message.incidents[0]?.id
    expect(id).toMatch(/^\d{8}-\d{6}-[0-9a-f]{4}$/)
    expect(log.lines.map(({ facts, message }) => [facts.incident, message])).toEqual([
      [id, 'Redis: Database or Redis connection failure: Refused the connection.'],
      [id, 'Redis: To This desktop: Redis is unhealthy'],
    ])
  })

  it('leave no timer behind', async () => {
    const { fail, alerts, book, clock } = await watching(['Redis'])
    fail('redis')
    await clock.advance(40)
    alerts.stop()
    book.stop()
    expect(clock.waiting).toBe(0)
  })

  it('keep what was pushed open over a restart, and say neither that it is over nor that it began', async () => {
    const pusher = { on: true, key: 'key', alertMinutes: 30 }
    const engine = await watching(['Redis'], { pusher })
    const { clock, titles } = engine
    const alert = { level: 'critical', message: 'The queue is stuck.' } as const
    const push = () => engine.book.pushedAlerts.raise('system-alert', { ...alert, timestamp: clock.now() })
    push()
    await clock.advance(MINUTE)
    await engine.restart()
    await clock.advance(MINUTE)
    push()
    await clock.advance(MINUTE)
    expect(titles()).toEqual(['The queue is stuck'])
    await clock.advance(31 * MINUTE)
    engine.book.pushedAlerts.expire()
    await clock.advance(MINUTE)
    expect(titles()).toEqual(['The queue is stuck', 'Over: The queue is stuck'])
  })

  it('let go of what is over once whoever was to be told of it is deleted', async () => {
    const { fail, heal, clock, setQuiet, configure, store } = await watching(['Redis'])
    fail('redis')
    await clock.advance(MINUTE)
    setQuiet(clock.now() + HOUR)
    heal('redis')
    await clock.advance(MINUTE)
    expect(store.live()).toHaveLength(1)
    configure({ monitors: [named('Redis')], notifiers: [CHAT] })
    await clock.advance(MINUTE)
    expect(store.live()).toEqual([])
  })

  it('carry 200 incidents of an outage of more, and count the rest', async () => {
    const names = Array.from({ length: 250 }, (_, index) => `S${index}`)
    const { fail, clock, told } = await watching(names, { notifiers: [CHAT] })
    fail(...names.map(name => name.toLowerCase()))
    await clock.advance(MINUTE)
    const [delivery] = told
    expect(delivery?.message.title).toBe('250 unhealthy: S0, S1, S2 and 247 more')
    expect(delivery?.message.incidents).toHaveLength(200)
    expect(delivery && parseDelivery(deliveryText(delivery)).message.beyond).toBe(50)
  })
})
