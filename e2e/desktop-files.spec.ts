import { access, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { type RedisServer, startRedisServer } from '#demo/programs/redis-server.ts'
import { startLightShell } from './light-shell.ts'
import { ONE_OF_EVERYTHING } from './one-of-everything.ts'
import { runBuilt } from './run-built.ts'
import { expect, test } from './test.ts'

const exportButton = (page: Page) => page.getByRole('button', { name: 'Export as YAML' })
const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )

test('a file is saved where the person says, or not at all, and is shown in its folder', async ({
  startDesktop,
}) => {
  const traylight = await startDesktop({ config: ONE_OF_EVERYTHING })
  const page = await traylight.page()
  await page.getByRole('tab', { name: /Settings/ }).click()
  await page.getByRole('navigation', { name: 'Settings' }).getByText('Import & export').click()
  const file = join(dirname(traylight.dataDir), 'mine.yaml')
  const closed = await traylight.saveAs(null, () => exportButton(page).click())
  expect(basename(closed.defaultPath)).toMatch(/^traylight.*\.ya?ml$/)
  await expect(exportButton(page)).toBeEnabled()
  expect(await isThere(file)).toBe(false)
  await expect(page.getByRole('button', { name: 'Show in folder' })).toHaveCount(0)

  await traylight.saveAs(file, () => exportButton(page).click())
  await page.getByRole('button', { name: 'Show in folder' }).click()
  await expect.poll(() => traylight.asked('shell.showItemInFolder')).toEqual([file])
  expect(await readFile(file, 'utf8')).toContain('Card provider')
})

test.describe('a secret', () => {
  const PASSWORD = 'a very private word'
  let redis: RedisServer
  test.beforeEach(async () => {
    redis = await startRedisServer({ password: PASSWORD })
  })
  test.afterEach(async () => {
    await redis.remove()
  })

  async function addRedis(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Add monitor' }).click()
    await page.getByRole('button', { name: /^Redis/ }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cache')
    await page.getByRole('textbox', { name: 'URL', exact: true }).fill(redis.url)
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 service, healthy')
  }

  test('is kept by the keyring, over a restart too, and the light shell stays out of the data directory', async ({
    startDesktop,
  }) => {
    const traylight = await startDesktop()
    await addRedis(await traylight.page())
    const secrets = await readFile(join(traylight.dataDir, 'secrets.json'), 'utf8')
    expect(secrets).not.toContain(PASSWORD)
    expect(secrets).not.toContain(encodeURIComponent(PASSWORD))
    await traylight.stop()
    await traylight.restart()
    await expect.poll(async () => (await traylight.tray()).icon).toBe('healthy')

    const light = await runBuilt('light', ['--no-open', '--port', '0', '--data-dir', traylight.dataDir])
    expect(light.exitCode).toBe(2)
    expect(light.stderr).toContain(
      `Traylight already runs on ${traylight.dataDir} (process ${traylight.pid}, desktop shell)`,
    )
  })

  test('is locked for the light shell on the same data directory, which says so and loses nothing', async ({
    startDesktop,
    page,
  }) => {
    const traylight = await startDesktop()
    await addRedis(await traylight.page())
    await traylight.stop()
    const light = await startLightShell({ args: ['--data-dir', traylight.dataDir] })
    try {
      await page.goto(light.address)
      await expect(page.getByText(/^One secret is locked: /)).toBeVisible()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 unhealthy: Cache')
      await expect(
        page.getByText(/is locked by the desktop app's encryption, enter it again/).first(),
      ).toBeVisible()
    } finally {
      await light.remove()
    }
    await traylight.restart()
    await expect.poll(async () => (await traylight.tray()).icon).toBe('healthy')
  })

  test('is kept unencrypted where there is no keyring, and the dashboard says so', async ({
    startDesktop,
    hostName,
  }) => {
    test.skip(hostName === 'electron', 'Which keyring there is, the system of whoever runs this decides.')
    const traylight = await startDesktop({ env: { STAND_IN_KEYRING: 'basic_text' } })
    const page = await traylight.page()
    await addRedis(page)
    await expect(page.getByText(/offers no keyring/)).toBeVisible()
    const secrets = await readFile(join(traylight.dataDir, 'secrets.json'), 'utf8')
    expect(secrets).toContain(encodeURIComponent(PASSWORD))
  })
})
