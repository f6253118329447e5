import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { z } from 'zod'
import { TIMING } from '#demo/demo-config.ts'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import type { Traylight } from './host.ts'
import { runBuilt } from './run-built.ts'
import { expect, test } from './test.ts'

/** From an outage to its red light, at the latest, in ms: interval + 2 x timeout + retry + 1 s. */
const SHOWN_WITHIN_MS = (TIMING.intervalSeconds + 2 * TIMING.timeoutSeconds + TIMING.retrySeconds + 1) * 1000
/** Two databases are made and ten servers started, on a machine that may be busy with other tests. */
const START_WITHIN_MS = 60_000

const startDemo = (start: (options: object) => Promise<Traylight>) =>
  start({ args: ['--demo'], env: { TRAYLIGHT_DEMO_SCRIPT: 'off' } })

type Order = { readonly do: string; readonly act?: string }

/** Tells the director something, over the contract, from where the page is; answers why it was refused. */
async function steer(page: Page, order: Order): Promise<string | null> {
  return page.evaluate(
    order =>
      new Promise<string | null>((resolve, reject) => {
        const socket = new WebSocket(new URL('/contract', location.href.replace(/^http/, 'ws')))
        socket.onerror = () => reject(new Error('The contract cannot be reached.'))
        socket.onopen = () =>
          socket.send(JSON.stringify({ t: 'q', m: 'call', i: 'steer', a: ['steerStage', order] }))
        socket.onmessage = ({ data }) => {
          const answer = JSON.parse(String(data))
          if (answer.i !== 'steer') return
          socket.close()
          resolve(answer.r.ok ? null : answer.r.failure.message)
        }
      }),
    order,
  )
}

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

test('shows a stage on which everything is healthy, breaks three things in time, and heals them', async ({
  start,
}) => {
  test.setTimeout(START_WITHIN_MS + 90_000)
  const traylight = await startDemo(start)
  const page = await traylight.page()
  const headline = page.getByRole('heading', { level: 1 })
  await expect(headline).toHaveText(/^All \d+ healthy$/, { timeout: 30_000 })

  await test.step('every category of the report has its tab, with something in it', async () => {
    for (const name of ['Integrations', 'Database', 'Real-time', 'Agents', 'Roblox']) {
      await page.getByRole('tab', { name: new RegExp(name) }).click()
      const panel = page.getByRole('tabpanel')
      await expect(panel.getByRole('button', { name: /127\.0\.0\.1/ }).first()).toBeVisible()
    }
    await page.getByRole('tab', { name: /Overview/ }).click()
  })

  const acts = ['redis-stops', 'clerk-key-revoked', 'bridge-stops']
  await test.step('three things break, each seen in time', async () => {
    for (const act of acts) expect(await steer(page, { do: 'break', act })).toBeNull()
    for (const name of [/Redis/, /Clerk/, /Bridge/i]) {
      await expect(headline).toHaveText(name, { timeout: SHOWN_WITHIN_MS })
    }
    expect((await traylight.cli('status')).exitCode).toBe(2)
  })

  await test.step('one is healed, then all', async () => {
    expect(await steer(page, { do: 'heal', act: 'redis-stops' })).toBeNull()
    await expect(headline).not.toHaveText(/Redis/, { timeout: SHOWN_WITHIN_MS })
    expect(await steer(page, { do: 'heal-all' })).toBeNull()
    await expect(headline).toHaveText(/^All \d+ healthy$/, { timeout: SHOWN_WITHIN_MS })
  })

  expect(await steer(page, { do: 'break', act: 'moon' })).toMatch(/nothing called "moon"/)
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

  await writeFile(join(traylight.dataDir, 'left'), '')
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
  await expect(access(join(traylight.dataDir, 'left'))).rejects.toThrow('ENOENT')
  expect(await readFile(configFile, 'utf8')).not.toBe(config)
  expect(await traylight.stop()).toBe(0)
})

test('says in one sentence where a demo cannot be, and loses nothing', async () => {
  const dir = await makeTempDir('not-a-demo')
  const mine = join(dir.path, 'mine')
  await mkdir(mine)
  await writeFile(join(mine, 'config.json'), '{}')
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
