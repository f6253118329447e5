import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import type { ConfigInput, MonitorInput } from '#shared/config.ts'
import { alerting } from '../../../test-support/alerting.ts'
import { monitorInput } from '../../../test-support/watched-book.ts'
import { SqliteAlertStore } from './sqlite-alert-store.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
/** A Monday at midnight, local time. */
const MONDAY = new Date(2026, 10, 23).getTime()

const monitor = (name: string, over: Partial<MonitorInput> = {}) =>
  monitorInput(name.toLowerCase().replaceAll(' ', '-'), { name, category: 'apis', ...over })
const series = (name: string, count: number, over: Partial<MonitorInput> = {}) =>
  Array.from({ length: count }, (_, index) => monitor(`${name} ${index + 1}`, over))
const ids = (name: string, count: number) => series(name, count).map(({ id }) => id)

const CONFIG: ConfigInput = {
  monitors: [
    ...['Redis', 'Search', 'Payments', 'Clerk', 'Orders', 'Mail', 'Login'].map(name => monitor(name)),
    monitor('Wiki', { severity: 'minor' }),
    monitor('Router', { failuresToUnhealthy: 2 }),
    ...series('Shop', 40, { needs: 'router' }),
    ...series('Api', 10),
    ...series('Batch', 6),
    ...series('Calm', 135),
  ],
  notifiers: [
    { id: 'desktop', name: 'This desktop', to: { kind: 'native' } },
    { id: 'chat', name: 'Chat', to: { kind: 'chat' } },
    { id: 'phone', name: 'Phone', to: { kind: 'chat' }, onlyEscalated: true },
  ],
  alerts: {
    quietHours: [{ from: '22:00', to: '07:00' }],
    escalations: [{ afterMinutes: 15, level: 'critical', notifiers: ['phone'] }],
  },
}

const TOLD = `
Mon 09:00  desktop  critical  Redis is unhealthy
Mon 09:00  chat     critical  Redis is unhealthy
Mon 09:12  desktop  critical  Redis is healthy again
Mon 09:12  chat     critical  Redis is healthy again
Mon 14:00  desktop  critical  Api 1 is unhealthy
Mon 14:00  desktop  critical  10 unhealthy: Api 2, Api 3, Api 4 and 7 more
Mon 14:00  chat     critical  10 unhealthy: Api 1, Api 2, Api 3 and 7 more
Mon 14:10  desktop  critical  Healthy again: Api 1, Api 2, Api 3 and 7 more
Mon 14:10  chat     critical  Healthy again: Api 1, Api 2, Api 3 and 7 more
Tue 07:00  desktop  warning   Wiki is unhealthy
Tue 07:00  chat     warning   Wiki is unhealthy
Tue 07:30  desktop  warning   Wiki is healthy again
Tue 07:30  chat     warning   Wiki is healthy again
Tue 10:00  desktop  critical  Router is unhealthy
Tue 10:00  chat     critical  Router is unhealthy
Tue 10:14  desktop  critical  Router is healthy again
Tue 10:14  chat     critical  Router is healthy again
Wed 11:00  desktop  critical  Mail is unhealthy
Wed 11:00  chat     critical  Mail is unhealthy
Wed 11:02  desktop  critical  Mail is healthy again
Wed 11:02  chat     critical  Mail is healthy again
Wed 11:04  desktop  critical  Mail is unhealthy
Wed 11:04  chat     critical  Mail is unhealthy
Wed 11:06  desktop  critical  Mail is healthy again
Wed 11:06  chat     critical  Mail is healthy again
Wed 11:08  desktop  critical  Mail is unhealthy
Wed 11:08  chat     critical  Mail is unhealthy
Wed 11:10  desktop  critical  Mail is flapping
Wed 11:10  chat     critical  Mail is flapping
Wed 12:00  desktop  critical  Mail is healthy again
Wed 12:00  chat     critical  Mail is healthy again
Thu 11:00  desktop  critical  Batch 6 is unhealthy
Thu 11:00  chat     critical  Batch 6 is unhealthy
Thu 11:10  desktop  critical  Batch 6 is healthy again
Thu 11:10  chat     critical  Batch 6 is healthy again
Thu 14:50  desktop  critical  2 unhealthy: Search, Payments
Thu 14:50  chat     critical  2 unhealthy: Search, Payments
Thu 15:01  desktop  critical  Payments is healthy again
Thu 15:01  chat     critical  Payments is healthy again
Thu 15:04  desktop  critical  Search is healthy again
Thu 15:04  chat     critical  Search is healthy again
Fri 09:00  desktop  critical  Orders is unhealthy
Fri 09:00  chat     critical  Orders is unhealthy
Sat 12:00  desktop  critical  Orders is healthy again
Sat 12:00  chat     critical  Orders is healthy again
Sat 13:00  desktop  critical  Login is unhealthy
Sat 13:00  chat     critical  Login is unhealthy
Sat 13:15  phone    critical  Login is unhealthy, and nobody has acknowledged it
Sat 14:15  desktop  critical  Login is still unhealthy
Sat 14:15  chat     critical  Login is still unhealthy
Sat 14:15  phone    critical  Login is still unhealthy
Sat 14:30  desktop  critical  Login is healthy again
Sat 14:30  chat     critical  Login is healthy again
Sat 14:30  phone    critical  Login is healthy again
Sun 23:30  desktop  critical  Clerk is unhealthy
Sun 23:30  chat     critical  Clerk is unhealthy
Sun 23:40  desktop  critical  Clerk is healthy again
Sun 23:40  chat     critical  Clerk is healthy again
`

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('week')
})
afterEach(() => dir.remove())

it('a week of 200 monitors tells people exactly what they want to know', async () => {
  const week = alerting(CONFIG, {
    startMs: MONDAY,
    openStore: () => new SqliteAlertStore(join(dir.path, 'alerts.sqlite')),
    // What others need is checked at once, and once more soon after a failure.
    checkSoon: ids => isRouterDown && ids.includes('router') && week.fail('router'),
  })
  let isRouterDown = false
  const { clock, fail, heal } = week
  const everything = [...week.book.monitors.keys()]
  expect(everything).toHaveLength(200)
  const until = (moment: string) => {
    const [day = '', time = ''] = moment.split(' ')
    const [hours = 0, minutes = 0] = time.split(':').map(Number)
    return clock.advance(MONDAY + ((DAYS.indexOf(day) * 24 + hours) * 60 + minutes) * MINUTE - clock.now())
  }
  await week.start()
  heal(...everything)

  // A short outage.
  await until('Mon 09:00')
  fail('redis')
  await until('Mon 09:12')
  heal('redis')

  // Ten fail within three seconds.
  await until('Mon 14:00')
  for (const id of ids('Api', 10)) {
    fail(id)
    await clock.advance(300)
  }
  await until('Mon 14:10')
  heal(...ids('Api', 10))

  // In quiet hours something minor fails, and something else that recovers before anybody is up.
  await until('Tue 03:00')
  fail('wiki')
  await until('Tue 07:30')
  heal('wiki')

  // A router goes, and with it all that is behind it: they notice first.
  await until('Tue 10:00')
  isRouterDown = true
  fail(...ids('Shop', 25))
  await clock.advance(3 * SECOND)
  fail('router', ...ids('Shop', 40))
  await until('Tue 10:14')
  isRouterDown = false
  heal('router', ...ids('Shop', 40))

  // One that comes and goes, every two minutes.
  await until('Wed 11:00')
  for (let round = 0; round < 8; round++) {
    fail('mail')
    await clock.advance(2 * MINUTE)
    heal('mail')
    await clock.advance(2 * MINUTE)
  }

  // The machine sleeps over night, and wakes without a network.
  await until('Wed 20:00')
  clock.jumpWall(10 * 60 * MINUTE)
  week.setNetwork(false)
  week.lose(...everything)
  await clock.advance(20 * SECOND)
  week.setNetwork(true)
  heal(...everything)

  // Maintenance: what recovers within it is told to nobody, what does not is told afterwards.
  await until('Thu 10:00')
  const window = { until: clock.now() + 60 * MINUTE, untilRecovery: false, since: clock.now() }
  week.book.mutes.add(
    ids('Batch', 6).map(id => ({
      target: { scope: 'monitor', id },
      ...window,
      maintenance: 'Weekly restart',
    })),
  )
  await until('Thu 10:10')
  fail(...ids('Batch', 6))
  await until('Thu 10:50')
  heal(...ids('Batch', 5))
  await until('Thu 11:00')
  week.book.mutes.expire(clock.now())
  await until('Thu 11:10')
  heal('batch-6')

  // Traylight is restarted while two are down, and one of them recovers meanwhile.
  await until('Thu 14:50')
  fail('search', 'payments')
  await until('Thu 15:00')
  await week.restart()
  await until('Thu 15:01')
  heal(...everything.filter(id => id !== 'search'))
  fail('search')
  await until('Thu 15:04')
  heal('search')

  // A long outage that somebody takes care of.
  await until('Fri 09:00')
  fail('orders')
  await until('Fri 09:10')
  week.alerts.acknowledge(
    week.alerts.view().incidents.map(({ id }) => id),
    'Ordered a new disk',
    'Ada',
  )
  await until('Sat 12:00')
  heal('orders')

  // One that nobody takes care of.
  await until('Sat 13:00')
  fail('login')
  await until('Sat 14:30')
  heal('login')

  // What is critical passes quiet hours.
  await until('Sun 23:30')
  fail('clerk')
  await until('Sun 23:40')
  heal('clerk')
  await until('Sun 23:59')

  const lines = week.told.map(({ notifierId, createdAt, message: { level, title } }) => {
    const at = new Date(createdAt)
    const when = `${DAYS[(at.getDay() + 6) % 7]} ${at.toTimeString().slice(0, 5)}`
    return `${when}  ${notifierId.padEnd(7)}  ${level.padEnd(8)}  ${title}`
  })
  expect(`\n${lines.join('\n')}\n`).toBe(TOLD)
  expect(week.alerts.view()).toMatchObject({ incidents: [], counts: { open: 0 } })
  expect(clock.waiting).toBeLessThanOrEqual(1)
  week.alerts.stop()
  week.store.close()
}, 20_000)
