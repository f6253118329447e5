import type { Page } from '@playwright/test'

/** Loads the dashboard of a window anew, with nothing remembered, as someone sees it who never opened it. */
export async function openAnew(page: Page): Promise<Page> {
  await page.evaluate(() => {
    localStorage.clear()
    location.hash = ''
  })
  await page.reload()
  return page
}
