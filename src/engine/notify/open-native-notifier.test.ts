import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type NotificationService,
  startNotificationService,
} from '../../../test-support/notification-service.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { startSessionBus, type TestSessionBus } from '../../../test-support/session-bus.ts'
import { systemClock } from '../clock.ts'
import { openSessionBus } from '../dbus/session-bus.ts'
import type { Notification } from './notification.ts'
import { openNativeNotifier } from './open-native-notifier.ts'

const outage: Notification = {
  title: 'PostgreSQL is unhealthy',
  body: 'It refused the connection.',
  urgency: 'normal',
  icon: 'unhealthy',
  route: { page: 'monitor', id: 'postgres' },
}

const daemons: TestSessionBus[] = []
const services: NotificationService[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(services.splice(0).map(service => service.stop()))
  await Promise.all(daemons.splice(0).map(daemon => daemon.remove()))
})

/** A session bus with a notification service. */
async function desktop(): Promise<{ daemon: TestSessionBus; service: NotificationService }> {
  const daemon = await startSessionBus()
  daemons.push(daemon)
  const service = await startNotificationService(daemon.address)
  services.push(service)
  return { daemon, service }
}

async function show(address: string): Promise<void> {
  const log = recordingLog()
  const bus = await openSessionBus({ env: { DBUS_SESSION_BUS_ADDRESS: address }, clock: systemClock, log })
  const notifier = openNativeNotifier({
    ...{ platform: 'linux', bus, clock: systemClock, log },
    ...{ iconFile: icon => `/icons/${icon}.png`, onOpen: () => {}, onAction: () => {} },
  })
  await notifier.show(outage)
  await notifier.stop()
  await bus?.stop()
}

describe('notifications on Linux', () => {
  it('go over D-Bus where a notification service answers', async () => {
    const { daemon, service } = await desktop()
    await show(daemon.address)
    expect(service.notified).toMatchObject([{ actions: ['default', 'Open', 'open', 'Open'] }])
  })

  it('go through notify-send where the bus we know has no notification service', async () => {
    const { daemon, service } = await desktop()
    const other = await startSessionBus()
    daemons.push(other)
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', daemon.address)
    await show(other.address)
    expect(service.notified).toMatchObject([{ summary: 'PostgreSQL is unhealthy', actions: [] }])
  })

  it('go through notify-send where no session bus is known', async () => {
    const { daemon, service } = await desktop()
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', daemon.address)
    await show('')
    expect(service.notified).toMatchObject([{ summary: 'PostgreSQL is unhealthy', actions: [] }])
  })
})
