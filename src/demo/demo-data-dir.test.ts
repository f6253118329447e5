import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beginAnew, refuseForeignDataDir } from './demo-data-dir.ts'
import { makeTempDir, type TempDir } from './programs/temp-dir.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('demo-data')
})
afterEach(() => dir.remove())

const put = (name: string) => writeFile(join(dir.path, name), '{}')
const names = async () => (await readdir(dir.path)).toSorted()

describe("the demo's data directory", () => {
  it('may be new or empty', async () => {
    await refuseForeignDataDir(join(dir.path, 'none'))
    await refuseForeignDataDir(dir.path)
    await put('instance.lock')
    await beginAnew(dir.path)
    expect(await names()).toEqual(['demo.txt', 'instance.lock'])
  })

  it('is begun anew where it was a demo before', async () => {
    await beginAnew(dir.path)
    await Promise.all(['config.json', 'state.json', 'instance.lock'].map(put))
    await mkdir(join(dir.path, 'window/profile'), { recursive: true })
    await refuseForeignDataDir(dir.path)
    await beginAnew(dir.path)
    expect(await names()).toEqual(['demo.txt', 'instance.lock'])
  })

  it('is never one of somebody: nothing in that is lost', async () => {
    await Promise.all(['config.json', 'instance.lock'].map(put))
    for (const use of [refuseForeignDataDir, beginAnew]) {
      await expect(use(dir.path)).rejects.toThrow(/^The data directory .* is not a demo's, .*--data-dir/)
    }
    expect(await names()).toEqual(['config.json', 'instance.lock'])
  })
})
