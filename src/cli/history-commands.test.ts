import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { systemClock } from '#engine/clock.ts'
import { Engine } from '#engine/engine.ts'
import { writeRunFile } from '#engine/run-file.ts'
import { lockDataDir } from '#engine/shell/data-dir-lock.ts'
import { recordingLog } from '../../test-support/recording-log.ts'
import { sqliteStoreForTests } from '../../test-support/sqlite-store-for-tests.ts'
import { backUpHistory, restoreHistory } from './history-commands.ts'

const T0 = Date.UTC(2026, 0, 1)
const WEB = { kind: 'monitor', id: 'web' } as const
const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url))

let dir: TempDir
let file: string
beforeEach(async () => {
  dir = await makeTempDir('cli')
  file = join(dir.path, 'history.sqlite')
})
afterEach(() => dir.remove())

/** Adds this many results to the history of an instance that does not run. */
async function addResults(count: number): Promise<void> {
  const store = sqliteStoreForTests(file)
  const observations = Array.from({ length: count }, (_, index) => ({
    ...{ ...WEB, at: T0 + index * 1000, status: 'healthy' as const, value: 1 },
  }))
  const series = [{ ...WEB, name: 'Web', category: 'apis', unit: 'ms', intervalMs: 1000 }]
  await store.write({ series, observations, spans: [], aliveAt: T0 })
  await store.close()
}

async function countIn(path: string): Promise<number> {
  const store = sqliteStoreForTests(path)
  const [sum] = await store.summary({ series: [WEB], kinds: ['monitor'], fromMs: 0, toMs: T0 + 1e9 })
  await store.close()
  return sum?.count ?? 0
}

const backups = async () =>
  (await readdir(join(dir.path, 'backups'))).filter(name => name.endsWith('.sqlite'))

describe('where nothing runs', () => {
  it('a backup goes into the folder of backups, and to a file where one is named', async () => {
    await addResults(3)
    expect((await backUpHistory(dir.path, null)).text).toContain(join(dir.path, 'backups', 'history-'))
    expect(await countIn(join(dir.path, 'backups', (await backups())[0] ?? ''))).toBe(3)
    const copy = join(dir.path, 'copy.sqlite')
    expect((await backUpHistory(dir.path, copy)).text).toBe(`The history is backed up in ${copy}.`)
    expect(await countIn(copy)).toBe(3)
    expect(await backups()).toHaveLength(1)
  })

  it('never writes a backup over a file that is there', async () => {
    await addResults(3)
    const copy = join(dir.path, 'copy.sqlite')
    await writeFile(copy, 'mine')
    await expect(backUpHistory(dir.path, copy)).rejects.toThrow('is there already')
    expect(await readFile(copy, 'utf8')).toBe('mine')
  })

  it('a backup is restored, and what was before it is kept', async () => {
    await addResults(3)
    const copy = join(dir.path, 'copy.sqlite')
    await backUpHistory(dir.path, copy)
    await addResults(2)
    expect((await restoreHistory(dir.path, copy)).text).toContain('is restored from')
    expect(await countIn(file)).toBe(3)
    expect(await countIn(join(dir.path, 'backups', (await backups())[0] ?? ''))).toBe(5)
    expect(await countIn(copy)).toBe(3)
  })

  it('what is no history is refused, and nothing has changed', async () => {
    await addResults(3)
    const text = join(dir.path, 'text.sqlite')
    await writeFile(text, 'no history '.repeat(1000))
    await expect(restoreHistory(dir.path, text)).rejects.toThrow(`${text} is damaged.`)
    await expect(restoreHistory(dir.path, join(dir.path, 'gone'))).rejects.toThrow('cannot be read')
    expect(await countIn(file)).toBe(3)
  })

  it('says that there is no history, no data directory, or that one is starting', async () => {
    await expect(backUpHistory(dir.path, null)).rejects.toThrow('There is no history')
    await expect(backUpHistory(join(dir.path, 'gone'), null)).rejects.toThrow('no data directory')
    const lock = lockDataDir(dir.path)
    try {
      await expect(backUpHistory(dir.path, null)).rejects.toThrow('starting or stopping')
    } finally {
      lock?.release()
    }
  })
})

describe('a running instance', () => {
  let engine: Engine
  beforeEach(async () => {
    await addResults(4)
    engine = await Engine.create({
      ...{ dataDir: dir.path, configFile: null, version: '0.0.0', env: {}, clock: systemClock },
      ...{ log: recordingLog(), shell: { kind: 'light' } },
    })
    engine.start()
    const face = await engine.listen({
      ...{
        host: '127.0.0.1',
        port: 0,
        token: 'token-of-the-test',
        rendererDir: null,
        onShow: () => true,
      },
    })
    await writeRunFile(dir.path, {
      pid: process.pid,
      url: face.url,
      token: 'token-of-the-test',
      shell: 'light',
    })
    await vi.waitFor(
      async () => expect(await engine.handlers.historyInfo(undefined)).toMatchObject({ store: 'sqlite' }),
      { timeout: 10_000 },
    )
  })
  afterEach(() => engine.stop())

  async function cli(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
    const child = spawn(process.execPath, [CLI, ...words, '--data-dir', dir.path])
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    const [code] = await once(child, 'close')
    return { code: Number(code), out, err }
  }

  it('is backed up and restored by the command line while it watches', async () => {
    const copy = join(dir.path, 'copy.sqlite')
    expect(await cli('backup', '--output', copy)).toMatchObject({
      code: 0,
      out: expect.stringContaining(copy),
    })
    await copyFile(copy, join(dir.path, 'look.sqlite'))
    expect(await countIn(join(dir.path, 'look.sqlite'))).toBe(4)
    expect(await cli('restore', copy)).toMatchObject({ code: 0, err: '' })
    // What it was before, and nothing of the file that was handed over.
    expect(await backups()).toHaveLength(1)
    const text = join(dir.path, 'text.sqlite')
    await writeFile(text, 'no history '.repeat(1000))
    const refused = await cli('restore', text)
    expect(refused.code).not.toBe(0)
    expect(refused.err).toMatch(/is damaged\.\n$/)
    expect(await backups()).toHaveLength(1)
  })

  it('gives backups to nobody without the token', async () => {
    const { url } = JSON.parse(await readFile(join(dir.path, 'run.json'), 'utf8'))
    for (const [method, path] of [
      ['GET', 'backups'],
      ['POST', 'backups'],
      ['POST', 'restore'],
    ] as const) {
      const response = await fetch(new URL(`api/v1/history/${path}`, url), { method })
      expect(response.status).toBe(401)
    }
  })
})
