import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import {
  ALL_CAPABILITIES,
  type NotificationService,
  startNotificationService,
} from '../../../test-support/notification-service.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { startSessionBus, type TestSessionBus } from '../../../test-support/session-bus.ts'
import { systemClock } from '../clock.ts'
import { openSessionBus, type SessionBus } from '../dbus/session-bus.ts'
import { FreedesktopNotifier } from './freedesktop-notifier.ts'
import { type Notification, SHOWN, type Shown } from './notification.ts'
import type { NotificationAction } from './notification-action.ts'

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

const acknowledge: NotificationAction = { id: 'acknowledge', label: 'Acknowledge', incidentIds: ['i1'] }
const mute: NotificationAction = {
  ...{ id: 'mute', label: 'Mute 1 h', hours: 1 },
  targets: [{ scope: 'monitor', id: 'postgres' }],
}

const outage: Notification = {
  title: 'PostgreSQL is unhealthy',
  body: 'It refused the connection on 127.0.0.1:5432.\nSince 14:02.',
  urgency: 'critical',
  icon: 'unhealthy',
  route: { page: 'monitor', id: 'postgres' },
}
const recovery: Notification = {
  title: 'PostgreSQL is healthy again',
  body: 'It was down for 4 min.',
  urgency: 'normal',
  icon: 'healthy',
  route: { page: 'monitor', id: 'postgres-again' },
}

let daemon: TestSessionBus
let bus: SessionBus
let log: ReturnType<typeof recordingLog>
let notifier: FreedesktopNotifier
const nowhere: Shown = { isShown: false, problem: 'There is nothing that shows it.' }
const otherwise = { show: vi.fn(async (_: Notification) => nowhere), stop: vi.fn(async () => {}) }
const onOpen = vi.fn()
const onAction = vi.fn()
const services: NotificationService[] = []

beforeEach(async () => {
  daemon = await startSessionBus()
  log = recordingLog()
  const opened = await openSessionBus({
    ...{ env: { DBUS_SESSION_BUS_ADDRESS: daemon.address }, clock: systemClock, log },
  })
  if (opened === null) throw new Error('There is no session bus.')
  bus = opened
  otherwise.show.mockClear()
  otherwise.stop.mockClear()
  onOpen.mockClear()
  onAction.mockClear()
  const iconFile = (icon: string) => `/icons with space/${icon}.png`
  notifier = new FreedesktopNotifier({ bus, log, iconFile, onOpen, onAction, otherwise })
})
afterEach(async () => {
  await notifier.stop()
  await bus.stop()
  await Promise.all(services.splice(0).map(service => service.stop()))
  await daemon.remove()
})

async function start(capabilities?: readonly string[]): Promise<NotificationService> {
  const service = await startNotificationService(daemon.address, capabilities)
  services.push(service)
  return service
}

const DBUS = 'org.freedesktop.DBus'
const theBus = { destination: DBUS, path: '/org/freedesktop/DBus', interface: DBUS }
/** Resolves once all that was sent to us before has been heard. */
async function heard(): Promise<void> {
  await (await bus.connection())?.call({ ...theBus, member: 'GetId' })
}

describe('a notification', () => {
  it('has its words, its picture, its urgency and a button, as the specification wants them', async () => {
    const service = await start()
    expect(await notifier.show(outage)).toEqual(SHOWN)
    const icon = 'file:///icons%20with%20space/unhealthy.png'
    expect(service.notified).toEqual([
      {
        id: 1,
        appName: 'Traylight',
        replacesId: 0,
        appIcon: icon,
        summary: 'PostgreSQL is unhealthy',
        body: 'It refused the connection on 127.0.0.1:5432.\nSince 14:02.',
        actions: ['default', 'Open', 'open', 'Open'],
        hints: {
          urgency: 2,
          'desktop-entry': 'traylight',
          category: 'x-traylight.status',
          'image-path': icon,
        },
        expireTimeout: -1,
      },
    ])
    expect(otherwise.show).not.toHaveBeenCalled()
  })

  it('is plain text where the service reads markup, and loses what could fool a reader', async () => {
    const service = await start()
    await notifier.show({ ...outage, title: 'A & B\0', body: '<b>1 < 2</b> & \u001b[31mred\0' })
    expect(service.notified[0]).toMatchObject({
      summary: 'A & B',
      body: '&lt;b&gt;1 &lt; 2&lt;/b&gt; &amp; red',
    })
  })

  it('is not escaped where the service knows no markup, and has no button where it knows none', async () => {
    const service = await start(['body'])
    await notifier.show({ ...outage, body: '1 < 2 & 3' })
    expect(service.notified[0]).toMatchObject({ body: '1 < 2 & 3', actions: [] })
  })

  it('takes the place of the one before while that is shown', async () => {
    const service = await start()
    await notifier.show(outage)
    await notifier.show(recovery)
    expect(service.notified).toMatchObject([
      { id: 1, replacesId: 0 },
      { id: 1, replacesId: 1, summary: 'PostgreSQL is healthy again' },
    ])
    await service.dismiss(1)
    await heard()
    await notifier.show(outage)
    expect(service.notified.at(-1)).toMatchObject({ id: 2, replacesId: 0 })
  })

  it('given while another is being delivered waits for it, so that it can take its place', async () => {
    const service = await start()
    await Promise.all([notifier.show(outage), notifier.show(recovery)])
    expect(service.notified.map(call => call.id)).toEqual([1, 1])
  })
})

describe('a button', () => {
  it('stands beside Open, and tells what was chosen and of which notification', async () => {
    const service = await start()
    await notifier.show({ ...outage, actions: [acknowledge, mute] })
    expect(service.notified[0]?.actions).toEqual([
      ...['default', 'Open', 'open', 'Open'],
      ...['acknowledge', 'Acknowledge', 'mute', 'Mute 1 h'],
    ])
    await service.act(1, 'mute')
    await service.act(1, 'acknowledge')
    await heard()
    expect(onAction.mock.calls).toEqual([[mute], [acknowledge]])
    expect(onOpen).not.toHaveBeenCalled()
  })

  it('of the notification before does what it does in the one that took its place', async () => {
    const service = await start()
    const later: NotificationAction = { ...acknowledge, incidentIds: ['i1', 'i2'] }
    await notifier.show({ ...outage, actions: [acknowledge] })
    await notifier.show({ ...outage, actions: [later] })
    await service.act(1, 'acknowledge')
    await heard()
    expect(onAction.mock.calls).toEqual([[later]])
  })

  it('is not offered where the service has none, nor does its word do anything then but open', async () => {
    const service = await start(['body'])
    await notifier.show({ ...outage, actions: [acknowledge] })
    expect(service.notified[0]?.actions).toEqual([])
    await notifier.show(recovery)
    await service.act(1, 'acknowledge')
    await heard()
    expect(onAction).not.toHaveBeenCalled()
    expect(onOpen.mock.calls).toEqual([[recovery.route, null]])
  })
})

describe('a click', () => {
  it('opens what that very notification is about, with the token that the desktop gave', async () => {
    const service = await start()
    await notifier.show(outage)
    await service.act(1)
    await service.dismiss(1)
    await heard()
    await notifier.show(recovery)
    await service.act(2, 'open', 'token-2')
    await heard()
    expect(onOpen.mock.calls).toEqual([
      [outage.route, null],
      [recovery.route, 'token-2'],
    ])
  })

  it('told after the closing still opens it', async () => {
    const service = await start()
    await notifier.show(outage)
    await service.dismiss(1)
    await service.act(1)
    await heard()
    expect(onOpen).toHaveBeenCalledWith(outage.route, null)
  })

  it('on the notification of another program opens nothing', async () => {
    const service = await start()
    await notifier.show(outage)
    await service.act(99)
    await heard()
    expect(onOpen).not.toHaveBeenCalled()
  })

  it('that somebody else than the service claims opens nothing', async () => {
    const service = await start()
    await notifier.show(outage)
    const names = await (await bus.connection())?.call({ ...theBus, member: 'ListNames' })
    const everybody = String(names)
      .split(',')
      .filter(name => name.startsWith(':'))
    expect(everybody.length).toBeGreaterThan(1)
    for (const name of everybody) {
      const to = ['--dest', name, '--object-path', '/org/freedesktop/Notifications']
      const signal = ['--signal', 'org.freedesktop.Notifications.ActionInvoked', 'uint32 1', 'x']
      await daemon.gdbus('emit', ...to, ...signal)
    }
    await heard()
    expect(onOpen).not.toHaveBeenCalled()
    await service.act(1)
    await heard()
    expect(onOpen).toHaveBeenCalledTimes(1)
  })
})

describe('a notification service', () => {
  it('that starts later is found', async () => {
    await notifier.show(outage)
    expect(otherwise.show).toHaveBeenCalledWith(outage)
    const service = await start()
    await notifier.show(recovery)
    expect(service.notified).toMatchObject([{ summary: 'PostgreSQL is healthy again', replacesId: 0 }])
    expect(otherwise.show).toHaveBeenCalledTimes(1)
  })

  it('that was restarted is asked anew what it can do, and has shown nothing yet', async () => {
    const first = await start()
    await notifier.show(outage)
    await first.stop()
    const second = await start(['body'])
    await notifier.show({ ...recovery, body: '1 < 2' })
    expect(second.notified).toMatchObject([{ replacesId: 0, actions: [], body: '1 < 2' }])
    await second.act(1)
    await heard()
    expect(onOpen.mock.calls).toEqual([[recovery.route, null]])
  })

  it('that is missing is complained of once, and each notification is shown otherwise', async () => {
    expect(await notifier.show(outage)).toEqual(nowhere)
    await notifier.show(recovery)
    expect(otherwise.show.mock.calls).toEqual([[outage], [recovery]])
    expect(log.messages('warn')).toEqual(['The desktop did not take a notification over D-Bus'])
  })

  it('that the bus can start is started', async () => {
    const dir = await makeTempDir('service')
    try {
      const program = fileURLToPath(
        import.meta.resolve('../../../test-support/notification-service-process.ts'),
      )
      const file = join(dir.path, 'shown')
      await daemon.makeActivatable('org.freedesktop.Notifications', `${process.execPath} ${program} ${file}`)
      await notifier.show(outage)
      await until(async () => expect(await readFile(file, 'utf8')).toBe('PostgreSQL is unhealthy\n'))
      expect(otherwise.show).not.toHaveBeenCalled()
    } finally {
      await dir.remove()
    }
  })
})

it('goes on over a bus that went away and came back', async () => {
  await start()
  await notifier.show(outage)
  await daemon.stop()
  await until(async () => expect(await bus.connection()).toBeNull())
  await notifier.show(recovery)
  expect(otherwise.show.mock.calls).toEqual([[recovery]])

  await daemon.start()
  const service = await start(ALL_CAPABILITIES)
  await until(async () => expect(await bus.connection()).not.toBeNull())
  await notifier.show(outage)
  expect(service.notified).toMatchObject([{ replacesId: 0 }])
  await service.act(1)
  await heard()
  expect(onOpen.mock.calls).toEqual([[outage.route, null]])
})

it('takes back what is shown when it stops, and what showed the rest stops too', async () => {
  const service = await start()
  await notifier.show(outage)
  await notifier.stop()
  expect(service.takenBack).toEqual([1])
  expect(otherwise.stop).toHaveBeenCalled()
  await service.act(1)
  await heard()
  expect(onOpen).not.toHaveBeenCalled()
})

it('stops at once while the service keeps it waiting, and then shows nothing otherwise', async () => {
  await start()
  await notifier.show(outage)
  daemon.pause()
  const shown = notifier.show(recovery)
  await notifier.stop()
  expect(await shown).toEqual({ isShown: false, problem: 'Traylight is stopping.' })
  daemon.resume()
  expect(otherwise.show).not.toHaveBeenCalled()
  expect(log.messages('warn')).toEqual([])
})
