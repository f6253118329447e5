import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { goTo } from './host.ts'
import { ONE_OF_EVERYTHING } from './one-of-everything.ts'
import { expect, test } from './test.ts'

test('the window opens with the dashboard of this very engine, drawn, and nothing is complained of', async ({
  startDesktop,
}) => {
  const traylight = await startDesktop({ config: ONE_OF_EVERYTHING })
  const page = await traylight.openPage()
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^2 unhealthy: .* · 1 degraded$/)
  await expect
    .poll(() => traylight.window())
    .toMatchObject({
      ...{ isVisible: true, isFocused: true },
      bounds: { width: 1280, height: 800 },
      url: expect.stringMatching(/^app:\/\/traylight\//),
    })
  await expect(page.getByText('live', { exact: true }).first()).toBeVisible()
  expect(await page.evaluate('[innerWidth, innerHeight]')).toEqual([1280, 800])
  expect(complaints).toEqual([])
})

test('closing the window hides it; the tray stays, and brings it back as it was left', async ({
  startDesktop,
}) => {
  const traylight = await startDesktop({ config: ONE_OF_EVERYTHING })
  const page = await traylight.page()
  await page.getByRole('tab', { name: /Database/ }).click()
  await traylight.closeWindow()
  await expect.poll(() => traylight.window()).toMatchObject({ isVisible: false })
  expect((await traylight.cli('status')).exitCode).toBe(2)
  await traylight.clickTray()
  await expect.poll(() => traylight.window()).toMatchObject({ isVisible: true, isFocused: true })
  await expect(page.getByRole('tab', { name: /Database/ })).toHaveAttribute('aria-selected', 'true')

  await traylight.minimizeWindow()
  await expect.poll(() => traylight.window()).toMatchObject({ isMinimized: true })
  await traylight.chooseMenu('Open dashboard')
  await expect.poll(() => traylight.window()).toMatchObject({ isMinimized: false, isFocused: true })
})

test('the window comes back where it was, after a restart too', async ({ startDesktop }) => {
  const traylight = await startDesktop({ config: ONE_OF_EVERYTHING })
  await traylight.page()
  const bounds = { x: 100, y: 60, width: 1010, height: 700 }
  await traylight.moveWindow(bounds)
  expect(await traylight.stop()).toBe(0)
  await traylight.restart()
  await traylight.openPage()
  await expect.poll(() => traylight.window()).toMatchObject({ bounds })

  // On a screen that was there and is not any more.
  await traylight.moveWindow({ ...bounds, x: 20_000, y: 9000 })
  expect(await traylight.stop()).toBe(0)
  await traylight.restart()
  await traylight.openPage()
  const back = await traylight.window()
  expect(back?.bounds).toMatchObject({ width: 1010, height: 700 })
  expect(back?.bounds.x).toBeLessThan(10_000)
  expect(back?.bounds.y).toBeLessThan(5000)
})

test('it starts at login, hidden, where that is wished, and not any more when it is not', async ({
  startDesktop,
}) => {
  test.skip(process.platform !== 'linux', 'Elsewhere the list of what starts belongs to the system.')
  const traylight = await startDesktop()
  const page = await traylight.page()
  const entry = join(dirname(traylight.dataDir), 'config/autostart/traylight.desktop')
  await page.getByRole('tab', { name: /Settings/ }).click()
  const wish = page.getByRole('switch', { name: 'Start at login' })
  await expect(wish).not.toBeChecked()
  await wish.click()
  await expect(wish).toBeChecked()
  expect(await readFile(entry, 'utf8')).toMatch(
    new RegExp(`^Exec=.*"--hidden" "--data-dir" "${traylight.dataDir}" "--port" "0"$`, 'm'),
  )
  await wish.click()
  await expect(wish).not.toBeChecked()
  await expect(readFile(entry, 'utf8')).rejects.toThrow('ENOENT')
})

test('a second start shows the first and passes its link on; hidden it disturbs nobody', async ({
  startDesktop,
}) => {
  const traylight = await startDesktop({ config: ONE_OF_EVERYTHING, args: ['--hidden'] })
  expect(await traylight.startAgain('--hidden')).toBe(0)
  expect(await traylight.window()).toBeNull()
  expect(await traylight.startAgain()).toBe(0)
  await expect.poll(() => traylight.window()).toMatchObject({ isVisible: true, isFocused: true })
  const page = await traylight.openPage()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^2 unhealthy/)
  expect(await traylight.startAgain('traylight://database')).toBe(0)
  await expect(page.getByRole('tab', { name: /Database/ })).toHaveAttribute('aria-selected', 'true')
})

test('a link opens the accordion it names, at the start and later', async ({ startDesktop }) => {
  const traylight = await startDesktop({ config: ONE_OF_EVERYTHING, args: ['traylight://monitor/good'] })
  const page = await traylight.openPage()
  await expect(page).toHaveURL(/#\/monitor\/good$/)
  await expect(page.getByText('All 12 tables are there').first()).toBeVisible()
  await traylight.closeWindow()

  expect(await traylight.startAgain('traylight://monitor/bad')).toBe(0)
  await expect.poll(() => traylight.window()).toMatchObject({ isVisible: true, isFocused: true })
  await expect(page).toHaveURL(/#\/monitor\/bad$/)
  await expect(page.getByText('Card provider does not answer').first()).toBeVisible()
})

test('a page that crashes comes back, and the engine never stopped', async ({ startDesktop }) => {
  const traylight = await startDesktop({ config: ONE_OF_EVERYTHING })
  const page = await traylight.page()
  await goTo(page, '#/monitor/good')
  await expect(page.getByText('All 12 tables are there').first()).toBeVisible()
  const { pid } = traylight
  const uptime = async () => JSON.parse((await traylight.cli('status', '--json')).stdout)
  const before = await uptime()
  await traylight.crashRenderer()
  await expect.poll(async () => (await traylight.openPage()) === page).toBe(false)
  const again = await traylight.openPage()
  await expect(again.getByText('All 12 tables are there').first()).toBeVisible()
  await expect.poll(() => traylight.window()).toMatchObject({ isVisible: true })
  expect(traylight.pid).toBe(pid)
  const after = await uptime()
  for (const [index, monitor] of before.monitors.entries()) {
    expect(after.monitors[index].checkedAt).toBe(monitor.checkedAt)
  }
})
