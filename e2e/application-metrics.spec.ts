import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { freePort } from '#demo/programs/free-port.ts'
import type { ServerProcess } from '#demo/programs/server-process.ts'
import { expect, test } from './test.ts'
import { SHOWN_WITHIN_MS, startProgram, TIMING } from './watched-services.ts'

let backend: ServerProcess
let url: string

test.beforeEach(async () => {
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  backend = await startProgram('toolboxai-backend-process.ts', port)
})
test.afterEach(async () => {
  await backend.stop()
})

const thresholds = () => ({ ...CALM_THRESHOLDS, sustainedSeconds: 1 })
const toolbox = () => ({ id: 'toolbox', name: 'ToolBoxAI', url, ...TIMING })

/** Opens the backend's card. */
async function openBackend(page: Page) {
  await page.getByRole('tab', { name: /Backends/ }).click()
  await page
    .getByRole('button', { name: /^ToolBoxAI/ })
    .first()
    .click()
  return page.getByRole('region', { name: 'Application metrics' })
}

test('watches a metric of a backend, gives it thresholds, and sees it turn critical and recover', async ({
  start,
}) => {
  // It waits for several polls, one after another.
  test.slow()
  const traylight = await start({ settings: { thresholds: thresholds(), backends: [toolbox()] } })
  const page = await traylight.page()
  const headline = page.getByRole('heading', { level: 1 })
  await expect(headline).toHaveText(/^All \d+ healthy$/)
  const metrics = await openBackend(page)
  const watched = metrics.getByRole('list', { name: 'Watched metrics' })
  const row = watched.getByRole('listitem').filter({ hasText: 'CPU usage' })

  await test.step('all its endpoints are polled and listed, metrics among them', async () => {
    const endpoints = page.getByRole('table', { name: 'Endpoints of ToolBoxAI' })
    await expect(endpoints.getByRole('row')).toHaveCount(12)
    await expect(endpoints.getByRole('row', { name: '/api/v1/metrics' })).toContainText('200')
  })

  await test.step('one click and a sample is watched', async () => {
    await metrics.getByRole('button', { name: 'Watch a metric' }).click()
    const search = metrics.getByRole('textbox', { name: 'Search the samples' })
    await expect(search).toBeFocused()
    await expect(metrics.getByRole('list', { name: 'Samples' })).toBeInViewport({ ratio: 1 })
    await search.fill('percent cpu')
    await metrics.getByRole('button', { name: /^Watch system_cpu_percent/ }).click()
    await expect(row).toContainText('24 %')
    await expect(metrics.getByRole('button', { name: /^Watched: system_cpu_percent/ })).toBeDisabled()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  })

  await test.step('its thresholds are edited from its row, with the backend', async () => {
    await row.getByRole('button', { name: 'Edit thresholds of CPU usage (ToolBoxAI)' }).click()
    const form = page.getByRole('group', { name: 'Application metrics 1' })
    await form.getByRole('textbox', { name: 'Warning' }).fill('70')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(form.getByRole('textbox', { name: 'Critical' })).toHaveAttribute('aria-invalid', 'true')
    await form.getByRole('textbox', { name: 'Critical' }).fill('90')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  await test.step('over its threshold it is critical, in its row and for the whole', async () => {
    await fetch(`${url}/test/system?cpu=97`, { method: 'POST' })
    await expect(row.getByRole('img', { name: 'Critical' })).toBeVisible({ timeout: SHOWN_WITHIN_MS })
    await expect(headline).toHaveText(/^1 degraded: CPU usage \(ToolBoxAI\)/, { timeout: SHOWN_WITHIN_MS })
  })

  await test.step('it has a line in Trends', async () => {
    await page.getByRole('tab', { name: /Overview/ }).click()
    await page.getByRole('button', { name: /metrics$/ }).click()
    await page.getByRole('checkbox', { name: 'CPU usage (ToolBoxAI)' }).check()
    await page.keyboard.press('Escape')
    await expect(
      page.getByRole('region', { name: 'Trends' }).getByText('CPU usage (ToolBoxAI)').first(),
    ).toBeVisible()
  })

  await test.step('below it again all is well, and it can be removed', async () => {
    await fetch(`${url}/test/system?cpu=12`, { method: 'POST' })
    await expect(headline).toHaveText(/^All \d+ healthy$/, { timeout: SHOWN_WITHIN_MS })
    await openBackendAgain(page)
    await expect(row).toContainText('12 %')
    await row.getByRole('button', { name: 'Stop watching CPU usage (ToolBoxAI)' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stop watching' }).click()
    await expect(row).toHaveCount(0)
    await expect(metrics.getByRole('button', { name: 'Watch a metric' })).toBeFocused()
  })
})

/** The tab remembers what was open. */
async function openBackendAgain(page: Page) {
  await page.getByRole('tab', { name: /Backends/ }).click()
  const metrics = page.getByRole('region', { name: 'Application metrics' })
  await expect(page.getByRole('tabpanel').first()).toBeVisible()
  if ((await metrics.count()) === 0) await openBackend(page)
}

test('shows what a configuration file watches, and offers nothing to add', async ({ start }) => {
  const metrics = [{ sample: 'mcp_server_up{service="mcp_server"}', name: 'MCP server', worseWhen: 'below' }]
  const traylight = await start({
    config: { thresholds: thresholds(), backends: [{ ...toolbox(), metrics }] },
  })
  const section = await openBackend(await traylight.page())
  await expect(section.getByRole('listitem').filter({ hasText: 'MCP server' })).toContainText('1')
  await expect(section.getByRole('button', { name: 'Watch a metric' })).toHaveCount(0)
  await expect(section.getByRole('button', { name: /^(Edit thresholds|Stop watching)/ })).toHaveCount(0)
})
