import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { type LightShell, startLightShell } from './light-shell.ts'
import { ONE_OF_EVERYTHING } from './one-of-everything.ts'

let shell: LightShell
test.beforeAll(async () => {
  shell = await startLightShell({ config: ONE_OF_EVERYTHING })
})
test.afterAll(async () => {
  await shell.remove()
})

const PLACES = [
  '#/',
  '#/apis',
  '#/monitor/bad',
  '#/backends',
  '#/alerts',
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
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/unhealthy/)
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
