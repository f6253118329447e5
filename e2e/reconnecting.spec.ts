import { expect, test } from '@playwright/test'
import { startLightShell } from './light-shell.ts'
import { ONE_OF_EVERYTHING } from './one-of-everything.ts'

test('keeps the last known values and says that the engine is lost, then goes on', async ({ page }) => {
  const own = await startLightShell({ config: ONE_OF_EVERYTHING })
  const headline = page.getByRole('heading', { level: 1 })
  await page.goto(own.address)
  await expect(headline).toHaveText(/healthy/)
  await own.kill()
  await expect(page.getByText(/connection|disconnected|lost/i).first()).toBeVisible()
  await expect(headline).toHaveText(/healthy/)
  await own.restart()
  await expect(page.getByText('live', { exact: true }).first()).toBeVisible({ timeout: 15_000 })
  await own.remove()
})
