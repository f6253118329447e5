import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { CALM_THRESHOLDS } from './calm-thresholds.ts'
import { type LightShell, startLightShell } from './light-shell.ts'

const exitWith = (code: number, words: string) => ({
  kind: 'command',
  argv: [process.execPath, '-e', `console.log(${JSON.stringify(words)}); process.exit(${code})`],
})

/** One of everything that a list can hold, decided by programs that answer at once. */
const CONFIG = {
  thresholds: CALM_THRESHOLDS,
  monitors: [
    {
      id: 'good',
      name: 'Orders database',
      category: 'database',
      tags: ['shop'],
      check: exitWith(0, 'All 12 tables are there'),
    },
    { id: 'slow', name: 'Search', category: 'apis', check: exitWith(1, 'Answers slowly') },
    {
      id: 'bad',
      name: 'Payments',
      category: 'apis',
      tags: ['shop'],
      check: exitWith(2, 'Card provider does not answer'),
    },
    {
      id: 'minor',
      name: 'Newsletter',
      category: 'apis',
      severity: 'minor',
      check: exitWith(2, 'Queue is stuck'),
    },
    { id: 'off', name: 'Old bridge', category: 'roblox', paused: true, check: exitWith(0, '') },
    { id: 'own', name: 'Night backup', category: 'backups', check: exitWith(0, 'Done at 03:00') },
  ].map(monitor => ({ ...monitor, intervalSeconds: 3600, failuresToUnhealthy: 1 })),
}

let shell: LightShell
test.beforeAll(async () => {
  shell = await startLightShell({ config: CONFIG })
})
test.afterAll(async () => {
  await shell.remove()
})

const headline = (page: Page) => page.getByRole('heading', { level: 1 })

test('answers in two seconds: what is wrong in words, worst first, tabs marked', async ({ page }) => {
  await page.goto(shell.address)
  await expect(headline(page)).toHaveText(/^2 unhealthy: .* · 1 degraded: Search$/)
  await expect(page).toHaveTitle(/2 unhealthy/)
  const tabs = await page.getByRole('tab').allTextContents()
  expect(tabs.map(tab => tab.trim())).toEqual([
    'Overview',
    'Integrations',
    'Database',
    'Roblox',
    'Backups',
    'Backends',
    'Settings',
  ])
  await page.getByRole('tab', { name: /Integrations/ }).click()
  await expect(page.locator('[data-row-toggle]')).toHaveCount(3)
  const names = await page.locator('[data-row-toggle]').allTextContents()
  expect(names[0]).toMatch(/^(Payments|Newsletter)/)
  expect(names.at(-1)).toMatch(/^Search/)
})

test('filters to problems only, by text and by tag', async ({ page }) => {
  await page.goto(shell.address)
  await page.getByRole('tab', { name: /Integrations/ }).click()
  const rows = page.locator('[data-row-toggle]')
  await expect(rows).toHaveCount(3)
  await page.getByRole('textbox', { name: /Filter/ }).fill('pay')
  await expect(rows).toHaveCount(1)
  await page.getByRole('textbox', { name: /Filter/ }).fill('')
  await expect(rows).toHaveCount(3)
})

test('mutes several at once and says so', async ({ page }) => {
  const own = await startLightShell({ config: CONFIG })
  await page.goto(own.address)
  await page.getByRole('tab', { name: /Integrations/ }).click()
  for (const name of ['Payments', 'Newsletter', 'Search'])
    await page.getByRole('checkbox', { name: `Select ${name}` }).click()
  await page.getByRole('button', { name: /^Mute/ }).first().click()
  await page.getByRole('menuitem', { name: 'For 1 h' }).click()
  await expect(headline(page)).toHaveText(/^All 2 healthy$/)
  await own.remove()
})

test('reaches tabs, search and the list of shortcuts by keyboard', async ({ page }) => {
  await page.goto(shell.address)
  await expect(page.getByRole('tab', { name: /Database/ })).toBeVisible()
  await page.keyboard.press('3')
  await expect(page.getByRole('tab', { name: /Database/ })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: /Find anything/ }).fill('payments')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/monitor\/bad/)
  await expect(page.getByText('Card provider does not answer').first()).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toContainText(/shortcuts/i)
})

test('opens a monitor by its address', async ({ page }) => {
  await page.goto(shell.address)
  await expect(page.getByRole('tab', { name: /Database/ })).toBeVisible()
  await page.goto(`${shell.url}/#/monitor/good`)
  await expect(page.getByText('All 12 tables are there').first()).toBeVisible()
})

test('keeps the last known values and says that the engine is lost, then goes on', async ({ page }) => {
  const own = await startLightShell({ config: CONFIG })
  await page.goto(own.address)
  await expect(headline(page)).toHaveText(/healthy/)
  await own.kill()
  await expect(page.getByText(/connection|disconnected|lost/i).first()).toBeVisible()
  await expect(headline(page)).toHaveText(/healthy/)
  await own.restart()
  await expect(page.getByText('live', { exact: true }).first()).toBeVisible({ timeout: 15_000 })
  await own.remove()
})

const PLACES = [
  '#/',
  '#/apis',
  '#/monitor/bad',
  '#/backends',
  '#/settings',
  '#/settings/thresholds',
  '#/settings/monitors',
]

for (const colorScheme of ['dark', 'light'] as const) {
  for (const place of PLACES) {
    test(`${place} has no accessibility violations, fits its window and logs nothing, ${colorScheme}`, async ({
      browser,
    }) => {
      const context = await browser.newContext({
        colorScheme,
        reducedMotion: 'reduce',
        viewport: { width: 900, height: 600 },
      })
      const page = await context.newPage()
      const logged: string[] = []
      page.on('console', message => {
        if (message.type() === 'error') logged.push(message.text())
      })
      await page.goto(shell.address)
      await page.goto(`${shell.url}/${place}`)
      await expect(headline(page)).toHaveText(/unhealthy/)
      await expect(page.getByRole('tabpanel').first()).toBeVisible()
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(tooWide).toBeLessThanOrEqual(0)
      expect(logged).toEqual([])
      await context.close()
    })
  }
}
