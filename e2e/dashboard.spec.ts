import type { Page } from '@playwright/test'
import { goTo, type Traylight } from './host.ts'
import { ONE_OF_EVERYTHING } from './one-of-everything.ts'
import { expect, test } from './test.ts'

let traylight: Traylight
test.beforeAll(async ({ host }) => {
  traylight = await host.start({ config: ONE_OF_EVERYTHING })
})
test.afterAll(async () => {
  await traylight?.remove()
})

const headline = (page: Page) => page.getByRole('heading', { level: 1 })

test('answers in two seconds: what is wrong in words, worst first, tabs marked', async () => {
  const page = await traylight.page()
  await expect(headline(page)).toHaveText(/^2 unhealthy: .* · 1 degraded$/)
  await expect(page).toHaveTitle(/2 unhealthy/)
  const tabs = await page.getByRole('tab').allTextContents()
  expect(tabs.map(tab => tab.trim())).toEqual([
    'Overview',
    'Integrations',
    'Database',
    'Roblox',
    'Backups',
    'Backends',
    'Alerts',
    'History',
    'Settings',
  ])
  await page.getByRole('tab', { name: /Integrations/ }).click()
  await expect(page.locator('[data-row-toggle]')).toHaveCount(3)
  const names = await page.locator('[data-row-toggle]').allTextContents()
  expect(names[0]).toMatch(/^(Payments|Newsletter)/)
  expect(names.at(-1)).toMatch(/^Search/)
})

test('filters to problems only, by text and by tag', async () => {
  const page = await traylight.page()
  await page.getByRole('tab', { name: /Integrations/ }).click()
  const rows = page.locator('[data-row-toggle]')
  await expect(rows).toHaveCount(3)
  await page.getByRole('textbox', { name: /Filter/ }).fill('pay')
  await expect(rows).toHaveCount(1)
  await page.getByRole('textbox', { name: /Filter/ }).fill('')
  await expect(rows).toHaveCount(3)
})

test('mutes several at once and says so', async ({ start }) => {
  const page = await (await start({ config: ONE_OF_EVERYTHING })).page()
  await page.getByRole('tab', { name: /Integrations/ }).click()
  for (const name of ['Payments', 'Newsletter', 'Search'])
    await page.getByRole('checkbox', { name: `Select ${name}` }).click()
  await page.getByRole('button', { name: /^Mute/ }).first().click()
  await page.getByRole('menuitem', { name: 'For 1 h' }).click()
  await expect(headline(page)).toHaveText(/^All 2 healthy$/)
})

test('reaches tabs, search and the list of shortcuts by keyboard', async () => {
  const page = await traylight.page()
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

test('opens a monitor by its address', async () => {
  const page = await traylight.page()
  await expect(page.getByRole('tab', { name: /Database/ })).toBeVisible()
  await goTo(page, '#/monitor/good')
  await expect(page.getByText('All 12 tables are there').first()).toBeVisible()
})
