import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { type RedisServer, startRedisServer } from '#demo/programs/redis-server.ts'
import type { DesktopTraylight, MenuItemLook } from './host.ts'
import { expect, test } from './test.ts'
import { SHOWN_WITHIN_MS, TIMING } from './watched-services.ts'

let redis: RedisServer
test.beforeEach(async () => {
  redis = await startRedisServer()
})
test.afterEach(async () => {
  await redis.remove()
})

const watching = (url: string) => ({
  thresholds: CALM_THRESHOLDS,
  monitors: [
    { id: 'redis', name: 'Redis', category: 'database', ...TIMING, check: { kind: 'redis', url } },
    {
      ...{ id: 'orders', name: 'R&D orders', category: 'apis', intervalSeconds: 3600 },
      check: {
        kind: 'command',
        argv: [process.execPath, '-e', 'console.log(process.hrtime.bigint().toString())'],
      },
    },
  ],
})

const labels = (items: readonly MenuItemLook[]) => items.map(item => item.label)
const iconOf = async (traylight: DesktopTraylight) => (await traylight.tray()).icon
const menuOf = async (traylight: DesktopTraylight) => labels((await traylight.tray()).menu)
const inTime = { timeout: SHOWN_WITHIN_MS }

test('the tray turns red when a real Redis is stopped, says why, leads there, and turns green again', async ({
  startDesktop,
}) => {
  const traylight = await startDesktop({ config: watching(redis.url), args: ['--hidden'] })
  // The icon is healthy as soon as anything is known; the words wait for the last of both.
  await expect.poll(async () => (await traylight.tray()).tooltip).toBe('Traylight: All 2 healthy')
  expect(await iconOf(traylight)).toBe('healthy')
  expect(await traylight.window()).toBeNull()
  expect(await menuOf(traylight)).toEqual([
    ...[
      'All 2 healthy',
      '',
      'Open dashboard',
      'Check everything now',
      'Quiet notifications',
      'Export report',
      'Settings',
      '',
    ],
    'Quit Traylight',
  ])

  await redis.stop()
  await expect.poll(() => iconOf(traylight), inTime).toBe('unhealthy')
  const { tooltip, menu } = await traylight.tray()
  expect(tooltip).toMatch(/^Traylight: 1 unhealthy: Redis, since \d{1,2}[:.]\d\d/)
  expect(tooltip).toContain(`Redis refused the connection on 127.0.0.1:${redis.port}. Is it running?`)
  const problem = labels(menu).find(label => label.startsWith('Redis: unhealthy since')) ?? ''
  await traylight.chooseMenu(problem)
  const page = await traylight.openPage()
  await expect(page).toHaveURL(/#\/monitor\/redis$/)
  await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible()

  await redis.start()
  await expect.poll(() => iconOf(traylight), inTime).toBe('healthy')
  expect(await menuOf(traylight)).not.toContain(problem)
})

test('muted in the menu it is green with a slash, and the mute ends with the outage', async ({
  startDesktop,
}) => {
  const traylight = await startDesktop({ config: watching(redis.url) })
  const page = await traylight.page()
  await redis.stop()
  await expect.poll(() => iconOf(traylight), inTime).toBe('unhealthy')
  await traylight.chooseMenu('Mute Redis', 'Until it recovers')
  await expect.poll(() => iconOf(traylight)).toBe('muted')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^1 service, healthy/)
  await page.getByRole('tab', { name: /Database/ }).click()
  await expect(page.getByRole('img', { name: 'Unhealthy, muted' }).first()).toBeVisible()
  await redis.start()
  await expect.poll(() => iconOf(traylight), inTime).toBe('healthy')
})

test('the menu checks everything, quiets notifications, and opens the settings', async ({ startDesktop }) => {
  const traylight = await startDesktop({ config: watching(redis.url), args: ['--hidden'] })
  const lastMessage = async () => {
    const status = JSON.parse((await traylight.cli('status', '--json')).stdout)
    return status.monitors.find((monitor: { id: string }) => monitor.id === 'orders').message
  }
  await expect.poll(lastMessage).toMatch(/^\d+$/)
  const before = await lastMessage()
  await traylight.chooseMenu('Check everything now')
  await expect.poll(lastMessage).not.toBe(before)

  await traylight.chooseMenu('Quiet notifications', 'For 4 h')
  await expect
    .poll(() => menuOf(traylight))
    .toContainEqual(expect.stringMatching(/^Quiet until .*, 4 h left$/))
  await traylight.chooseMenu('Resume notifications')
  await expect.poll(() => menuOf(traylight)).toContain('Quiet notifications')

  await traylight.chooseMenu('Settings')
  const page = await traylight.openPage()
  await expect(page).toHaveURL(/#\/settings$/)

  await traylight.chooseMenu('Export report')
  await expect(page.getByRole('dialog', { name: 'Export a report' })).toBeVisible()
  // Over what was shown before.
  await expect(page).toHaveURL(/#\/settings$/)
})

test('quitting from the menu keeps everything and ends within two seconds', async ({ startDesktop }) => {
  const traylight = await startDesktop()
  const page = await traylight.page()
  await page.getByRole('button', { name: 'Add monitor' }).click()
  await page.getByRole('button', { name: /^Redis/ }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cache')
  await page.getByRole('textbox', { name: 'URL', exact: true }).fill(redis.url)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(async () => (await traylight.tray()).tooltip).toBe('Traylight: 1 service, healthy')

  const startedAt = performance.now()
  await traylight.chooseMenu('Quit Traylight')
  expect(await traylight.exited).toBe(0)
  expect(performance.now() - startedAt).toBeLessThan(2000)
  expect((await traylight.cli('status')).exitCode).toBe(3)
  expect(await readFile(join(traylight.dataDir, 'config.json'), 'utf8')).toContain('Cache')

  await traylight.restart()
  await expect.poll(async () => (await traylight.tray()).tooltip).toBe('Traylight: 1 service, healthy')
})
