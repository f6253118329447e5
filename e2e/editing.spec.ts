import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { type RedisServer, startRedisServer } from '#demo/programs/redis-server.ts'
import type { Traylight } from './host.ts'
import { expect, test } from './test.ts'

let redis: RedisServer
let traylight: Traylight
let page: Page

test.beforeEach(async ({ start }) => {
  redis = await startRedisServer({ password: 'a very private word' })
  traylight = await start({ settings: { thresholds: CALM_THRESHOLDS } })
  page = await traylight.page()
})
test.afterEach(async () => {
  await redis.remove()
})

async function addRedis(url: string): Promise<void> {
  await page.getByRole('button', { name: 'Add monitor' }).click()
  await page.getByRole('button', { name: /^Redis/ }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cache')
  await page.getByRole('textbox', { name: 'URL', exact: true }).fill(url)
}

const headline = () => page.getByRole('heading', { level: 1 })

test('adds a monitor: problems beside their fields, a test before saving, and the password kept to itself', async () => {
  await addRedis('ftp://nowhere')
  const url = page.getByRole('textbox', { name: 'URL', exact: true })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(url).toHaveAttribute('aria-invalid', 'true')

  await url.fill(`redis://127.0.0.1:${redis.port}`)
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(page.getByText(/password/i).last()).toBeVisible()

  await url.fill(redis.url)
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(page.getByRole('dialog').getByRole('img', { name: 'Healthy' })).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(headline()).toHaveText('1 service, healthy')

  const config = await readFile(join(traylight.dataDir, 'config.json'), 'utf8')
  expect(config).toContain('$' + '{secret:')
  const secret = encodeURIComponent('a very private word')
  for (const text of [config, await page.content(), (await traylight.cli('status', '--json')).stdout]) {
    expect(text).not.toContain(secret)
    expect(text).not.toContain('a very private word')
  }
})

test('edits, pauses, duplicates and deletes a monitor, and keeps all of it over a restart', async () => {
  await addRedis(redis.url)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(headline()).toHaveText('1 service, healthy')
  await page.getByRole('tab', { name: /Database/ }).click()
  const row = page.getByRole('button', { name: /^Cache/ })
  await row.first().click()

  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Session cache')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: /^Session cache/ }).first()).toBeVisible()

  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(page.getByText('Paused').first()).toBeVisible()
  await traylight.kill()
  await traylight.restart()
  page = await traylight.page()
  await page.getByRole('tab', { name: /Database/ }).click()
  await expect(page.getByText('Paused').first()).toBeVisible()
  if ((await page.getByRole('button', { name: 'Resume', exact: true }).count()) === 0) {
    await page
      .getByRole('button', { name: /^Session cache/ })
      .first()
      .click()
  }
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect(headline()).toHaveText('1 service, healthy')

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Delete/ })
    .click()
  await expect(headline()).toHaveText('Watching this machine')
})

test('mutes a service that is down: green again, still shown, and kept over a restart', async () => {
  await addRedis(redis.url)
  await page.getByRole('textbox', { name: 'Interval' }).fill('1')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(headline()).toHaveText('1 service, healthy')
  await redis.stop()
  await expect(headline()).toHaveText('1 unhealthy: Cache')

  await page.getByRole('tab', { name: /Database/ }).click()
  await page
    .getByRole('button', { name: /^Cache/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Mute', exact: true }).first().click()
  await page.getByRole('menuitem', { name: 'Until it recovers' }).click()
  await expect(headline()).not.toHaveText(/unhealthy/)
  await expect(page.getByRole('img', { name: 'Unhealthy, muted' }).first()).toBeVisible()

  await traylight.stop()
  await traylight.restart()
  page = await traylight.page()
  await page.getByRole('tab', { name: /Database/ }).click()
  await expect(page.getByRole('img', { name: /muted/ }).first()).toBeVisible()
  await redis.start()
  await expect(headline()).toHaveText('1 service, healthy')
  await expect(page.getByRole('img', { name: /muted/ })).toHaveCount(0)
})

test('loses nothing when a form is closed by accident', async () => {
  await addRedis('redis://127.0.0.1:1')
  await page.reload()
  await page.getByRole('button', { name: 'Add monitor' }).click()
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Cache')
})

test('imports a configuration after saying what it would change, and says where it is wrong', async () => {
  await page.getByRole('tab', { name: /Settings/ }).click()
  await page.getByRole('navigation', { name: 'Settings' }).getByText('Import & export').click()
  const area = page.getByRole('textbox', { name: 'Configuration' })
  await area.fill(
    'monitors:\n  - name: Shop\n    category: apis\n    check: { kind: htp, url: http://127.0.0.1:1/ }\n',
  )
  await page.getByRole('button', { name: 'See what would change' }).click()
  await expect(page.getByText(/line 4/i).first()).toBeVisible()
  await area.fill(
    'monitors:\n  - name: Shop\n    category: apis\n    check: { kind: http, url: http://127.0.0.1:1/ }\n',
  )
  await page.getByRole('button', { name: 'See what would change' }).click()
  await expect(page.getByText(/Shop/).last()).toBeVisible()
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('tab', { name: /Integrations/ })).toBeVisible()
})
