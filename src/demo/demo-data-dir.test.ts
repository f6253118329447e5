import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { atomicWrite } from '#engine/config/atomic-write.ts'
import { removeDemoMark } from '#engine/config/demo-mark.ts'
import { keepAside } from '#engine/config/keep-aside.ts'
import { beginAnew, refuseForeignDataDir } from './demo-data-dir.ts'
import { makeTempDir, type TempDir } from './programs/temp-dir.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('demo-data')
})
afterEach(() => dir.remove())

const put = (name: string, text = '{}') => writeFile(join(dir.path, name), text)
const names = async () => (await readdir(dir.path)).toSorted()

const MARK = '.traylight-demo'
const OWN = ['config.json', 'instance.lock', 'run.json', 'secrets.json', 'state.json', 'token']

/** Neither a look nor a start takes it, and both leave all that is in it. */
async function expectRefused(words: RegExp): Promise<void> {
  const before = await names()
  for (const use of [refuseForeignDataDir, beginAnew]) await expect(use(dir.path)).rejects.toThrow(words)
  expect(await names()).toEqual(before)
}

describe("the demo's data directory", () => {
  it('may be new or empty', async () => {
    await refuseForeignDataDir(join(dir.path, 'none'))
    await refuseForeignDataDir(dir.path)
    await put('instance.lock')
    await beginAnew(dir.path)
    expect(await names()).toEqual([MARK, 'instance.lock'])
  })

  it('is begun anew where it was a demo before, with all that Traylight wrote there', async () => {
    await beginAnew(dir.path)
    await Promise.all(OWN.map(name => put(name)))
    await atomicWrite(join(dir.path, 'config.json'), '{')
    for (const name of ['config.json', 'secrets.json', 'state.json']) {
      await put(name, '{')
      const kept = await keepAside(join(dir.path, name), { move: false, now: Date.now() })
      await put(name, '[')
      expect(await keepAside(join(dir.path, name), { move: false, now: Date.now() })).not.toBe(kept)
    }
    for (const name of ['config.json', 'token']) await put(`${name}.tmp-0123456789abcdef`)
    await put('.writable-4711')
    await mkdir(join(dir.path, 'window/profile'), { recursive: true })
    await mkdir(join(dir.path, 'desktop/Local Storage'), { recursive: true })
    await refuseForeignDataDir(dir.path)
    await beginAnew(dir.path)
    expect(await names()).toEqual([MARK, 'instance.lock'])
  })

  it('loses a link and not what that leads to', async () => {
    if (process.platform === 'win32') return
    const theirs = join(dir.path, 'theirs')
    const dataDir = join(dir.path, 'data')
    await mkdir(theirs)
    await mkdir(dataDir)
    await writeFile(join(theirs, 'letter.txt'), 'Dear')
    await beginAnew(dataDir)
    await symlink(join(theirs, 'letter.txt'), join(dataDir, 'config.json'))
    await beginAnew(dataDir)
    expect(await readdir(dataDir)).toEqual([MARK])
    expect(await readFile(join(theirs, 'letter.txt'), 'utf8')).toBe('Dear')
    await symlink(theirs, join(dataDir, 'window'))
    await expect(beginAnew(dataDir)).rejects.toThrow(`"window" in it is not`)
  })

  it('is never one of somebody: nothing in that is lost', async () => {
    await Promise.all(OWN.map(name => put(name)))
    await expectRefused(/^The data directory .* is not a demo's, .*--data-dir/)
    await put('demo.txt', "This directory is a Traylight demo's.")
    await expectRefused(/is not a demo's/)
  })

  it('is not made by a file that is only named like the mark', async () => {
    await beginAnew(dir.path)
    const words = await readFile(join(dir.path, MARK), 'utf8')
    await put('config.json')
    for (const text of ['', 'Notes on the demo.\n', words.toUpperCase(), `${words}\n`]) {
      await put(MARK, text)
      await expectRefused(/is not a demo's/)
      await removeDemoMark(dir.path)
      expect(await readFile(join(dir.path, MARK), 'utf8')).toBe(text)
    }
    await put(MARK, words)
    await refuseForeignDataDir(dir.path)
  })

  it('keeps what somebody put in it, and says what that is', async () => {
    await beginAnew(dir.path)
    await put('config.json')
    for (const name of ['letter.txt', 'config.json.bak', 'mine.damaged-2026-01-02T03-04-05.678Z.json']) {
      await put(name)
      await expectRefused(
        new RegExp(`^The data directory .* is a demo's, but "${name}" in it is not\\. Move`),
      )
      await dir.remove()
      await mkdir(dir.path)
      await beginAnew(dir.path)
    }
    // A folder where Traylight has a file, with who knows what inside.
    await mkdir(join(dir.path, 'token'))
    await expectRefused(/"token" in it is not/)
  })

  it('is an ordinary one once Traylight was started on it without a demo', async () => {
    await beginAnew(dir.path)
    await put('config.json', '{"monitors":[]}')
    await removeDemoMark(dir.path)
    await expectRefused(/is not a demo's/)
    expect(await readFile(join(dir.path, 'config.json'), 'utf8')).toBe('{"monitors":[]}')
  })
})
