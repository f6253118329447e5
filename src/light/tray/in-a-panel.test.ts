/** The tray icon, its menu and notifications in a real desktop: Xfce's panel and dunst, on a screen nobody sees. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { systemClock } from '#engine/clock.ts'
import { openSessionBus, type SessionBus } from '#engine/dbus/session-bus.ts'
import type { NativeNotifier } from '#engine/notify/notification.ts'
import { openNativeNotifier } from '#engine/notify/open-native-notifier.ts'
import type { Status } from '#shared/status.ts'
import { signOf, TRAY_SIGN_STATUS, TRAY_SIGNS, type TraySign } from '#shared/tray-icon.ts'
import { type DesktopSession, startDesktopSession } from '../../../test-support/desktop-session.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { looksLike } from '../../../test-support/screen.ts'
import { FakeTrayModel } from './fake-tray-model.ts'
import { type RunningTray, startTray } from './start-tray.ts'

const until = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 15_000, interval: 50 })

const COLOURS: Readonly<Record<Status, string>> = {
  healthy: '#2f9e44',
  degraded: '#f59f00',
  unhealthy: '#e03131',
  unknown: '#868e96',
}
const isColour = (icon: TraySign) => looksLike(COLOURS[TRAY_SIGN_STATUS[icon]])
/** A square of an icon's colour, four bytes a pixel. */
const square = (icon: TraySign, size: number, order: 'argb' | 'rgba'): Buffer => {
  const colour = COLOURS[TRAY_SIGN_STATUS[icon]].slice(1)
  return Buffer.alloc(size * size * 4, Buffer.from(order === 'argb' ? `ff${colour}` : `${colour}ff`, 'hex'))
}

let desktop: DesktopSession
let bus: SessionBus
let tray: RunningTray
let notifier: NativeNotifier
const onOpen = vi.fn()
const onAction = vi.fn()
const model = new FakeTrayModel({
  ...{ icon: 'healthy', title: 'Traylight: all healthy', details: '' },
  menu: [
    { type: 'text', label: 'All healthy' },
    { type: 'separator' },
    { type: 'command', label: 'Check everything now', command: () => ({ do: 'check-everything' }) },
    { type: 'command', label: 'Quit', command: () => ({ do: 'quit' }) },
  ],
})

beforeAll(async () => {
  desktop = await startDesktopSession()
  const iconFile = (icon: TraySign) => join(desktop.env.HOME, `${icon}.png`)
  for (const icon of TRAY_SIGNS) {
    const png = new PNG({ width: 32, height: 32 })
    png.data.set(square(icon, 32, 'rgba'))
    await writeFile(iconFile(icon), PNG.sync.write(png))
  }
  const log = recordingLog()
  const opened = await openSessionBus({ env: desktop.env, clock: systemClock, log })
  if (opened === null) throw new Error('There is no session bus.')
  bus = opened
  tray = await startTray({
    ...{ bus, model, clock: systemClock, log, onNoTray: () => {} },
    pixmapsOf: async icon =>
      [16, 22, 44].map(size => ({ width: size, height: size, argb: square(signOf(icon), size, 'argb') })),
  })
  notifier = openNativeNotifier({
    ...{ platform: 'linux', bus, clock: systemClock, log, iconFile, onOpen, onAction },
  })
})
afterAll(async () => {
  await notifier?.stop()
  await tray?.stop()
  await bus?.stop()
  await desktop?.stop()
})

/** Where the icon of a status stands in the panel. */
async function findIcon(icon: TraySign): Promise<{ readonly x: number; readonly y: number }> {
  const panel = { x: 0, y: 0, width: desktop.size.width, height: 30 }
  return await until(async () => {
    const found = (await desktop.picture()).find(isColour(icon), panel)
    if (found === null || found.width < 15 || found.height < 15) throw new Error(`There is no ${icon} icon.`)
    return { x: found.x + Math.floor(found.width / 2), y: found.y + Math.floor(found.height / 2) }
  })
}

it('shows its icon in the panel, in the colour of the moment', async () => {
  await findIcon('healthy')
  model.show({ icon: 'unhealthy', title: 'Traylight: 1 unhealthy', details: 'Redis refused the connection' })
  await findIcon('unhealthy')
  expect((await desktop.picture()).find(isColour('healthy'))).toBeNull()
})

it('opens the dashboard on a click, and the menu, which acts, on the other button', async () => {
  const { x, y } = await findIcon('unhealthy')
  await desktop.point(x, y, 1)
  await until(() => expect(model.chosen).toEqual([{ do: 'open', route: null }]))
  await desktop.point(x, y, 3)
  // The menu takes the keys from when it is open.
  await until(async () => {
    await desktop.press('Up', 'Return')
    expect(model.chosen.at(-1)).toEqual({ do: 'quit' })
  })
})

it('is back when the panel crashed and was started again', async () => {
  await findIcon('unhealthy')
  await desktop.panel.kill()
  await until(async () => expect((await desktop.picture()).find(isColour('unhealthy'))).toBeNull())
  await desktop.panel.start()
  await findIcon('unhealthy')
  await desktop.tray.choose('Check everything now')
  expect(model.chosen.at(-1)).toEqual({ do: 'check-everything' })
})

it('shows a notification with picture and words, and opens what it is about on a click', async () => {
  const route = { page: 'monitor', id: 'redis' } as const
  const words = { title: 'Redis is degraded', body: 'It took 700 ms & more' }
  await notifier.show({ ...words, urgency: 'normal', icon: 'degraded', route })
  await until(async () =>
    expect((await desktop.picture()).find(isColour('degraded'))?.width).toBeGreaterThan(28),
  )
  expect(await desktop.notifications()).toEqual([
    {
      appName: 'Traylight',
      summary: 'Redis is degraded',
      body: 'It took 700 ms &amp; more',
      icon: expect.stringMatching(/^file:.*degraded\.png$/),
      urgency: 'NORMAL',
    },
  ])
  const recovered = { title: 'Redis is healthy again', body: 'It took 2 ms' }
  await notifier.show({
    ...recovered,
    urgency: 'normal',
    icon: 'healthy',
    route: { ...route, id: 'redis-2' },
  })
  await until(async () => expect(await desktop.notifications()).toHaveLength(2))
  expect(await desktop.shown()).toBe(1)
  await desktop.openNotification()
  await until(() => expect(onOpen).toHaveBeenCalledWith({ page: 'monitor', id: 'redis-2' }, null))
})

it('has buttons on a notification, of which one is told what it is about', async () => {
  const acknowledge = { id: 'acknowledge', label: 'Acknowledge', incidentIds: ['i1'] } as const
  const targets = [{ scope: 'monitor', id: 'redis' }] as const
  const mute = { id: 'mute', label: 'Mute 1 h', targets, hours: 1 } as const
  await notifier.show({
    ...{ title: 'Redis is unhealthy', body: 'Since 14:02.', urgency: 'critical', icon: 'unhealthy' },
    ...{ route: { page: 'overview' }, actions: [acknowledge, mute] },
  })
  await desktop.chooseInNotification('Mute 1 h')
  await until(() => expect(onAction.mock.calls).toEqual([[mute]]))
})

it('takes icon and notification away when it stops', async () => {
  await tray.stop()
  await notifier.stop()
  await until(async () => expect((await desktop.picture()).find(isColour('unhealthy'))).toBeNull())
  await until(async () => expect(await desktop.shown()).toBe(0))
  expect(await desktop.tray.name()).toBeNull()
})
