import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { profiles } from '../src/engine/profiles/registry.ts'
import { expect, test } from './test.ts'

const [profile] = profiles
const title = profile?.title ?? ''
test.skip(profile === undefined, 'There is no profile to add.')

const dialog = (page: Page) => page.getByRole('dialog', { name: `Add profile ${title}` })
const addButton = (page: Page) => dialog(page).getByRole('button', { name: /^Add \d+$/ })

async function countOn(page: Page): Promise<number> {
  return Number((await addButton(page).textContent())?.replace('Add ', ''))
}

test('adds a profile but for what is left out, and knows afterwards what is there', async ({ start }) => {
  const page = await (await start({ settings: {} })).page()
  await page.getByRole('button', { name: `Add profile ${title}` }).click()
  const all = await countOn(page)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])

  const first = dialog(page).getByRole('listitem').getByRole('checkbox').first()
  await first.uncheck()
  await expect(addButton(page)).toHaveText(`Add ${all - 1}`)

  await test.step('closed by accident it waits as a draft, ticks included', async () => {
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Keep as draft' }).click()
    await expect(dialog(page)).toHaveCount(0)
    const opener = page.getByRole('button', { name: `Add profile ${title}` })
    await expect(opener).toBeFocused()
    await opener.click()
    await expect(first).not.toBeChecked()
    await expect(addButton(page)).toHaveText(`Add ${all - 1}`)
  })

  await addButton(page).click()
  await expect(dialog(page)).toHaveCount(0)
  const notice = page.getByRole('alert').filter({ hasText: `Added ${all - 1} of ${title}.` })
  const link = notice.getByRole('link', { name: /^Go to / })
  const tab = (await link.textContent())?.replace('Go to ', '') ?? ''
  await link.click()
  await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true')
  await expect(notice).toHaveCount(0)

  await test.step('what is there is said so, and only the rest can still be added', async () => {
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('textbox', { name: /Find anything/ }).fill('add profile')
    await page.getByRole('button', { name: `Add profile ${title}` }).click()
    await expect(dialog(page).getByText('already there')).toHaveCount(all - 1)
    await expect(addButton(page)).toHaveText('Add 1')
  })
})

test('says how to add a profile to a configuration file, and offers nothing it cannot do', async ({
  start,
}) => {
  const page = await (await start({ config: { monitors: [] } })).page()
  await expect(page.getByRole('heading', { name: /What else should be/ })).toBeVisible()
  await expect(page.getByRole('button', { name: `Add profile ${title}` })).toHaveCount(0)
  await page.getByRole('tab', { name: 'Settings' }).click()
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Profiles' }).click()
  await expect(page.getByText(`profiles: [${profile?.name}]`)).toBeVisible()
  await expect(page.getByRole('button', { name: `Add profile ${title}` })).toHaveCount(0)
})
