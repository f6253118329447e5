import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { findBrowser } from './find-browser.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('browsers')
})
afterEach(() => dir.remove())

async function install(folder: string, name: string, mode = 0o755): Promise<string> {
  await mkdir(join(dir.path, folder), { recursive: true })
  const file = join(dir.path, folder, name)
  await writeFile(file, '#!/bin/sh\n')
  await chmod(file, mode)
  return file
}

const find = (...folders: string[]) =>
  findBrowser('linux', { PATH: folders.map(folder => join(dir.path, folder)).join(':') })

describe('the browser for the dashboard', () => {
  it('is one of the family of Chromium, the better known first', async () => {
    await install('a', 'brave-browser')
    const chromium = await install('b', 'chromium')
    await install('a', 'firefox')
    expect(find('a', 'b')).toBe(chromium)
  })

  it('is none where only others are installed, or one may not be run', async () => {
    await install('a', 'firefox')
    await install('a', 'chromium', 0o644)
    expect(find('a')).toBeNull()
    expect(findBrowser('linux', {})).toBeNull()
  })
})
