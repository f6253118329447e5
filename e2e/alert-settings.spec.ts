import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { type LightShell, startLightShell } from './light-shell.ts'

let shell: LightShell
let page: Page
test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  const check = { kind: 'command', argv: [process.execPath, '-e', ''] }
  shell = await startLightShell({
    settings: {
      thresholds: CALM_THRESHOLDS,
      monitors: [{ id: 'orders', name: 'Orders', category: 'apis', intervalSeconds: 3600, check }],
    },
  })
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    viewport: { width: 900, height: 600 },
  })
  page = await context.newPage()
  await page.goto(shell.address)
})
test.afterAll(async () => {
  await page.context().close()
  await shell.remove()
})

async function open(section: string): Promise<void> {
  await page.goto(`${shell.url}/#/settings/${section}`)
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
}

const form = () => page.getByRole('dialog')
const field = (name: string) => form().getByRole('textbox', { name, exact: true })
const save = () => form().getByRole('button', { name: 'Save' }).click()

async function expectAccessible(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(tooWide).toBeLessThanOrEqual(0)
}

async function addRule(): Promise<void> {
  await open('alerts')
  await page.getByRole('button', { name: 'Add rule' }).click()
  await field('Name').fill('Orders are down')
  await save()
  await expect(field('When')).toHaveAttribute('aria-invalid', 'true')
  await expect(field('When')).toBeFocused()
  await field('When').fill('monitor = orders and status = unhealthy')
  await form().getByRole('button', { name: 'More options' }).click()
  await expectAccessible()
  await save()
  await expect(form()).toHaveCount(0)
}

async function addNotifier(): Promise<void> {
  await open('notifiers')
  await page.getByRole('button', { name: 'Add notifier' }).click()
  await expect(form().getByRole('button', { name: 'Save' })).toBeDisabled()
  await form()
    .getByRole('button', { name: /^This desktop/ })
    .click()
  await field('Name').fill('Desk at the window')
  await save()
  await expect(form()).toHaveCount(0)
  await page.getByRole('switch', { name: 'Desk at the window is on' }).press('Space')
  await expect(row('Notifiers', 'Desk at the window')).toContainText('off')
}

async function addWindow(): Promise<void> {
  await open('maintenance')
  await page.getByRole('button', { name: 'Add window' }).click()
  await field('Name').fill('Weekly restart')
  await save()
  await expect(form().getByLabel(/^From/)).toHaveAttribute('aria-invalid', 'true')
  await form().getByText('Again and again', { exact: true }).click()
  await form().getByRole('button', { name: 'Sundays at 03:00' }).click()
  await form().getByLabel('Monitors', { exact: true }).fill('Orders')
  await page.keyboard.press('Enter')
  await save()
  await expect(form()).toHaveCount(0)
}

async function turnOnRelay(): Promise<void> {
  await open('relay')
  await page.getByRole('switch', { name: 'On', exact: true }).press('Space')
  const saveSection = page.getByRole('button', { name: 'Save' })
  await saveSection.click()
  const secret = page.getByRole('textbox', { name: 'Secret', exact: true })
  await expect(secret).toHaveAttribute('aria-invalid', 'true')
  await secret.fill('a very private word')
  await saveSection.click()
  await expect(secret).toHaveValue('Stored, unchanged')
  await expectAccessible()
}

const row = (list: string, name: string) =>
  page.getByRole('list', { name: list }).getByRole('listitem').filter({ hasText: name })

test('rules, notifiers, maintenance windows and the relay are set in the settings, and are there after a reload', async () => {
  await addRule()
  await addNotifier()
  await addWindow()
  await turnOnRelay()

  await page.reload()

  await open('alerts')
  await expect(row('Rules', 'Orders are down')).toContainText('monitor = orders and status = unhealthy')
  await open('notifiers')
  await expect(row('Notifiers', 'Desk at the window')).toContainText('off')
  await open('maintenance')
  await expect(row('Maintenance windows', 'Weekly restart')).toContainText(
    /Sundays at 03:00 for 1 h, next in .*Orders/,
  )
  await open('relay')
  await expect(page.getByRole('switch', { name: 'On', exact: true })).toBeChecked()

  const config = await readFile(join(shell.dataDir, 'config.json'), 'utf8')
  // By its id, whatever the form calls it.
  expect(config).toMatch(/"monitors": \[\s*"orders"\s*\]/)
  expect(config).toContain('$' + '{secret:')
  for (const text of [config, await page.content()]) expect(text).not.toContain('a very private word')
})

test('a rule that was begun is there again when its form was closed, and can be deleted when it was saved', async () => {
  await open('alerts')
  await page.getByRole('button', { name: 'Add rule' }).click()
  await field('Name').fill('Half a rule')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Keep as draft' }).click()
  await page.getByRole('button', { name: 'Add rule' }).click()
  await expect(field('Name')).toHaveValue('Half a rule')
  await field('When').fill('status = degraded')
  await save()
  await expect(row('Rules', 'Half a rule')).toHaveCount(1)

  await page.getByRole('button', { name: 'Delete Half a rule' }).click()
  await form().getByRole('button', { name: 'Delete' }).click()
  await expect(row('Rules', 'Half a rule')).toHaveCount(0)

  await page.getByRole('button', { name: 'Restore the defaults' }).click()
  await form().getByRole('button', { name: 'Replace all rules' }).click()
  await expect(row('Rules', 'Orders are down')).toHaveCount(0)
  await expect(row('Rules', 'Memory over 90 %')).toHaveCount(1)
})
