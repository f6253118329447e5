import { expect, it } from 'vitest'
import { pushedSubjects } from '../alerts/pushed-subjects.ts'
import { FakeClock } from '../fake-clock.ts'
import { PushedAlerts } from './pushed-alerts.ts'

function board() {
  const clock = new FakeClock()
  let changes = 0
  const alerts = new PushedAlerts({ clock, onChange: () => changes++ })
  return {
    ...{ clock, alerts, changes: () => changes },
    raise: (level: 'info' | 'warning' | 'critical', message: string, channel = 'system-alert') =>
      alerts.raise(channel, { level, message, timestamp: clock.now() - 60_000 }),
    open: () => [...alerts.open()].map(({ level, message }) => `${level} ${message}`),
  }
}

it('ends without being repeated for thirty minutes, and not before', async () => {
  const { clock, alerts, raise, open } = board()
  raise('critical', 'Disk is full.')
  await clock.advance(20 * 60_000)
  expect(raise('critical', 'Disk is full.')).toBe(false)
  await clock.advance(29 * 60_000)
  alerts.expire()
  expect(open()).toEqual(['critical Disk is full.'])
  expect([...alerts.open()]).toMatchObject([{ count: 2, since: clock.now() - 50 * 60_000 }])
  await clock.advance(60_000)
  alerts.expire()
  expect(open()).toEqual([])
})

it('ends when it is acknowledged, however often it is repeated, unless it becomes more urgent', () => {
  const { alerts, raise, open } = board()
  raise('warning', 'Queue is long.')
  expect(alerts.acknowledge('system-alert: Queue is long.')).toBe(true)
  raise('warning', 'Queue is long.')
  expect(open()).toEqual([])
  raise('critical', 'Queue is long.')
  expect(open()).toEqual(['critical Queue is long.'])
  expect(alerts.acknowledge('nothing')).toBe(false)
})

it('ends when a service that it names is healthy, whatever else is said', () => {
  const { alerts, raise, open } = board()
  raise('critical', 'PostgreSQL refused connections.')
  raise('critical', 'Redis is slow.')
  alerts.serviceRecovered('postgresql')
  alerts.serviceRecovered('a')
  expect(open()).toEqual(['critical Redis is slow.'])
})

it('keeps at most 200, and the most urgent of them', () => {
  const { raise, open } = board()
  raise('critical', 'First.')
  for (let index = 0; index < 500; index++) raise('info', `Note ${index}.`)
  expect(open()).toHaveLength(200)
  expect(open()[0]).toBe('critical First.')
})

it('adds to the overall status by its level, and tells the rules of all', () => {
  const { alerts, raise } = board()
  raise('info', 'Deployed.')
  raise('warning', 'Slow.')
  raise('critical', `Down: ${'x'.repeat(100)}`)
  expect([...alerts.rollUpItems(false)]).toMatchObject([
    { scope: 'pushed', id: 'system-alert: Slow.', name: 'Slow', status: 'degraded' },
    {
      scope: 'pushed',
      status: 'unhealthy',
      severity: 'critical',
      name: expect.stringMatching(/^Down: x{53}…$/),
    },
  ])
  const subjects = pushedSubjects(alerts)
  expect([...subjects.refs()].map(ref => subjects.subject(ref))).toMatchObject([
    { type: 'pushed', level: 'info', status: 'healthy' },
    { type: 'pushed', level: 'warning', status: 'degraded' },
    { type: 'pushed', level: 'critical', status: 'unhealthy' },
  ])
})

it('tells of what changes, and not of what is repeated', () => {
  const { raise, changes } = board()
  for (let index = 0; index < 1000; index++) raise('critical', 'Down.')
  expect(changes()).toBe(1)
})
