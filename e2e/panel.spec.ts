/** The light shell in a real desktop: its icon in Xfce's panel, its menu over D-Bus, its notifications through dunst. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { type RedisServer, startRedisServer } from '#demo/programs/redis-server.ts'
import { isAlive } from '../scripts/is-alive.mjs'
import { STATUS_COLOURS } from '../src/shared/status-colours.ts'
import { TRAY_SIGN_STATUS, type TraySign } from '../src/shared/tray-icon.ts'
import { type DesktopSession, startDesktopSession } from '../test-support/desktop-session.ts'
import { looksLike } from '../test-support/screen.ts'
import { type LightShell, startLightShell } from './light-shell.ts'
import { SHOWN_WITHIN_MS, TIMING } from './watched-services.ts'

let desktop: DesktopSession
let redis: RedisServer
let shell: LightShell | null = null
test.beforeEach(async () => {
  ;[desktop, redis] = await Promise.all([startDesktopSession(), startRedisServer()])
})
test.afterEach(async () => {
  await shell?.remove()
  shell = null
  await desktop.stop()
  await redis.remove()
})

/** Where the program that opens addresses in this desktop notes what it was given. */
const openedFile = () => join(desktop.env.HOME, 'opened')

/** Starts it where no browser is installed, only a program that opens addresses. */
async function start(): Promise<LightShell> {
  const programs = join(desktop.env.HOME, 'programs')
  await mkdir(programs, { recursive: true })
  await writeFile(join(programs, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$1" >> '${openedFile()}'\n`)
  await chmod(join(programs, 'xdg-open'), 0o755)
  const monitor = { id: 'redis', name: 'Redis', category: 'database', ...TIMING }
  shell = await startLightShell({
    config: {
      thresholds: CALM_THRESHOLDS,
      monitors: [{ ...monitor, check: { kind: 'redis', url: redis.url } }],
    },
    env: { ...desktop.env, PATH: programs },
  })
  return shell
}

/** Waits until an icon of this colour, and none of the others, is in the panel. */
async function seeIcon(icon: TraySign): Promise<void> {
  const panel = { x: 0, y: 0, width: desktop.size.width, height: 30 }
  const shown = async () => {
    const picture = await desktop.picture()
    const colours = Object.entries(STATUS_COLOURS).map(([status, colour]) => {
      const place = picture.find(looksLike(colour), panel)
      return place && place.width >= 12 && place.height >= 12 ? status : ''
    })
    return colours.filter(status => status !== '').join()
  }
  await expect.poll(shown, { timeout: SHOWN_WITHIN_MS + 5000 }).toBe(TRAY_SIGN_STATUS[icon])
}

const labels = async () => (await desktop.tray.menu()).map(({ label }) => label)
const told = async () => (await desktop.notifications()).map(({ summary }) => summary)

test('follows a real Redis in the panel: red when it stops, in words on a click, green when it is muted', async ({
  page,
}) => {
  const running = await start()

  await test.step('its icon is there, green, under the name that it should have', async () => {
    await seeIcon('healthy')
    expect(await desktop.tray.name()).toBe(`org.kde.StatusNotifierItem-${running.pid}-1`)
    expect(await desktop.tray.properties()).toMatchObject({ Id: 'Traylight', Title: 'Traylight' })
    expect((await desktop.tray.toolTip()).title).toBe('Traylight: 1 service, healthy')
  })

  await test.step('Redis stopped: red, and tooltip and menu name it', async () => {
    await redis.stop()
    await seeIcon('unhealthy')
    const { title, description } = await desktop.tray.toolTip()
    expect(title).toMatch(/^Traylight: 1 unhealthy: Redis, since \d\d:\d\d$/)
    expect(description).toContain(`Redis refused the connection on 127.0.0.1:${redis.port}`)
    expect(await labels()).toContainEqual(expect.stringMatching(/^Redis: unhealthy since \d\d:\d\d$/))
  })

  await test.step('one notification says which service, why and since when', async () => {
    await expect.poll(told).toEqual(['Redis is unhealthy'])
    const [notification] = await desktop.notifications()
    expect(notification).toMatchObject({ appName: 'Traylight', urgency: 'CRITICAL' })
    expect(notification?.body).toMatch(
      /^Redis refused the connection on .*\. Is it running\?\s+Since \d\d:\d\d\.$/,
    )
  })

  await test.step('a click on it opens that service, with a key that is good once', async () => {
    await desktop.openNotification()
    await expect.poll(() => readFile(openedFile(), 'utf8').catch(() => '')).toMatch(/#\/monitor\/redis\n$/)
    const [address = ''] = (await readFile(openedFile(), 'utf8')).trim().split('\n')
    expect(address).not.toContain(running.token)
    await page.goto(address)
    await expect(page.getByText('Verify Redis service is running.')).toBeVisible()
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(401)
  })

  await test.step('muted in the menu it is green again, the card says muted, and nobody is told of a recovery', async () => {
    await desktop.tray.choose('Mute Redis', 'For 1 h')
    await seeIcon('muted')
    await expect(page.getByRole('img', { name: 'Unhealthy, muted' }).first()).toBeVisible()
    expect(await labels()).toContain('Muted')
    expect(await told()).toEqual(['Redis is unhealthy'])
  })

  await test.step('unmuted it is red again, and green once Redis is back, with how long it was down', async () => {
    const muted = (await desktop.tray.menu()).find(({ label }) => label === 'Muted')
    await desktop.tray.click(muted?.children[0]?.id ?? 0)
    await seeIcon('unhealthy')
    await redis.start()
    await seeIcon('healthy')
    await expect.poll(async () => (await told()).at(-1)).toBe('Redis is healthy again')
    expect((await desktop.notifications()).at(-1)?.body).toMatch(/^Redis was unhealthy for \d+ s\./)
  })

  await test.step('Quit takes the icon away and ends it', async () => {
    await desktop.tray.choose('Quit Traylight')
    await expect.poll(() => isAlive(running.pid)).toBe(false)
    expect(await desktop.tray.name()).toBeNull()
  })
})

test('is quiet when it is told to, keeps its colour, and comes back with the panel', async () => {
  await start()
  await seeIcon('healthy')
  await desktop.tray.choose('Quiet notifications', 'For 1 h')
  await expect.poll(labels).toContainEqual(expect.stringMatching(/^Quiet until \d\d:\d\d, 1 h left$/))
  await redis.stop()
  await seeIcon('unhealthy')
  await desktop.panel.kill()
  await desktop.panel.start()
  await seeIcon('unhealthy')
  expect(await told()).toEqual([])
  await desktop.tray.choose('Resume notifications')
  await expect.poll(told).toEqual(['Redis is unhealthy'])
})

test('says once, where the desktop shows no tray icons, what would help', async () => {
  await desktop.panel.kill()
  const running = await start()
  await expect
    .poll(told, { timeout: 20_000 })
    .toEqual(['Traylight is watching, but this desktop shows no tray icons'])
  await desktop.panel.start()
  await seeIcon('healthy')
  const state = async () => JSON.parse(await readFile(join(running.dataDir, 'state.json'), 'utf8'))
  await expect.poll(async () => (await state()).toldHints).toEqual(['no-tray'])
})
