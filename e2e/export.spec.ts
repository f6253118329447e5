import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { type LightShell, startLightShell } from './light-shell.ts'

let shell: LightShell
test.beforeAll(async () => {
  const monitor = (id: string, name: string, code: number) => ({
    ...{ id, name, category: 'apis', intervalSeconds: 3600, severity: 'minor' },
    check: { kind: 'command', argv: [process.execPath, '-e', `process.exit(${code})`] },
  })
  shell = await startLightShell({
    settings: {
      thresholds: CALM_THRESHOLDS,
      monitors: [monitor('good', 'Good one', 0), monitor('other', 'Other one', 0)],
    },
  })
  await expect.poll(async () => (await shell.cli('status')).exitCode, { timeout: 20_000 }).toBe(0)
  // What was found is written a second later.
  await expect
    .poll(
      async () =>
        (await shell.cli('export', '--output', '-', '--monitors', 'good')).stdout.split('\n').length,
      {
        timeout: 20_000,
      },
    )
    .toBeGreaterThan(2)
})
test.afterAll(async () => {
  await shell.remove()
})

async function open(browser: Browser, colorScheme: 'dark' | 'light' = 'light', hash = '#/'): Promise<Page> {
  const viewport = { width: 900, height: 600 }
  const page = await (await browser.newContext({ colorScheme, reducedMotion: 'reduce', viewport })).newPage()
  await page.goto(shell.address)
  await page.goto(`${shell.url}/${hash}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/healthy/)
  return page
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(tooWide).toBeLessThanOrEqual(0)
}

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Export a report' })
const jobsOf = (page: Page) => page.getByRole('region', { name: 'Reports' })

test('writes a report by keyboard alone, and says where it is, to be downloaded and copied', async ({
  browser,
}) => {
  const page = await open(browser)
  await expect(page.getByRole('button', { name: 'Export', exact: true })).toBeVisible()
  await page.keyboard.press('e')
  const dialog = dialogOf(page)
  await expect(dialog.getByRole('combobox', { name: 'Time' })).toBeFocused()
  await dialog.getByRole('radio', { name: 'Everything' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('radio', { name: 'Chosen monitors' })).toBeChecked()
  await dialog.getByRole('combobox', { name: 'Monitors' }).focus()
  await page.keyboard.type('good')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await dialog.getByRole('radio', { name: 'CSV' }).check()
  await dialog.getByRole('button', { name: 'Export' }).press('Enter')
  await expect(dialog).toHaveCount(0)

  const jobs = jobsOf(page)
  await expect(jobs.getByText(/^Written: /).last()).toBeVisible()
  const [file = ''] = (await readdir(join(shell.dataDir, 'reports'))).filter(name => name.endsWith('.csv'))
  expect(file).toMatch(/^traylight-good-\d{4}-\d\d-\d\d.*\.csv$/)
  const text = await readFile(join(shell.dataDir, 'reports', file), 'utf8')
  expect(text).toContain('good')
  expect(text).not.toContain('other')

  const downloading = page.waitForEvent('download')
  await jobs.getByRole('link', { name: 'Download' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe(file)
  expect(await readFile(await download.path(), 'utf8')).toBe(text)
  await jobs.getByRole('button', { name: /^Close/ }).click()
  await expect(jobs).toBeHidden()
})

for (const colorScheme of ['dark', 'light'] as const) {
  test(`has no accessibility violations while it asks and when it failed, and tries again, ${colorScheme}`, async ({
    browser,
  }) => {
    const page = await open(browser, colorScheme)
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const dialog = dialogOf(page)
    const folder = join(shell.dataDir, `missing-${colorScheme}`)
    await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder)
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Export' }).click()
    const jobs = jobsOf(page)
    await expect(jobs.getByText(`The folder ${folder} does not exist.`).last()).toBeVisible()
    await expectAccessible(page)
    await mkdir(folder)
    await jobs.getByRole('button', { name: 'Try again' }).first().click()
    await expect(jobs.getByText(`Written: ${folder}`).last()).toBeVisible()
    expect(await readdir(folder)).toHaveLength(1)

    // What was typed is there again the next time, until it is cleared.
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await expect(dialogOf(page).getByRole('textbox', { name: 'Folder' })).toHaveValue(folder)
    await page.keyboard.press('Escape')
    for (const close of await jobs.getByRole('button', { name: /^Close/ }).all()) await close.click()
  })
}

test('begins with what it was opened for, from a card, an address, or a search', async ({ browser }) => {
  const page = await open(browser, 'light', '#/monitor/other')
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Export' }).click()
  await expect(dialogOf(page).getByRole('radio', { name: 'Chosen monitors' })).toBeChecked()
  await expect(dialogOf(page).getByText('Other one')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialogOf(page)).toHaveCount(0)

  await page.evaluate("location.hash = '#/export'")
  await expect(dialogOf(page).getByRole('radio', { name: 'Everything' })).toBeChecked()
  expect(page.url()).toContain('#/monitor/other')
  await page.keyboard.press('Escape')

  await expect(dialogOf(page)).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: /^Find anything/ })).toBeFocused()
  await page.keyboard.type('export report')
  await expect(page.getByRole('button', { name: 'Export report' }).last()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(dialogOf(page)).toBeVisible()
})

test('keeps schedules in the settings, runs one now and says how it went', async ({ browser }) => {
  const page = await open(browser, 'dark', '#/settings/reports')
  await page.getByRole('button', { name: 'Add scheduled report' }).click()
  const form = page.getByRole('dialog', { name: 'Add scheduled report' })
  await expect(form.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByText('Give it a name.')).toBeVisible()
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Monday report')
  await form.getByLabel('At', { exact: true }).fill('07:30')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)

  const list = page.getByRole('list', { name: 'Scheduled reports' })
  await expect(
    list.getByText(/Every Monday at 07:30, html of everything, the week before\. Next: /),
  ).toBeVisible()
  await list.getByRole('button', { name: 'Run now: Monday report' }).click()
  await expect(list.getByRole('img', { name: 'Went well' })).toBeVisible()
  await expectAccessible(page)
  const files = await readdir(join(shell.dataDir, 'reports'))
  expect(files.filter(name => /^traylight-monday-report-.*\.html$/.test(name))).toHaveLength(1)
  await list.getByRole('button', { name: 'Delete Monday report' }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(page.getByText('No scheduled reports yet')).toBeVisible()
  expect(await readFile(join(shell.dataDir, 'config.json'), 'utf8')).not.toContain('Monday report')
})
