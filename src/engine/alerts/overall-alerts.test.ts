import { describe, expect, it } from 'vitest'
import type { Status } from '#shared/status.ts'
import type { OverallProblem, OverallView } from '#shared/views.ts'
import { FakeClock } from '../fake-clock.ts'
import type { Notification } from '../notify/notification.ts'
import { OverallAlerts } from './overall-alerts.ts'
import type { Fate } from './overall-change.ts'

const MUTED: Fate = { is: 'gone' }
const UNKNOWN: Fate = { is: 'pending' }

function fixture() {
  const clock = new FakeClock()
  const told: Notification[] = []
  let problems: readonly OverallProblem[] = []
  let status: Status = 'healthy'
  let clearSince = 0
  let isQuiet = false
  /** Null: recovered, as soon as it is not a problem any more. */
  let fate: Fate | null = null
  const alerts = new OverallAlerts({
    clock,
    overall: () => overallOf(status, problems),
    fateOf: () => fate ?? { is: 'recovered', since: clearSince },
    isQuiet: () => isQuiet,
    notify: notification => told.push(notification),
  })
  return {
    clock,
    alerts,
    told,
    titles: () => told.map(({ title }) => title),
    become(next: Status, ...names: readonly (string | OverallProblem)[]) {
      status = next
      clearSince = clock.now()
      problems = names.map(name => (typeof name === 'string' ? problem(name, clock.now()) : name))
      alerts.look()
    },
    setFate: (next: Fate | null) => {
      fate = next
    },
    setQuiet: (next: boolean) => {
      isQuiet = next
      alerts.look()
    },
  }
}

function problem(name: string, since: number, status: Status = 'unhealthy'): OverallProblem {
  return {
    scope: 'monitor',
    id: name.toLowerCase(),
    name,
    status,
    since,
    message: `${name} refused the connection.`,
  }
}

function overallOf(status: Status, problems: readonly OverallProblem[]): OverallView {
  return {
    ...{
      status,
      problems: [...problems],
      since: 0,
      line: problems.length > 0 ? 'Some are wrong' : 'All 3 healthy',
    },
    ...{ healthyServices: 3, totalServices: 3, healthPercentage: 100, mutedCount: 0, mutedProblems: 0 },
    ...{ pausedCount: 0, offline: false },
  }
}

describe('alerts of the overall status', () => {
  it('say at once which service, why and since when, and open it', () => {
    const { become, told } = fixture()
    become('unhealthy', 'Redis')
    expect(told).toEqual([
      {
        title: 'Redis is unhealthy',
        body: expect.stringMatching(/^Redis refused the connection\.\nSince \d\d:\d\d\.$/),
        urgency: 'critical',
        icon: 'unhealthy',
        route: { page: 'monitor', id: 'redis' },
      },
    ])
  })

  it('say on recovery how long it was down', async () => {
    const { become, told, clock } = fixture()
    become('unhealthy', 'Redis')
    await clock.advance(240_000)
    become('healthy')
    expect(told.at(-1)).toMatchObject({
      title: 'Redis is healthy again',
      body: 'Redis was unhealthy for 4 min.\nAll 3 healthy',
      urgency: 'low',
    })
  })

  it('are one with a count where ten fail at once', async () => {
    const { become, titles, clock } = fixture()
    const names = Array.from({ length: 10 }, (_, index) => `S${index}`)
    for (let count = 1; count <= 10; count++) {
      become('unhealthy', ...names.slice(0, count))
      await clock.advance(100)
    }
    await clock.advance(10_000)
    expect(titles()).toEqual(['S0 is unhealthy', '10 unhealthy: S1, S2, S3 and 7 more'])
  })

  it('say it again when something else fails later, and never twice of the same', async () => {
    const { become, titles, clock } = fixture()
    const redis = problem('Redis', clock.now())
    become('unhealthy', redis)
    for (let minute = 0; minute < 5; minute++) {
      await clock.advance(60_000)
      become('unhealthy', redis)
    }
    become('unhealthy', redis, 'PostgreSQL')
    await clock.advance(60_000)
    expect(titles()).toEqual(['Redis is unhealthy', '2 unhealthy: PostgreSQL, Redis'])
  })

  it('say nothing of a recovery that is none: muted, paused or deleted', async () => {
    const { become, titles, clock, setFate } = fixture()
    become('unhealthy', 'Redis')
    await clock.advance(60_000)
    setFate(MUTED)
    become('healthy')
    await clock.advance(60_000)
    expect(titles()).toEqual(['Redis is unhealthy'])
  })

  it('say nothing while nothing is known, and of the recovery once it is', async () => {
    const { become, titles, clock, setFate } = fixture()
    become('unknown')
    become('unhealthy', 'Redis')
    await clock.advance(60_000)
    setFate(UNKNOWN)
    become('unknown')
    await clock.advance(60_000)
    setFate(null)
    become('healthy')
    expect(titles()).toEqual(['Redis is unhealthy', 'Redis is healthy again'])
  })

  it('tell of a recovery within the burst that the failure began', async () => {
    const { become, titles, clock } = fixture()
    become('unhealthy', 'Redis')
    await clock.advance(1000)
    become('healthy')
    await clock.advance(5000)
    expect(titles()).toEqual(['Redis is unhealthy', 'Redis is healthy again'])
  })

  it('wait while it is quiet, and then tell only what is still true', async () => {
    const { become, titles, clock, setQuiet } = fixture()
    setQuiet(true)
    become('unhealthy', 'Redis')
    await clock.advance(60_000)
    become('healthy')
    become('degraded', problem('Search', clock.now(), 'degraded'))
    await clock.advance(60_000)
    expect(titles()).toEqual([])
    setQuiet(false)
    expect(titles()).toEqual(['Search is degraded'])
  })

  it('tell when degraded becomes unhealthy, and when unhealthy becomes degraded', async () => {
    const { become, titles, clock } = fixture()
    const slow = problem('Search', clock.now(), 'degraded')
    become('degraded', slow)
    await clock.advance(60_000)
    become('unhealthy', slow, 'Redis')
    await clock.advance(60_000)
    become('degraded', slow)
    await clock.advance(60_000)
    expect(titles()).toEqual(['Search is degraded', 'Redis is unhealthy', 'Redis is healthy again'])
  })

  it('stay few while monitors find one outage at different times, and the last says all of it', async () => {
    const { become, told, titles, clock } = fixture()
    const down: OverallProblem[] = []
    for (let index = 0; index < 10; index++) {
      down.push(problem(`S${index}`, clock.now()))
      become('unhealthy', ...down)
      await clock.advance(4000)
    }
    await clock.advance(120_000)
    expect(titles().length).toBeLessThanOrEqual(5)
    expect(told.at(-1)?.title).toMatch(/^10 unhealthy: /)
  })

  it('tell of the recovery whoever recovers last, also of what was never told by itself', async () => {
    const { become, told, titles, clock } = fixture()
    const [a, b] = [problem('A', clock.now(), 'degraded'), problem('B', clock.now(), 'degraded')]
    become('degraded', a)
    await clock.advance(60_000)
    become('degraded', a, b)
    await clock.advance(60_000)
    become('degraded', b)
    await clock.advance(60_000)
    become('healthy')
    expect(titles()).toEqual(['A is degraded', 'Healthy again: A, B'])
    expect(told.at(-1)?.body).toBe('A was degraded for 2 min.\nB was degraded for 3 min.\nAll 3 healthy')
  })

  it('tell of what was left over after a partial recovery', async () => {
    const { become, titles, clock } = fixture()
    const b = problem('B', clock.now(), 'degraded')
    become('unhealthy', 'A', b)
    await clock.advance(60_000)
    become('degraded', b)
    await clock.advance(60_000)
    become('healthy')
    expect(titles()).toEqual(['A is unhealthy', 'A is healthy again', 'B is healthy again'])
  })

  it('tell of a recovery from unknown while everything else is well', async () => {
    const { become, titles, clock, setFate } = fixture()
    become('unhealthy', 'Redis')
    await clock.advance(60_000)
    setFate(UNKNOWN)
    become('healthy')
    await clock.advance(60_000)
    setFate(null)
    become('healthy')
    expect(titles()).toEqual(['Redis is unhealthy', 'Redis is healthy again'])
  })

  it('say how long it really was, at its worst, whenever they are told', async () => {
    const { become, told, clock, setQuiet } = fixture()
    become('unhealthy', 'Redis')
    await clock.advance(60_000)
    become('degraded', problem('Redis', clock.now(), 'degraded'))
    await clock.advance(60_000)
    setQuiet(true)
    become('healthy')
    await clock.advance(8 * 3_600_000)
    setQuiet(false)
    expect(told.at(-1)?.body).toMatch(/^Redis was unhealthy for 2 min\./)
  })

  it('say one reason once', () => {
    const { become, told, clock } = fixture()
    const refused = (name: string) => ({
      ...problem(name, clock.now()),
      message: 'Redis refused the connection.',
    })
    become('unhealthy', { ...refused('Redis') }, { ...refused('Redis sessions') })
    expect(told[0]?.body.match(/Redis refused/g)).toHaveLength(1)
  })

  it('leave no timer behind', () => {
    const { become, alerts, clock } = fixture()
    become('unhealthy', 'Redis')
    alerts.stop()
    expect(clock.waiting).toBe(0)
  })
})
