import { setTimeout as pause } from 'node:timers/promises'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { type RedisServer, startRedisServer } from '#demo/programs/redis-server.ts'
import { type NotificationService, startNotificationService } from '../test-support/notification-service.ts'
import { startSessionBus, type TestSessionBus } from '../test-support/session-bus.ts'
import type { DesktopTraylight } from './host.ts'
import { expect, test } from './test.ts'

test.skip(process.platform !== 'linux', 'Notifications are read on the session bus.')

const TIMING = { intervalSeconds: 1, timeoutSeconds: 1, retrySeconds: 1 }
/** From an outage to its alarm at the latest, in ms: interval, two checks that time out, the retry between them, and 2 s. */
const ALARM_WITHIN_MS = 6000

let bus: TestSessionBus
let notifications: NotificationService
let redis: RedisServer
test.beforeEach(async () => {
  bus = await startSessionBus()
  notifications = await startNotificationService(bus.address)
  redis = await startRedisServer()
})
test.afterEach(async () => {
  await notifications.stop()
  await bus.remove()
  await redis.remove()
})

const config = () => ({
  thresholds: CALM_THRESHOLDS,
  monitors: [
    { id: 'redis', name: 'Redis', category: 'database', ...TIMING, check: { kind: 'redis', url: redis.url } },
  ],
})
const env = () => ({ DBUS_SESSION_BUS_ADDRESS: bus.address })
const checkedAt = async (traylight: DesktopTraylight): Promise<number> =>
  Date.parse(JSON.parse((await traylight.cli('status', '--json')).stdout).monitors[0].checkedAt)

test('an outage is notified, and a click on it opens what is down', async ({ startDesktop }) => {
  const traylight = await startDesktop({ config: config(), env: env(), args: ['--hidden'] })
  await expect.poll(async () => (await traylight.tray()).icon).toBe('healthy')
  await redis.stop()
  await expect.poll(() => notifications.notified).toHaveLength(1)
  const [told] = notifications.notified
  expect(told?.summary).toContain('Redis')
  expect(told?.body).toContain('refused the connection')
  await notifications.act(told?.id ?? 0)
  await expect(await traylight.openPage()).toHaveURL(/#\/monitor\/redis$/)
  await expect.poll(() => traylight.window()).toMatchObject({ isVisible: true })
})

test('sleep raises no alarm, and checks go on at once when the machine wakes', async ({ startDesktop }) => {
  const traylight = await startDesktop({ config: config(), env: env(), args: ['--hidden'] })
  await expect.poll(async () => (await traylight.tray()).icon).toBe('healthy')
  const seen = new Set<string>()
  const look = async () => seen.add((await traylight.tray()).icon)

  await traylight.announcePower('suspend')
  // As everything beyond a sleeping network: connections stand, and nobody answers.
  redis.pause()
  const before = await checkedAt(traylight)
  for (const startedAt = performance.now(); performance.now() - startedAt < ALARM_WITHIN_MS; ) {
    await look()
    await pause(200)
  }
  redis.resume()
  await traylight.announcePower('resume')
  await expect
    .poll(async () => {
      await look()
      return await checkedAt(traylight)
    })
    .toBeGreaterThan(before)
  await look()
  expect([...seen]).toEqual(['healthy'])
  expect(notifications.notified).toEqual([])

  // Awake, the same is an outage.
  redis.pause()
  await expect
    .poll(async () => (await traylight.tray()).icon, { timeout: 2 * ALARM_WITHIN_MS })
    .toBe('unhealthy')
  await expect.poll(() => notifications.notified).toHaveLength(1)
})
