import AxeBuilder from '@axe-core/playwright'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { type RedisServer, startRedisServer } from '#demo/programs/redis-server.ts'
import { goTo, type Traylight } from './host.ts'
import { expect, test } from './test.ts'
import { SHOWN_WITHIN_MS, TIMING } from './watched-services.ts'

let redis: RedisServer
let traylight: Traylight

test.beforeAll(async ({ host }) => {
  redis = await startRedisServer()
  traylight = await host.start({
    config: {
      thresholds: CALM_THRESHOLDS,
      alerts: { groupSeconds: 0 },
      monitors: [
        {
          ...{ id: 'redis', name: 'Redis', category: 'database', ...TIMING, intervalSeconds: 1 },
          check: { kind: 'redis', url: redis.url },
        },
      ],
    },
  })
})

test.afterAll(async () => {
  await traylight?.remove()
  await redis?.remove()
})

test('an outage is an incident: opened, acknowledged with the keyboard, recovered, remembered', async () => {
  const page = await traylight.page()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/healthy$/)
  await goTo(page, '#/alerts')
  await expect(page.getByRole('heading', { name: 'No open alerts' })).toBeVisible()
  const incident = page.getByRole('link', { name: /^Redis/ })

  await test.step('it is open, in the tab, at the bell and in the search', async () => {
    await redis.stop()
    await expect(incident).toContainText('Redis refused the connection', { timeout: SHOWN_WITHIN_MS })
    await expect(page.getByRole('tab', { name: 'Unhealthy Alerts' })).toBeVisible()
    await page.getByRole('button', { name: '1 open alert' }).click()
    await expect(page.getByRole('button', { name: 'Acknowledge Redis' }).first()).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: /Find anything/ }).fill('incident redis')
    await expect(page.getByRole('dialog').getByText('Redis refused the connection')).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('it is acknowledged with a note, by keys alone', async () => {
    await page.keyboard.press('j')
    await expect(incident).toBeFocused()
    await page.keyboard.press('a')
    await page.getByRole('textbox', { name: 'Note, if you like' }).fill('Looking at it.')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'No open alerts' })).toBeVisible()
    await page.getByRole('link', { name: /^Acknowledged/ }).click()
    await expect(incident).toBeVisible()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
  })

  await test.step('its page says what happened, beside its response time', async () => {
    await expect(page.getByRole('heading', { level: 2, name: 'Redis' })).toBeVisible()
    await expect(page.getByText(/^Acknowledged by /).first()).toBeVisible()
    await expect(page.getByRole('list', { name: 'Timeline' })).toContainText('Looking at it.')
    await expect(page.getByRole('region', { name: 'What to check' })).toBeVisible()
    await expect(page.getByRole('slider', { name: /Redis, response time/ })).toBeVisible()
    await page.keyboard.press('n')
    await page.getByRole('textbox', { name: 'Note', exact: true }).fill('Started it again.')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('list', { name: 'Timeline' })).toContainText('Started it again.')
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  })

  await test.step('it recovers and is remembered', async () => {
    await redis.start()
    await expect(page.getByText('Recovered', { exact: true })).toBeVisible({ timeout: SHOWN_WITHIN_MS })
    await goTo(page, '#/alerts?show=history')
    await expect(incident).toBeVisible()
    await goTo(page, '#/overview')
    await expect(page.getByRole('region', { name: /^Recent alerts/ })).toContainText('Redis')
  })
})
