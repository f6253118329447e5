import { describe, expect, it } from 'vitest'
import { type ConfigInput, configSchema, type MonitorInput } from '#shared/config.ts'
import type { Status } from '#shared/status.ts'
import type { Mute } from '#shared/views.ts'
import type { ReportedService } from '../backends/format.ts'
import type { CheckOutcome } from '../checkers/checker.ts'
import { FakeClock } from '../fake-clock.ts'
import { ChangeLog } from './change-log.ts'
import { type PolledReport, StatusBook } from './status-book.ts'
import type { Transition } from './transition.ts'

const good: CheckOutcome = { status: 'healthy', message: '200 OK', responseTimeMs: 12, details: {} }
const refused: CheckOutcome = {
  ...{ status: 'unhealthy', message: 'Redis refused the connection.', responseTimeMs: null, details: {} },
  failure: 'refused',
}
const silent: CheckOutcome = { ...refused, message: 'It did not answer within 5 s.', failure: 'timeout' }

const monitor = (id: string, over: Partial<MonitorInput> = {}): MonitorInput => ({
  ...{ id, name: id, category: 'database', check: { kind: 'http', url: `http://${id}.example/` } },
  ...over,
})

function fixture(
  input: ConfigInput,
  options: { readonly hasNetwork?: boolean; readonly mutes?: Mute[] } = {},
) {
  const clock = new FakeClock()
  const changes = new ChangeLog()
  const transitions: Transition[] = []
  let returns = 0
  let kept: readonly Mute[] = options.mutes ?? []
  const interfaces = options.hasNetwork === false ? [] : ['eth0']
  const config = configSchema.parse(input)
  const book = new StatusBook(
    {
      clock,
      changes,
      describeTarget: ({ check }) => {
        const url = URL.parse(String(check.url))
        return { text: String(check.url), host: url?.hostname ?? null }
      },
      externalInterfaces: () => interfaces,
      onTransition: transition => transitions.push(transition),
      onMutes: mutes => {
        kept = mutes
      },
      onNetworkBack: () => {
        returns++
      },
    },
    config.thresholds,
    options.mutes ?? [],
  )
  book.configure(config)
  book.start()
  const settle = () => clock.advance(20)
  const statusOf = (id: string): Status | undefined => book.monitors.get(id)?.watched.status
  return {
    clock,
    changes,
    transitions,
    book,
    settle,
    statusOf,
    interfaces,
    kept: () => kept,
    returns: () => returns,
  }
}

describe('the status book', () => {
  it('confirms a failure before the overall status follows, and says so meanwhile', async () => {
    const { book, settle, statusOf, transitions } = fixture({ monitors: [monitor('redis')] })
    book.recordCheck('redis', good)
    await settle()
    expect(book.overall).toMatchObject({ status: 'healthy', line: '1 service, healthy' })

    expect(book.recordCheck('redis', refused)).toEqual({ isPending: true })
    await settle()
    expect(statusOf('redis')).toBe('healthy')
    expect(book.monitors.get('redis')?.watched.pending).toBe('failed once, checking again')
    expect(book.overall.status).toBe('healthy')

    expect(book.recordCheck('redis', refused)).toEqual({ isPending: false })
    await settle()
    expect(book.overall).toMatchObject({ status: 'unhealthy', line: '1 unhealthy: redis' })
    expect(book.overall.problems[0]).toMatchObject({ message: 'Redis refused the connection.' })

    book.recordCheck('redis', good)
    await settle()
    expect(book.overall.status).toBe('healthy')
    expect(transitions.filter(t => t.scope === 'monitor').map(t => `${t.from} > ${t.to}`)).toEqual([
      'unknown > healthy',
      'healthy > unhealthy',
      'unhealthy > healthy',
    ])
  })

  it('applies the response time thresholds of the category, the report has them so', async () => {
    const { book, statusOf } = fixture({ monitors: [monitor('pg')] })
    const slow = (responseTimeMs: number) => ({ ...good, responseTimeMs })
    book.recordCheck('pg', slow(100))
    expect(statusOf('pg')).toBe('healthy')
    for (const _ of [1, 2]) book.recordCheck('pg', slow(101))
    expect(statusOf('pg')).toBe('degraded')
    for (const _ of [1, 2]) book.recordCheck('pg', slow(501))
    expect(statusOf('pg')).toBe('unhealthy')
  })

  it('warns of a certificate 21 days before it expires and fails 3 days before', () => {
    const { book, clock, statusOf } = fixture({ monitors: [monitor('site', { failuresToUnhealthy: 1 })] })
    const expiring = (days: number) => ({ ...good, certificateExpiresAt: clock.now() + days * 86_400_000 })
    book.recordCheck('site', expiring(22))
    expect(statusOf('site')).toBe('healthy')
    book.recordCheck('site', expiring(20.5))
    expect(statusOf('site')).toBe('degraded')
    expect(book.monitors.get('site')?.watched.message).toMatch(
      /^The certificate expires in 20 days, on 2026-01-21/,
    )
    book.recordCheck('site', expiring(2.9))
    expect(statusOf('site')).toBe('unhealthy')
  })

  it('keeps what a service said that asked to be left alone for longer than that', async () => {
    const { book, clock, statusOf } = fixture({ monitors: [monitor('api')] })
    const limited: CheckOutcome = { ...refused, failure: 'quota', retryAfterMs: 600_000 }
    book.recordCheck('api', limited)
    book.recordCheck('api', limited)
    await clock.advance(600_000)
    expect(statusOf('api')).toBe('unhealthy')
    await clock.advance(100_000)
    expect(statusOf('api')).toBe('unknown')
  })

  it('shows no stale green: without a result for three intervals it is unknown', async () => {
    const { book, clock, statusOf } = fixture({ monitors: [monitor('a', { intervalSeconds: 10 })] })
    book.recordCheck('a', good)
    await clock.advance(29_000)
    expect(statusOf('a')).toBe('healthy')
    await clock.advance(2000)
    expect(statusOf('a')).toBe('unknown')
    expect(book.overall.status).toBe('unknown')
  })

  it('does not count what is muted or paused, and ends a mute until recovery at recovery', async () => {
    const { book, settle, kept } = fixture({ monitors: [monitor('a'), monitor('b')] })
    for (const id of ['a', 'b']) book.recordCheck(id, good)
    for (const _ of [1, 2]) book.recordCheck('a', refused)
    book.mute([{ scope: 'monitor', id: 'a' }], null, true)
    await settle()
    expect(book.overall).toMatchObject({ status: 'healthy', mutedCount: 1, totalServices: 1 })
    book.recordCheck('a', good)
    await settle()
    expect(kept()).toEqual([])
    expect(book.overall).toMatchObject({ status: 'healthy', mutedCount: 0, totalServices: 2 })
  })

  it('keeps a category muted until the last of it has recovered', async () => {
    const { book, kept } = fixture({ monitors: [monitor('a'), monitor('b')] })
    for (const id of ['a', 'b', 'a', 'b']) book.recordCheck(id, refused)
    book.mute([{ scope: 'category', id: 'database' }], null, true)
    book.recordCheck('a', good)
    expect(kept()).toHaveLength(1)
    book.recordCheck('b', good)
    expect(kept()).toHaveLength(0)
  })

  it('ends a mute until recovery that was set before a restart, when nothing was known', () => {
    const before: Mute = { target: { scope: 'monitor', id: 'a' }, until: null, untilRecovery: true, since: 0 }
    const { book, kept } = fixture({ monitors: [monitor('a')] }, { mutes: [before] })
    for (const _ of [1, 2]) book.recordCheck('a', refused)
    expect(kept()).toHaveLength(1)
    book.recordCheck('a', good)
    expect(kept()).toEqual([])
  })

  it('lets a mute run out by itself', async () => {
    const { book, clock } = fixture({ monitors: [monitor('a', { intervalSeconds: 3600 })] })
    for (const _ of [1, 2]) book.recordCheck('a', refused)
    book.mute([{ scope: 'monitor', id: 'a' }], clock.now() + 60_000, false)
    await clock.advance(59_000)
    expect(book.overall.status).toBe('unknown')
    await clock.advance(2500)
    expect(book.overall.status).toBe('unhealthy')
  })

  it('blames a dead network once, not every service behind it', async () => {
    const ids = ['a', 'b', 'c']
    const { book, settle, statusOf, transitions } = fixture({
      monitors: [
        ...ids.map(id => monitor(id)),
        monitor('here', { check: { kind: 'http', url: 'http://127.0.0.1/' } }),
      ],
    })
    for (const id of [...ids, 'here']) book.recordCheck(id, good)
    await settle()
    transitions.length = 0
    for (const id of [...ids, ...ids, ...ids]) book.recordCheck(id, silent)
    await settle()
    expect(ids.map(statusOf)).toEqual(['unknown', 'unknown', 'unknown'])
    expect(statusOf('here')).toBe('healthy')
    expect(book.overall).toMatchObject({ status: 'unknown', offline: true })
    expect(transitions.filter(t => t.to === 'unhealthy')).toEqual([])
    book.recordCheck('a', good)
    await settle()
    expect(book.overall.offline).toBe(false)
    expect(statusOf('a')).toBe('healthy')
  })

  it('knows at once that the network went with its last interface, and says when one is back', async () => {
    const { book, clock, settle, statusOf, interfaces, transitions, returns } = fixture({
      monitors: [
        monitor('a'),
        monitor('b'),
        monitor('here', { check: { kind: 'http', url: 'http://127.0.0.1/' } }),
      ],
    })
    for (const id of ['a', 'b', 'here']) book.recordCheck(id, good)
    await settle()
    transitions.length = 0
    interfaces.length = 0
    await clock.advance(1100)
    expect(['a', 'b', 'here'].map(statusOf)).toEqual(['unknown', 'unknown', 'healthy'])
    expect(book.overall).toMatchObject({ status: 'unknown', offline: true })
    interfaces.push('eth0')
    await clock.advance(1100)
    expect(returns()).toBe(1)
    expect(book.overall.offline).toBe(false)
    for (const id of ['a', 'b']) book.recordCheck(id, good)
    await settle()
    expect(book.overall.status).toBe('healthy')
    expect(transitions.filter(t => t.to === 'unhealthy')).toEqual([])
  })

  it('believes what still answers without an interface, as through a tunnel', async () => {
    const { book, clock, settle, statusOf, interfaces } = fixture({ monitors: [monitor('a')] })
    book.recordCheck('a', good)
    interfaces.length = 0
    await clock.advance(1100)
    book.recordCheck('a', good)
    await settle()
    expect([statusOf('a'), book.overall.offline]).toEqual(['healthy', false])
  })

  it('lets nothing become stale while time is held still', async () => {
    const { book, clock, statusOf } = fixture({ monitors: [monitor('a', { intervalSeconds: 1 })] })
    book.recordCheck('a', good)
    book.suspend()
    await clock.advance(600_000)
    expect(statusOf('a')).toBe('healthy')
    book.extendFreshness()
    book.start()
    await clock.advance(2000)
    expect(statusOf('a')).toBe('healthy')
    await clock.advance(2000)
    expect(statusOf('a')).toBe('unknown')
  })

  it('leaves a monitor unknown while the interface it needs is down', () => {
    const { book, statusOf, interfaces } = fixture({ monitors: [monitor('a', { needs: 'wg0' })] })
    for (const _ of [1, 2, 3]) book.recordCheck('a', silent)
    expect(statusOf('a')).toBe('unknown')
    expect(book.monitors.get('a')?.watched.message).toContain('wg0')
    interfaces.push('wg0')
    for (const _ of [1, 2]) book.recordCheck('a', silent)
    expect(statusOf('a')).toBe('unhealthy')
  })

  it('starts a changed check from unknown and keeps what did not change', () => {
    const { book, statusOf } = fixture({ monitors: [monitor('a'), monitor('b')] })
    for (const id of ['a', 'b']) book.recordCheck(id, good)
    const renamed = monitor('a', { name: 'Another name' })
    const moved = monitor('b', { check: { kind: 'http', url: 'http://elsewhere.example/' } })
    book.configure(configSchema.parse({ monitors: [renamed, moved] }))
    expect([statusOf('a'), statusOf('b')]).toEqual(['healthy', 'unknown'])
    book.configure(configSchema.parse({ monitors: [renamed] }))
    expect(statusOf('b')).toBeUndefined()
  })
})

describe('backends in the status book', () => {
  const service = (name: string, status: Status): ReportedService => ({
    ...{ name, category: 'database', status, message: status, responseTimeMs: 3, details: {} },
  })
  const report = (services: ReportedService[], over: Partial<PolledReport> = {}): PolledReport => ({
    ...{ status: 'healthy', message: 'ok', services, details: {}, format: 'toolboxai', responseTimeMs: 20 },
    ...over,
  })
  const backend = { id: 'main', name: 'Main', url: 'http://127.0.0.1:8009' }

  it('confirms each reported service on its own; one unhealthy turns the light yellow, not red', async () => {
    const { book, settle } = fixture({ backends: [backend] })
    book.recordPoll('main', report([service('redis', 'healthy'), service('openai', 'healthy')]), false)
    await settle()
    expect(book.overall).toMatchObject({ status: 'healthy', healthyServices: 3, totalServices: 3 })
    const sick = report([service('redis', 'unhealthy'), service('openai', 'healthy')], {
      status: 'unhealthy',
    })
    expect(book.recordPoll('main', sick, false)).toEqual({ isPending: true })
    book.recordPoll('main', sick, false)
    await settle()
    expect(book.overall).toMatchObject({ status: 'degraded', line: '1 unhealthy: redis' })
  })

  it('leaves the verdict to a critical monitor of ours that checks the same service', async () => {
    const { book, settle } = fixture({
      backends: [backend],
      monitors: [monitor('cache', { name: 'Redis', check: { kind: 'redis', url: 'redis://127.0.0.1' } })],
    })
    book.recordCheck('cache', good)
    for (const _ of [1, 2]) book.recordPoll('main', report([service('redis_connection', 'unhealthy')]), false)
    await settle()
    expect(book.overall).toMatchObject({ status: 'healthy', healthyServices: 2, totalServices: 2 })
    expect(book.overall.healthPercentage).toBe(100)
  })

  it('believes a backend where our critical monitor of the same service knows nothing', async () => {
    const { book, settle } = fixture({
      backends: [backend],
      monitors: [monitor('redis'), monitor('other')],
    })
    book.recordCheck('other', good)
    for (const _ of [1, 2]) book.recordPoll('main', report([service('redis', 'unhealthy')]), false)
    await settle()
    expect(book.overall).toMatchObject({ status: 'degraded', line: '1 unhealthy: redis' })
    book.recordCheck('redis', good)
    await settle()
    expect(book.overall).toMatchObject({ status: 'healthy' })
  })

  it('counts a reported service on its own where our monitor of it is minor and sees nothing wrong', async () => {
    const { book, settle } = fixture({
      backends: [backend],
      monitors: [monitor('redis', { severity: 'minor' })],
    })
    book.recordCheck('redis', good)
    for (const _ of [1, 2]) book.recordPoll('main', report([service('redis', 'unhealthy')]), false)
    await settle()
    expect(book.overall).toMatchObject({ status: 'degraded', healthyServices: 2, totalServices: 3 })
    for (const _ of [1, 2]) book.recordCheck('redis', refused)
    await settle()
    expect(book.overall).toMatchObject({ status: 'degraded', line: '1 unhealthy: redis', totalServices: 2 })
    book.recordCheck('redis', good)
    book.recordPoll('main', report([service('redis', 'healthy')]), false)
    await settle()
    expect(book.overall).toMatchObject({ status: 'healthy', healthyServices: 2, totalServices: 2 })
  })

  it('mutes a reported service with our monitor of it', async () => {
    const { book, settle } = fixture({
      backends: [backend],
      monitors: [monitor('redis', { severity: 'minor' })],
    })
    book.recordCheck('redis', good)
    for (const _ of [1, 2]) book.recordPoll('main', report([service('redis', 'unhealthy')]), false)
    book.mute([{ scope: 'monitor', id: 'redis' }], null, false)
    await settle()
    expect(book.overall).toMatchObject({ status: 'healthy', totalServices: 1, mutedCount: 2 })
  })

  it('sends a monitor anew when a backend says something of its service, or no longer does', () => {
    const { book, changes } = fixture({
      backends: [backend],
      monitors: [monitor('redis'), monitor('other')],
    })
    const told = (action: () => void) => {
      const { seq } = changes
      action()
      return changes.since(seq).flatMap(({ topic, id }) => (topic === 'monitor' ? [id] : []))
    }
    const poll = (...services: ReportedService[]) => book.recordPoll('main', report(services), false)
    expect(told(() => poll(service('redis', 'healthy'), service('clerk', 'healthy')))).toEqual(['redis'])
    expect(told(() => poll(service('redis', 'unhealthy')))).toEqual(['redis'])
    expect(told(() => poll(service('clerk', 'healthy')))).toEqual(['redis'])
    expect(told(() => poll(service('clerk', 'healthy')))).toEqual([])
    poll(service('redis', 'healthy'))
    const claimed = configSchema.parse({
      backends: [backend],
      monitors: [monitor('redis'), monitor('other', { reportedAs: ['redis'] })],
    })
    expect(told(() => book.configure(claimed)).toSorted()).toEqual(['other', 'redis'])
  })

  it('is unhealthy when it does not answer, and what it reported is unknown then', async () => {
    const { book, settle } = fixture({ backends: [backend] })
    book.recordPoll('main', report([service('redis', 'healthy')]), false)
    const gone = report([], { status: 'unhealthy', message: 'refused', failure: 'refused', format: null })
    book.recordPoll('main', gone, false)
    expect(book.backends.get('main')?.services.get('redis')?.watched.status).toBe('healthy')
    book.recordPoll('main', gone, false)
    await settle()
    expect(book.backends.get('main')?.services.get('redis')?.watched.status).toBe('unknown')
    expect(book.overall.status).toBe('unhealthy')
  })
})

describe('metrics in the status book', () => {
  const sample = (id: string, value: number, sampledAt: number) => ({
    ...{ id, name: id, group: 'memory' as const, unit: '%', value, detail: '', sampledAt },
  })

  it('turns red only when memory has been over 90 % for a minute, and yellow over 80 %', async () => {
    const { book, clock } = fixture({})
    const hold = async (value: number, seconds: number) => {
      for (let i = 0; i < seconds; i += 2) {
        book.recordSamples([sample('memory', value, clock.now())], [])
        await clock.advance(2000)
      }
    }
    await hold(65, 120)
    expect(book.overall.status).not.toBe('degraded')
    await hold(85, 50)
    expect(book.overall.status).not.toBe('degraded')
    await hold(85, 14)
    expect(book.overall.status).toBe('degraded')
    await hold(91, 64)
    expect(book.overall.status).toBe('unhealthy')
    await hold(50, 2)
    expect(book.overall.status).not.toBe('unhealthy')
  })
})
