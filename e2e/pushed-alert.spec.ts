/**
 * Real parts from end to end: the official Pusher SDK triggers at the relay of one Traylight; another, in a real desktop,
 * listens, turns its icon, and has the desktop's notification service show it.
 */
import { expect, test } from '@playwright/test'
import Pusher from 'pusher'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { type DesktopSession, startDesktopSession } from '../test-support/desktop-session.ts'
import { type LightShell, startLightShell } from './light-shell.ts'

const APP = { appId: 'traylight', key: 'the-key', secret: 'the-secret' }

let desktop: DesktopSession
const shells: LightShell[] = []
test.beforeEach(async () => {
  desktop = await startDesktopSession()
})
test.afterEach(async () => {
  await Promise.all(shells.splice(0).map(shell => shell.remove()))
  await desktop.stop()
})

async function start(...args: Parameters<typeof startLightShell>): Promise<LightShell> {
  const shell = await startLightShell(...args)
  shells.push(shell)
  return shell
}

const told = async () => (await desktop.notifications()).map(({ summary }) => summary)

test('an alert that a script pushes turns the tray red and is shown by the desktop', async () => {
  const relay = await start({ config: { relay: { on: true, ...APP } } })
  const { host } = new URL(relay.url)
  await start({
    config: {
      thresholds: CALM_THRESHOLDS,
      pusher: { on: true, key: APP.key, host: relay.url },
    },
    env: desktop.env,
  })
  const pusher = new Pusher({ ...APP, host, useTLS: false })
  const title = async () => (await desktop.tray.toolTip()).title

  await test.step('all seven channels of the report are listened to', async () => {
    const channels = async () => {
      const answer: unknown = await (await pusher.get({ path: '/channels' })).json()
      return Object.keys(Object(Object(answer).channels)).length
    }
    await expect.poll(channels).toBe(7)
    await expect.poll(title).toMatch(/^Traylight: .*healthy/)
  })

  await test.step('system-alert: red, and a notification with its words', async () => {
    const sentAt = performance.now()
    await pusher.trigger('system-alert', 'system-alert', {
      ...{ level: 'critical', message: 'Payment API is down' },
      timestamp: new Date().toISOString(),
    })
    await expect.poll(told, { intervals: [5] }).toEqual(['Payment API is down'])
    const tookMs = performance.now() - sentAt
    await expect.poll(title).toMatch(/^Traylight: 1 unhealthy: Payment API is down, since \d\d:\d\d$/)
    const [notification] = await desktop.notifications()
    expect(notification).toMatchObject({ appName: 'Traylight', urgency: 'CRITICAL' })
    expect(notification?.body).toMatch(/^Since \d\d:\d\d\.$/)
    console.log(
      `From the trigger to the notification service: ${Math.round(tookMs)} ms at most (HTTP and asking it included).`,
    )
  })

  await test.step('service-status: the service is named, and its recovery is told', async () => {
    const say = (status: string) =>
      pusher.trigger('service-status', 'service-status', {
        services: [
          { name: 'Orders', status, message: status === 'healthy' ? '200 OK' : 'No answer for 30 s' },
        ],
      })
    await say('unhealthy')
    await expect.poll(async () => (await told()).at(-1)).toMatch(/Orders/)
    await expect.poll(title).toMatch(/^Traylight: 2 unhealthy: Payment API is down, Orders/)
    await say('healthy')
    await expect.poll(async () => (await told()).at(-1)).toBe('Orders is healthy again')
  })
})
