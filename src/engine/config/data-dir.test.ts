import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DataDirError, defaultDataDir, prepareDataDir } from './data-dir.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'traylight-data-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

describe('the data directory', () => {
  it.each([
    ['linux', {}, '/home/u', '/home/u/.config/traylight'],
    ['linux', { XDG_CONFIG_HOME: '/cfg' }, '/home/u', '/cfg/traylight'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/u', '/home/u/.config/traylight'],
    ['darwin', {}, '/Users/u', '/Users/u/Library/Application Support/traylight'],
    [
      'win32',
      { APPDATA: 'C:\\Users\\u\\AppData\\Roaming' },
      'C:\\Users\\u',
      'C:\\Users\\u\\AppData\\Roaming\\traylight',
    ],
    ['win32', {}, 'C:\\Users\\u', 'C:\\Users\\u\\AppData\\Roaming\\traylight'],
  ] as const)('is by default, on %s with %j', (platform, env, homeDir, expected) => {
    expect(defaultDataDir({ platform, env, homeDir })).toBe(expected)
  })

  it('is made with its parents, for its owner only, and holds nothing afterwards', async () => {
    const dataDir = path.join(directory, 'a', 'b')
    await prepareDataDir(dataDir, Date.now())
    if (process.platform !== 'win32') expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
    expect(await readdir(dataDir)).toEqual([])
    await prepareDataDir(dataDir, Date.now())
  })

  it('is refused in one sentence where it cannot be used', async () => {
    const file = path.join(directory, 'file')
    await writeFile(file, '')
    const refused = prepareDataDir(path.join(file, 'x'), Date.now())
    await expect(refused).rejects.toThrow(DataDirError)
    await expect(refused).rejects.toThrow(
      `The data directory ${path.join(file, 'x')} cannot be used: a part of the path is a file. Choose another with --data-dir or TRAYLIGHT_DATA_DIR.`,
    )
    await expect(prepareDataDir(file, Date.now())).rejects.toThrow('a file of that name is in the way')
  })

  it('is refused where the system lets nobody write', async () => {
    if (process.platform !== 'linux') return
    await expect(prepareDataDir('/proc/traylight', Date.now())).rejects.toThrow(
      /cannot be used: .+ Choose another/,
    )
  })

  it('is swept of old leftovers of killed writes, and of nothing else', async () => {
    const old = new Date(Date.now() - 3_600_000)
    const names = ['config.json.tmp-0123456789abcdef', 'mine.tmp', 'config.json']
    for (const name of names) {
      await writeFile(path.join(directory, name), '')
      await utimes(path.join(directory, name), old, old)
    }
    await writeFile(path.join(directory, 'secrets.json.tmp-0123456789abcdef'), '')
    await prepareDataDir(directory, Date.now())
    expect((await readdir(directory)).toSorted()).toEqual([
      'config.json',
      'mine.tmp',
      'secrets.json.tmp-0123456789abcdef',
    ])
  })
})
