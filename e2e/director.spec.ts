import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { startLightShell } from './light-shell.ts'
import { type PretendStage, startPretendStage } from './pretend-stage.ts'

let stage: PretendStage
test.beforeEach(async ({ page }) => {
  stage = await startPretendStage()
  await page.goto(stage.address)
  await expect(directorOf(page)).toBeVisible()
})
test.afterEach(async () => {
  await stage.remove()
})

const directorOf = (page: Page) => page.getByRole('region', { name: 'Director' })
const mark = (page: Page) => page.getByRole('banner').getByRole('button', { name: 'Demo', exact: true })
const change = (page: Page, name: string) => directorOf(page).getByRole('button', { name, exact: true })

test('every screen says that it is a demo, and so does the browser tab', async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 600 })
  for (const place of ['#/overview', '#/database', '#/backends', '#/settings']) {
    await page.goto(new URL(place, stage.address).href)
    await expect(mark(page)).toBeInViewport()
    await expect(page).toHaveTitle(/^Demo · All 10 healthy - Traylight$/)
  }
})

test('what is broken by hand is seen on the stage and in the light, and healed again', async ({ page }) => {
  await mark(page).click()
  await change(page, 'Break: Redis stops').click()
  await expect(change(page, 'Heal: Redis stops')).toBeFocused()
  await expect(directorOf(page).getByRole('status')).toHaveText('1 of 10 broken')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Redis stops/)
  await expect(page).toHaveTitle(/^Demo · .*Redis stops/)
  await change(page, 'Heal everything').click()
  await expect(directorOf(page).getByRole('status')).toHaveText('All whole')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All 10 healthy')
})

test('what the director could not do is said', async ({ page }) => {
  await mark(page).click()
  await change(page, 'Break: The folder roblox/plugins is gone').click()
  const said = page.getByRole('alert')
  await expect(said).toContainText('Breaking “The folder roblox/plugins is gone” did not work')
  await expect(said).toContainText('it is on another disk')
  const [over, dock] = await Promise.all([said.boundingBox(), directorOf(page).boundingBox()])
  expect((over?.y ?? 0) + (over?.height ?? 0)).toBeLessThanOrEqual(dock?.y ?? 0)
})

test('the script is played and paused, with a countdown to the next step', async ({ page }) => {
  const director = directorOf(page)
  await expect(director).toContainText('Paused. Next: Redis stops')
  await change(page, 'Play the script').click()
  await expect(director).toContainText(/Redis stops in 1[012] s/)
  await expect(director).toContainText(/Redis stops in [89] s/)
  await change(page, 'Pause the script').click()
  await expect(director).toContainText('Paused. Next: Redis stops')
})

test('a countdown moves nothing', async ({ page }) => {
  await change(page, 'Play the script').click()
  await expect(directorOf(page)).toContainText(/in 11 s/)
  const places = () =>
    page.evaluate(() =>
      [
        ...document.querySelectorAll(
          'section[aria-label="Director"] button, section[aria-label="Director"] ol',
        ),
      ]
        .map(element => element.getBoundingClientRect())
        .map(({ x, y, width }) => [x, y, width].map(Math.round).join()),
    )
  const before = await places()
  await expect(directorOf(page)).toContainText(/in 9 s/)
  expect(await places()).toEqual(before)
})

test('is steered by keyboard alone', async ({ page }) => {
  await page.keyboard.press('d')
  await expect(change(page, 'Director')).toBeFocused()
  await expect(change(page, 'Break: Redis stops')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(change(page, 'Break: Redis stops')).toBeHidden()
  await find(page, 'director open', 'Director: open or fold')
  await expect(change(page, 'Director')).toBeFocused()
  await find(page, 'break redis', 'Director: break “Redis stops”')
  await expect(directorOf(page).getByRole('status')).toHaveText('1 of 10 broken')
})

/** Chooses the first of what the search finds. */
async function find(page: Page, words: string, label: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: /^Find anything/ })).toBeFocused()
  await page.keyboard.type(words)
  await expect(page.getByRole('dialog').getByText(label).first()).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}

test('stays as it was when the page is loaded anew, and covers nothing at its end', async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 600 })
  await mark(page).click()
  await expect(change(page, 'Break: Redis stops')).toBeVisible()
  await page.reload()
  await expect(change(page, 'Break: Redis stops')).toBeVisible()
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
  const end = await page.getByRole('tabpanel').boundingBox()
  const dock = await directorOf(page).boundingBox()
  expect((end?.y ?? 0) + (end?.height ?? 0)).toBeLessThanOrEqual(Math.ceil(dock?.y ?? 0))
})

for (const colorScheme of ['dark', 'light'] as const) {
  test(`has no accessibility violations, calm and broken, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width: 900, height: 600 })
    const violations = async () =>
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
    expect(await violations()).toEqual([])
    await mark(page).click()
    await change(page, 'Break: Redis stops').click()
    await expect(change(page, 'Heal: Redis stops')).toBeVisible()
    expect(await violations()).toEqual([])
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(tooWide).toBeLessThanOrEqual(0)
  })
}

test('where real services are watched nothing of a demo is shown or loaded', async ({ page }) => {
  const shell = await startLightShell()
  try {
    const loaded: string[] = []
    page.on('request', request => loaded.push(request.url()))
    await page.goto(shell.address)
    await expect(page.getByRole('tab', { name: 'Settings' })).toBeVisible()
    await page.waitForLoadState('networkidle')
    await expect(mark(page)).toBeHidden()
    await expect(directorOf(page)).toBeHidden()
    expect(loaded.filter(url => /director|DemoMark/i.test(url))).toEqual([])
    await expect(page).not.toHaveTitle(/Demo/)
  } finally {
    await shell.remove()
  }
})
