import type { Traylight } from './host.ts'
import { expect, test } from './test.ts'
import { SHOWN_WITHIN_MS, startWatchedServices, type WatchedServices } from './watched-services.ts'

let services: WatchedServices
let traylight: Traylight

test.beforeAll(async ({ host }) => {
  services = await startWatchedServices()
  traylight = await host.start({ config: services.config })
})

test.afterAll(async () => {
  await traylight?.remove()
  await services?.remove()
})

test('shows real services healthy, and a stopped Redis within the promised time, and its return', async () => {
  const page = await traylight.page()
  const headline = page.getByRole('heading', { level: 1 })
  await expect(headline).toHaveText(/^All \d+ healthy$/)
  expect((await traylight.cli('status')).exitCode).toBe(0)

  await test.step('PostgreSQL and Redis show the details the report lists', async () => {
    await page.getByRole('tab', { name: /Database/ }).click()
    await page
      .getByRole('button', { name: /^PostgreSQL/ })
      .first()
      .click()
    const details = page.getByRole('table').filter({ hasText: 'Version' }).first()
    await expect(details).toContainText('15')
    await expect(details).toContainText('dashboard_users')
    await expect(details.getByRole('row', { name: /^Rows 3/ })).toBeVisible()
    await page
      .getByRole('button', { name: /^PostgreSQL/ })
      .first()
      .click()
    await page
      .getByRole('button', { name: /^Redis/ })
      .first()
      .click()
    await expect(page.getByRole('table').filter({ hasText: 'Connected clients' })).toBeVisible()
  })

  await test.step('a stopped Redis is red in time, in words, everywhere', async () => {
    await services.redis.stop()
    await expect(headline).toHaveText(/^1 unhealthy: Redis/, { timeout: SHOWN_WITHIN_MS })
    await expect(
      page
        .getByText(`Redis refused the connection on 127.0.0.1:${services.redis.port}. Is it running?`)
        .first(),
    ).toBeVisible()
    const status = await traylight.cli('status')
    expect(status.exitCode).toBe(2)
    expect(status.stdout).toContain('Redis refused the connection')
    expect((await fetch(`${traylight.url}/api/v1/health/ready`)).status).toBe(503)
  })

  await test.step('started again it is green', async () => {
    await services.redis.start()
    await expect(headline).toHaveText(/^All \d+ healthy$/, { timeout: SHOWN_WITHIN_MS })
    expect((await traylight.cli('status', '--json')).exitCode).toBe(0)
  })
})

test('polls the backend and shows each service it reports in its category', async () => {
  const page = await traylight.page()
  await page.getByRole('tab', { name: /Backends/ }).click()
  await page
    .getByRole('button', { name: /^ToolBoxAI/ })
    .first()
    .click()
  await expect(page.getByText('toolboxai', { exact: false }).first()).toBeVisible()
  const status = JSON.parse((await traylight.cli('status', '--json')).stdout)
  expect(status.backends[0].services.length).toBeGreaterThan(5)
  expect(
    new Set(status.backends[0].services.map((service: { category: string }) => service.category)).size,
  ).toBeGreaterThan(3)
})

test('checks one monitor from the command line and answers for it', async () => {
  const good = await traylight.cli('check', 'postgres', '--json')
  expect(good.exitCode).toBe(0)
  expect(JSON.parse(good.stdout).monitors.map((monitor: { id: string }) => monitor.id)).toEqual(['postgres'])
  expect((await traylight.cli('check', '--all')).stdout).toContain('ToolBoxAI')
  const unknown = await traylight.cli('check', 'nothing-of-that-name')
  expect(unknown.exitCode).toBe(2)
  expect(unknown.stderr).toContain('There is no monitor or backend "nothing-of-that-name"')
})

test('keeps a configuration file read-only in the interface, except mute', async () => {
  const page = await traylight.page()
  await page.getByRole('tab', { name: /Integrations/ }).click()
  await page
    .getByRole('button', { name: /^Orders API/ })
    .first()
    .click()
  await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible()
  await expect(page.getByRole('button', { name: /Mute/ }).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Edit', exact: true })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Delete', exact: true })).toHaveCount(0)
})
