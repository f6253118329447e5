import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { systemClock } from '#engine/clock.ts'
import { Engine } from '#engine/engine.ts'
import { HISTORY_FILE } from '#engine/history/history.ts'
import { openHistoryStore } from '#engine/history/open-history-store.ts'
import { writeRunFile } from '#engine/run-file.ts'
import { fillSampleHistory } from '../../test-support/sample-history.ts'
import { progressWords } from './export-progress.ts'

const CLI = join(import.meta.dirname, 'cli.ts')
const RANGE = ['--from', '2026-03-23T00:00Z', '--to', '2026-03-24T00:00Z', '--level', 'ten-minutes']
const WEEK = ['--from', '2026-03-23', '--to', '2026-03-30', '--level', 'raw']
const TOKEN = 'a-token-for-this-test-only'
const log = { debug() {}, info() {}, warn() {}, error() {} }

let root: TempDir
/** A history that nobody watches into, and one that an engine runs on. */
let still: string
let live: string
let out: string
let engine: Engine
let before: Buffer

beforeAll(async () => {
  root = await makeTempDir('export')
  still = join(root.path, 'still')
  live = join(root.path, 'live')
  await mkdir(still)
  const { store } = await openHistoryStore({ file: join(still, HISTORY_FILE), url: null, now: Date.now() })
  await fillSampleHistory(store)
  await store.close()
  before = await readFile(join(still, HISTORY_FILE))
  await cp(still, live, { recursive: true })
  engine = await Engine.create({
    ...{ dataDir: live, configFile: null, version: '0.0.0', env: {}, clock: systemClock, log },
    shell: { kind: 'light' },
  })
  const face = await engine.listen({
    ...{ host: '127.0.0.1', port: 0, token: TOKEN, rendererDir: null, onShow: () => true },
  })
  engine.start()
  // Until then an export is asked to come back in a moment.
  await vi.waitFor(() => engine.handlers.historyInfo(undefined), { timeout: 10_000 })
  // Traylight's own process: not this one, or it would not be taken for another.
  await writeRunFile(live, { pid: process.ppid, url: face.url, token: TOKEN, shell: 'light' })
})
afterAll(async () => {
  await engine.stop()
  await root.remove()
})
beforeEach(async () => {
  out = join(root.path, `out-${Math.random().toString(36).slice(2)}`)
  await mkdir(out)
})

function begin(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [CLI, 'export', ...args], { cwd: out, stdio: ['ignore', 'pipe', 'pipe'] })
}
async function run(...args: readonly string[]) {
  const child = begin(...args)
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', chunk => (stdout += chunk))
  child.stderr?.on('data', chunk => (stderr += chunk))
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}
const linesOf = (text: string) => text.trimEnd().split('\r\n')

describe('export, of the instance that runs and of a history alone', () => {
  it('writes the same rows into a file called after what is in it, and says where', async () => {
    const files = []
    for (const dataDir of [live, still]) {
      const { code, stdout, stderr } = await run(
        '--data-dir',
        dataDir,
        ...RANGE,
        '--monitors',
        'redis,checkout',
      )
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout.trim()).toMatch(/traylight-2-monitors-2026-03-2.*\.csv$/)
      files.push(await readFile(stdout.trim(), 'utf8'))
    }
    expect(await readdir(out)).toHaveLength(2)
    expect(files[0]).toBe(files[1])
    expect(linesOf(files[0] ?? '')).toHaveLength(1 + 2 * 144)
  })

  it('streams into a pipe', async () => {
    const { code, stdout } = await run('--data-dir', live, ...RANGE, '--output', '-', '--format', 'ndjson')
    expect(code).toBe(0)
    const records = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(records.length).toBeGreaterThan(1000)
    expect(await readdir(out)).toEqual([])
  })

  it('ends quietly where the reader of a pipe has had enough', async () => {
    const child = begin('--data-dir', live, ...WEEK, '--output', '-')
    let stderr = ''
    child.stderr?.on('data', chunk => (stderr += chunk))
    child.stdout?.once('data', () => child.stdout?.destroy())
    const [code] = await once(child, 'exit')
    expect([code, stderr]).toEqual([0, ''])
  })

  it('names an id that there is not, and what was meant', async () => {
    const { code, stderr } = await run(
      '--data-dir',
      live,
      ...RANGE,
      '--monitors',
      'reddis',
      '--monitors',
      'redis',
    )
    expect([code, stderr]).toEqual([2, 'There is no monitor or backend "reddis". Did you mean "redis"?\n'])
    expect(await readdir(out)).toEqual([])
  })

  it('leaves nothing where it is cancelled', async () => {
    const child = begin('--data-dir', live, ...WEEK, '--output', 'report.csv')
    let stderr = ''
    child.stderr?.on('data', chunk => (stderr += chunk))
    await waitFor(async () => (await readdir(out)).some(name => name.endsWith('.part')))
    child.kill('SIGINT')
    const [code] = await once(child, 'exit')
    expect([code, stderr]).toEqual([130, 'Cancelled; nothing of the report was kept.\n'])
    expect(await readdir(out)).toEqual([])
  })

  it('keeps a file that is there unless it may be replaced, and takes the format from its name', async () => {
    const file = join(out, 'health.json')
    await writeFile(file, 'mine')
    const refused = await run('--data-dir', still, ...RANGE, '--output', 'health.json')
    expect([refused.code, refused.stderr]).toEqual([
      2,
      `${file} is there already. Name another file, or add --overwrite.\n`,
    ])
    expect(await readFile(file, 'utf8')).toBe('mine')
    expect((await run('--data-dir', still, ...RANGE, '--output', 'health.json', '--overwrite')).code).toBe(0)
    expect(JSON.stringify(JSON.parse(await readFile(file, 'utf8')))).toContain('Traylight is not running')
  })

  it('changes nothing in a history that it only reads', async () => {
    const { stdout } = await run('--data-dir', still, ...RANGE, '--monitors', 'redis', '--output', `${out}/`)
    expect(stdout).toContain(join(out, 'traylight-redis-'))
    expect(before.equals(await readFile(join(still, HISTORY_FILE)))).toBe(true)
    expect(await readdir(still)).toEqual([HISTORY_FILE])
  })

  it('says that a folder is missing', async () => {
    const { code, stderr } = await run('--data-dir', live, ...RANGE, '--output', 'b/')
    expect([code, stderr]).toEqual([
      2,
      `The folder ${join(out, 'b')} does not exist. Make it, or choose another.\n`,
    ])
  })

  it('says that a history is damaged, and what to do', async () => {
    const damaged = join(root.path, 'damaged')
    await mkdir(damaged)
    await writeFile(join(damaged, HISTORY_FILE), 'no database at all'.repeat(1000))
    const { code, stderr } = await run('--data-dir', damaged, ...RANGE)
    expect([code, stderr]).toEqual([
      2,
      `${join(damaged, HISTORY_FILE)} is damaged. Start Traylight, which keeps it aside, and restore a backup.\n`,
    ])
  })

  it('says that there is nothing to report on', async () => {
    const { code, stderr } = await run('--data-dir', join(root.path, 'nobody'))
    expect(code).toBe(3)
    expect(stderr).toMatch(/^Traylight is not running on .*nobody, and there is no history in it\./)
  })
})

it('says on a terminal how far it is', () => {
  expect(progressWords(0, 0, 1_500_000, 0.1)).toBe('1.5 MB')
  expect(progressWords(128_000, 300_000, 9_100_000, 0.64)).toBe(
    '42 %, 128,000 of about 300,000 rows, 9.1 MB, 200,000 rows/s',
  )
  expect(progressWords(310_000, 300_000, 9_100_000, 1)).toContain('99 %')
})

async function waitFor(met: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await met())) {
    if (Date.now() > deadline) throw new Error('It did not come about within 10 s.')
    await new Promise(resolve => setTimeout(resolve, 1))
  }
}
