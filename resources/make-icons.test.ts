import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { drawIcons } from './draw-icons.ts'
import { outdatedFiles } from './outdated-files.ts'

const FOLDERS = ['tray', 'notification', 'app']

describe('the checked-in pictures', () => {
  it('are what `node resources/make-icons.ts` draws from the sources, and nothing else', async () => {
    expect(await outdatedFiles(import.meta.dirname, await drawIcons(), FOLDERS)).toEqual([])
  })

  it('come out the same each time they are drawn', async () => {
    const [once, again] = await Promise.all([drawIcons(), drawIcons()])

    expect([...again.keys()]).toEqual([...once.keys()])
    for (const [path, content] of once) expect(again.get(path)?.equals(content), path).toBe(true)
  })
})

describe('outdatedFiles', () => {
  const red = join('tray', 'red.png')
  const green = join('notification', 'green.png')
  const expected = new Map([
    [red, Buffer.from('red')],
    [green, Buffer.from('green')],
  ])
  let temp: TempDir

  beforeEach(async () => {
    temp = await makeTempDir('icons')
    await mkdir(join(temp.path, 'tray', 'linux'), { recursive: true })
    await mkdir(join(temp.path, 'notification'))
    for (const [path, content] of expected) await writeFile(join(temp.path, path), content)
  })

  afterEach(() => temp.remove())

  it('finds nothing where all is as it should be', async () => {
    expect(await outdatedFiles(temp.path, expected, FOLDERS)).toEqual([])
  })

  it('names what is missing', async () => {
    await rm(join(temp.path, green))
    expect(await outdatedFiles(temp.path, expected, FOLDERS)).toEqual([green])
  })

  it('names what has another content, if only by one byte', async () => {
    await writeFile(join(temp.path, red), 'rED')
    expect(await outdatedFiles(temp.path, expected, FOLDERS)).toEqual([red])
  })

  it('names what nobody drew', async () => {
    await writeFile(join(temp.path, 'tray', 'linux', 'blue.png'), 'blue')
    expect(await outdatedFiles(temp.path, expected, FOLDERS)).toEqual([join('tray', 'linux', 'blue.png')])
  })
})
