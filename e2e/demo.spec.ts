import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { z } from 'zod'
import { TIMING } from '#demo/demo-config.ts'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import type { Traylight } from './host.ts'
import { runBuilt } from './run-built.ts'
import { steerDemo } from './steer-demo.ts'
import { expect, test } from './test.ts'

/** From an outage to its red light, at the latest, in ms: interval + 2 x timeout + retry + 1 s. */
const SHOWN_WITHIN_MS = (TIMING.intervalSeconds + 2 * TIMING.timeoutSeconds + TIMING.retrySeconds + 1) * 1000
/** Two databases are made and ten servers started, on a machine that may be busy with other tests. */
const START_WITHIN_MS = 60_000

const startDemo = (start: (options: object) => Promise<Traylight>) =>
  start({ args: ['--demo'], env: { TRAYLIGHT_DEMO_SCRIPT: 'off' } })

/** Everything in a configuration that names a port of this machine. */
const portsIn = (config: string): readonly number[] => [
  ...new Set([...config.matchAll(/127\.0\.0\.1:(\d+)/g)].map(match => Number(match[1]))),
]
const configSchema = z.object({ monitors: z.array(z.looseObject({ id: z.string() })) })

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise(resolve => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  }).then(answer => {
    socket.destroy()
    return answer === true
  })
}

/** What the report lists in its five categories, and a few of the names in each. */
const CATEGORIES: readonly (readonly [tab: string, atLeast: number, names: readonly string[]])[] = [
  ['Integrations', 5, ['Dashboard API', 'Pusher', 'Clerk', 'Supabase', 'OpenAI']],
  ['Database', 2, ['PostgreSQL', 'Redis']],
  ['Real-time', 8, ['System health channel', 'Echo WebSocket']],
  ['Agents', 6, ['MCP server', 'Agent Coordinator', 'SPARC framework']],
  ['Roblox', 10, ['Flask bridge', 'Plugin communication', 'Studio plugins', 'Content generation agent']],
]
const SERVICES_AT_LEAST = 22

/** Three acts in three categories: what the director calls it, and the card on which it shows. */
const ACTS: readonly (readonly [title: string, tab: string, card: string, words: RegExp])[] = [
  ['Redis stops', 'Database', 'Redis', /Redis refused the connection on .* Is it running\?/],
  ["Clerk's key is revoked", 'Integrations', 'Clerk', /Clerk does not accept the secret key/],
  ['The Flask bridge stops', 'Roblox', 'Flask bridge', /refused the connection on .* Is it running\?/],
]

const openTab = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(name) }).click()
/** The line of a card in the tab that is open. */
const cardOf = (page: Page, name: string) =>
  page
    .getByRole('tabpanel')
    .locator('[data-row-toggle]')
    .filter({ hasText: new RegExp(`^${name}`) })

test('shows a stage on which everything is healthy, breaks three things in time, and heals them', async ({
  start,
}) => {
  test.setTimeout(START_WITHIN_MS + 120_000)
  const traylight = await startDemo(start)
  const page = await traylight.page()
  const headline = page.getByRole('heading', { level: 1 })
  await expect(headline).toHaveText(/^All \d+ healthy$/, { timeout: 30_000 })
  await expect(page).toHaveTitle(/^Demo/)

  await test.step('the five categories of the report have their services', async () => {
    let services = 0
    for (const [tab, atLeast, names] of CATEGORIES) {
      await openTab(page, tab)
      for (const name of names) await expect(cardOf(page, name)).toBeVisible()
      const count = await page.getByRole('tabpanel').locator('[data-row-toggle]').count()
      expect(count, `services in ${tab}`).toBeGreaterThanOrEqual(atLeast)
      services += count
    }
    expect(services).toBeGreaterThanOrEqual(SERVICES_AT_LEAST)
  })

  await page.getByRole('banner').getByRole('button', { name: 'Demo', exact: true }).click()
  const director = page.getByRole('region', { name: 'Director' })
  await test.step('the director breaks three things in three categories, each seen in time', async () => {
    for (const [title, tab, card, words] of ACTS) {
      await openTab(page, tab)
      await director.getByRole('button', { name: `Break: ${title}`, exact: true }).click()
      await expect(cardOf(page, card)).toHaveText(words, { timeout: SHOWN_WITHIN_MS })
    }
    await expect(headline).toHaveText(/^\d+ unhealthy: /)
    expect((await traylight.cli('status')).exitCode).toBe(2)
  })

  await test.step('and heals them, each seen in time', async () => {
    for (const [title, tab, card, words] of ACTS) {
      await openTab(page, tab)
      await director.getByRole('button', { name: `Heal: ${title}`, exact: true }).click()
      await expect(cardOf(page, card)).not.toHaveText(words, { timeout: SHOWN_WITHIN_MS })
    }
    await expect(headline).toHaveText(/^All \d+ healthy$/, { timeout: SHOWN_WITHIN_MS })
  })

  expect(await steerDemo(page, { do: 'break', act: 'moon' })).toMatch(/nothing called "moon"/)
})

test('leaves nothing behind, also when it is killed, and begins anew', async ({ start }) => {
  test.setTimeout(START_WITHIN_MS * 3)
  const traylight = await startDemo(start)
  const configFile = join(traylight.dataDir, 'config.json')
  const config = await readFile(configFile, 'utf8')
  const ports = portsIn(config)
  expect(ports.length).toBeGreaterThan(8)
  expect((await Promise.all(ports.map(listens))).every(Boolean)).toBe(true)
  expect(configSchema.parse(JSON.parse(config)).monitors.length).toBeGreaterThan(10)
  const [folder = ''] = /[^"]*traylight-demo-[^/"\\]+/.exec(config) ?? []
  await access(folder)

  const left = 'secrets.json.tmp-0123456789abcdef'
  await writeFile(join(traylight.dataDir, left), '')
  await traylight.kill()
  const isOver = async () => {
    const isFolderThere = await access(folder).then(
      () => true,
      () => false,
    )
    return !isFolderThere && !(await Promise.all(ports.map(listens))).some(Boolean)
  }
  await expect.poll(isOver, { timeout: 20_000 }).toBe(true)

  await traylight.restart()
  await expect(access(join(traylight.dataDir, left))).rejects.toThrow('ENOENT')
  expect(await readFile(configFile, 'utf8')).not.toBe(config)
  expect(await traylight.stop()).toBe(0)
})

test('says in one sentence where a demo cannot be, and loses nothing', async () => {
  const dir = await makeTempDir('not-a-demo')
  const mine = join(dir.path, 'mine')
  await mkdir(mine)
  await writeFile(join(mine, 'config.json'), '{}')
  await writeFile(join(mine, 'demo.txt'), 'Mine too.')
  const cases: readonly [readonly string[], RegExp][] = [
    [['--data-dir', mine], /^The data directory .*mine is not a demo's, and a demo would delete/],
    [['--config', 'traylight.yaml'], /^A demo has its own configuration\. Leave --demo or --config/],
    [['--desktop'], /^A demo runs in the light shell\. Leave --demo or --desktop/],
  ]
  for (const [args, words] of cases) {
    const { exitCode, stderr } = await runBuilt('light', ['--demo', '--no-open', ...args])
    expect([exitCode, stderr.trim().split('\n').length]).toEqual([2, 1])
    expect(stderr).toMatch(words)
  }
  expect(await readFile(join(mine, 'config.json'), 'utf8')).toBe('{}')
  await dir.remove()
})
