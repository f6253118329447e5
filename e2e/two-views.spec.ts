import AxeBuilder from '@axe-core/playwright'
import { goTo } from './host.ts'
import { expect, test } from './test.ts'
import { SHOWN_WITHIN_MS, startWatchedServices, type WatchedServices } from './watched-services.ts'

let services: WatchedServices

test.beforeEach(async () => {
  services = await startWatchedServices()
})
test.afterEach(async () => {
  await services.remove()
})

test('shows our view and that of a backend on one card, and says when they differ', async ({ start }) => {
  const traylight = await start({ config: services.config })
  const page = await traylight.page()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^All \d+ healthy$/)

  // As a notification or the tray would, by the service that the backend reports.
  await goTo(page, '#/service/toolbox/redis')
  await expect(page.getByRole('tab', { name: /Database/ })).toHaveAttribute('aria-selected', 'true')
  const rows = page.getByRole('region', { name: 'Database' }).getByRole('button', { name: /^redis/i })
  await expect(rows).toHaveCount(1)
  await expect(rows).toHaveAttribute('aria-expanded', 'true')
  const views = page.getByRole('region', { name: 'Views on Redis' })
  const fromHere = views.getByRole('region', { name: 'From here' })
  const reported = views.getByRole('region', { name: 'ToolBoxAI says' })
  await expect(fromHere).toContainText('Healthy')
  await expect(reported).toContainText('Healthy')
  await expect(reported).toContainText('1.2 ms')
  await expect(page.getByText('Views differ')).toHaveCount(0)

  const difference = 'ToolBoxAI says Redis is healthy; from here it is unhealthy.'
  await test.step('while Redis is stopped the backend still says that it is fine', async () => {
    await services.redis.stop()
    await expect(fromHere).toContainText('Unhealthy', { timeout: SHOWN_WITHIN_MS })
    await expect(reported).toContainText('Healthy')
    await expect(views).toContainText(difference)
    await expect(rows).toContainText('Views differ')
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  })

  await test.step('started again they agree', async () => {
    await services.redis.start()
    await expect(page.getByText(difference)).toHaveCount(0, { timeout: SHOWN_WITHIN_MS })
    await expect(page.getByText('Views differ')).toHaveCount(0)
    await expect(fromHere).toContainText('Healthy')
  })

  await test.step("the backend's own list keeps the service, and leads to the card", async () => {
    await reported.getByRole('link', { name: 'ToolBoxAI' }).click()
    await page.getByRole('button', { name: /^redis|Healthy redis/i }).click()
    await page.getByText('Also checked from here').getByRole('link', { name: 'Redis' }).click()
    await expect(views).toBeVisible()
  })
})
