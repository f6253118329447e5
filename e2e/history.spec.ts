import AxeBuilder from '@axe-core/playwright'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { type LightShell, startLightShell } from './light-shell.ts'
import { SEEDED_AWAY, SEEDED_SERIES, seededConfig } from './seed-history.ts'
import { seedDataDir, startShop } from './seeded-history.ts'

let shop: Awaited<ReturnType<typeof startShop>>
let shell: LightShell

test.describe.configure({ mode: 'default' })
test.beforeAll(async () => {
  shop = await startShop()
  shell = await startLightShell({
    config: seededConfig(shop.url),
    prepare: dataDir => seedDataDir(dataDir, { days: 32, series: SEEDED_SERIES, away: SEEDED_AWAY }),
  })
})
test.afterAll(async () => {
  await shell.remove()
  shop.close()
})

/** A page at an address of the dashboard, and what it logs as errors. */
async function open(browser: Browser, hash: string, options: Parameters<Browser['newContext']>[0] = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const logged: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') logged.push(message.text())
  })
  page.on('pageerror', error => logged.push(String(error)))
  await page.goto(shell.address)
  await page.goto(`${shell.url}/${hash}`)
  return { page, logged, close: () => context.close() }
}

const chart = (page: Page, name: string) => page.getByRole('slider', { name: `${name}: moment` })
const range = (page: Page, label: string) => page.getByRole('radio', { name: label, exact: true })

test('monitors are chosen, looked at over a month, zoomed into, compared, and stay over a reload', async ({
  browser,
}) => {
  const { page, logged, close } = await open(browser, '#/')
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page).toHaveURL(/#\/history\?/)
  // The first three, as long as nobody chose.
  await expect(page.getByRole('listitem').filter({ hasText: 'Web shop' }).first()).toBeVisible()

  await test.step('two monitors', async () => {
    await page.locator('button[aria-label="Show nothing"]').click()
    await expect(page.getByRole('heading', { name: 'Choose what to look at' })).toBeVisible()
    const choice = page.getByRole('combobox', { name: 'What is shown' })
    for (const name of ['Orders API', 'Payments']) {
      await choice.fill(name)
      await page.getByRole('option', { name }).click()
    }
    await choice.press('Escape')
    await expect(chart(page, 'Response time')).toBeVisible()
    await expect(page.getByRole('img', { name: /^Status of (Orders API|Payments)/ })).toHaveCount(2)
  })

  await test.step('a month, with its outages', async () => {
    await page.getByText('30 d', { exact: true }).click()
    await expect(page).toHaveURL(/range=30d/)
    const incidents = page.getByRole('region', { name: /^Incidents/ })
    await expect(
      incidents.getByRole('listitem').filter({ hasText: 'The service answered 503.' }),
    ).not.toHaveCount(0)
    await expect(page.getByRole('row', { name: /Orders API/ })).toContainText(/\d+ ms/)
  })

  await test.step('a reload shows the same', async () => {
    await page.reload()
    await expect(range(page, '30 d')).toBeChecked()
    await expect(page.getByRole('img', { name: /^Status of (Orders API|Payments)/ })).toHaveCount(2)
  })

  await test.step('a part of it, marked by the pointer, and back', async () => {
    const box = await chart(page, 'Response time').boundingBox()
    if (!box) throw new Error('The chart is not drawn.')
    await page.mouse.move(box.x + box.width * 0.4, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 80, { steps: 4 })
    await page.mouse.up()
    await expect(page).toHaveURL(/from=.*to=/)
    await expect(range(page, '30 d')).not.toBeChecked()
    await page.getByRole('button', { name: 'Back to the range before' }).click()
    await expect(range(page, '30 d')).toBeChecked()
  })

  await test.step('compared with the week before', async () => {
    await page.getByText('7 d', { exact: true }).click()
    await page.getByRole('switch', { name: 'Time before' }).click()
    await expect(page.getByText(/^average \d+ ms, .* the 7 days before/)).toHaveCount(2)
  })
  expect(logged).toEqual([])
  await close()
})

test('the keyboard alone moves the cursor, marks a range, zooms and goes back', async ({ browser }) => {
  const { page, logged, close } = await open(browser, '#/history?show=monitor:orders&range=24h')
  const orders = chart(page, 'Orders API, response time')
  await orders.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(orders).toHaveAttribute('aria-valuetext', /average \d+ ms.*Orders API healthy/)
  await page.keyboard.press('Shift+ArrowLeft')
  for (let step = 0; step < 9; step += 1) await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/from=.*to=/)
  await orders.press('-')
  await orders.press('Backspace')
  await orders.press('Backspace')
  await expect(page).toHaveURL(/range=24h/)
  await orders.press('PageUp')
  await expect(page).toHaveURL(/from=.*to=/)

  await test.step('and walks through what the status was', async () => {
    const band = page.getByRole('img', { name: /^Status of Orders API/ })
    await band.focus()
    await page.keyboard.press('ArrowLeft')
    await expect(page.getByRole('tooltip')).toContainText(/Healthy|Unhealthy|Degraded/)
  })
  expect(logged).toEqual([])
  await close()
})

test('the uptime table has the worst first, says what is known, and leads to the charts', async ({
  browser,
}) => {
  const { page, logged, close } = await open(browser, '#/history/uptime')
  const rows = page.getByRole('list', { name: 'Uptime' }).getByRole('listitem')
  await expect(rows).toHaveCount(4)
  await expect(rows.first()).toContainText(/Orders API|Payments/)
  await expect(rows.filter({ hasText: 'Sign-in' })).toContainText(/known 8\d %/)
  await expect(rows.filter({ hasText: 'Orders API' })).toContainText(/overdrawn by 1 h/)
  await expect(rows.filter({ hasText: 'Web shop' })).toContainText('43 min of 43 min left')

  await page.getByRole('button', { name: /^Name/ }).click()
  await expect(page).toHaveURL(/uptime\?sort=name/)
  await expect(rows.first()).toContainText('Orders API')
  const filter = page.getByRole('textbox', { name: 'Filter' })
  await filter.pressSequentially('sgn')
  // In the middle of a word too: the cursor stays where it is.
  await filter.press('ArrowLeft')
  await filter.press('ArrowLeft')
  await filter.pressSequentially('-i')
  await filter.press('Backspace')
  await filter.press('Backspace')
  await filter.pressSequentially('i')
  await expect(filter).toHaveValue('sign')
  await expect(rows).toHaveCount(1)
  await rows.getByRole('button', { name: /Sign-in/ }).press('Enter')
  await expect(page.getByRole('table', { name: 'Times of Sign-in' })).toContainText('3 h')
  await page.getByRole('link', { name: 'Show in charts' }).click()
  await expect(chart(page, 'Sign-in, response time')).toBeVisible()
  expect(logged).toEqual([])
  await close()
})

test('cards and the search lead to the past of what they are about', async ({ browser }) => {
  const { page, close } = await open(browser, '#/monitor/payments')
  await page.getByRole('link', { name: 'Show in history' }).click()
  await expect(chart(page, 'Payments, response time')).toBeVisible()
  await page.keyboard.press('Control+k')
  await page
    .getByRole('searchbox')
    .or(page.getByRole('textbox', { name: /^Find anything/ }))
    .first()
    .fill('history sign')
  await page.getByText('Show Sign-in in history').click()
  await expect(chart(page, 'Sign-in, response time')).toBeVisible()
  await close()
})

test('the settings say where the history is and how large, back it up and restore it', async ({
  browser,
}) => {
  const { page, logged, close } = await open(browser, '#/settings/history')
  await expect(page.getByText('a file on this machine')).toBeVisible()
  await expect(page.getByText(/single results/).first()).toBeVisible()
  const backups = page.getByRole('region', { name: 'Backups' })
  await expect(backups).toContainText('There is none yet.')
  await backups.getByRole('button', { name: 'Back up now' }).click()
  const restore = backups.getByRole('button', { name: /^Restore the backup of/ })
  await expect(restore).toHaveCount(1)
  await restore.click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  // What was replaced is a backup itself.
  await expect(restore).toHaveCount(2)
  await goToCharts(page)
  expect(logged).toEqual([])
  await close()
})

/** What was remembered before is still there. */
async function goToCharts(page: Page): Promise<void> {
  await page.goto(`${shell.url}/#/history?show=monitor:orders&range=30d`)
  await expect(page.getByRole('region', { name: /^Incidents/ }).getByRole('listitem')).not.toHaveCount(0)
}

/** With what shows that the place is drawn. */
const PLACES = [
  ['#/history?show=monitor:orders&show=metric:cpu&range=7d&compare=yes', /the 7 days before/],
  ['#/history/uptime', 'Web shop'],
  ['#/settings/history', 'Kept in'],
] as const
test('no accessibility violations in dark and light, everything fits and nothing is logged', async ({
  browser,
}) => {
  // Looking at everything in two schemes takes its time on a busy machine.
  test.slow()
  const viewport = { width: 900, height: 600 }
  const { page, logged, close } = await open(browser, '#/', { viewport })
  for (const [place, shown] of PLACES) {
    await page.goto(`${shell.url}/${place}`)
    await expect(page.getByRole('tabpanel').getByText(shown).first()).toBeVisible()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.map(({ id, nodes }) => `${colorScheme} ${place} ${id}: ${nodes[0]?.html}`)
      expect(found).toEqual([])
    }
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(tooWide, place).toBeLessThanOrEqual(0)
  }
  expect(logged).toEqual([])
  await close()
})
