import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { HistoryBackups } from './history-backups.ts'

const NOW = Date.UTC(2026, 2, 28)

let dir: TempDir
let file: string
let backups: HistoryBackups
beforeEach(async () => {
  dir = await makeTempDir('backups')
  file = join(dir.path, 'history.sqlite')
  backups = new HistoryBackups(dir.path)
  await writeFile(file, 'the history')
})
afterEach(() => dir.remove())

const backedUp = (text: string) => backups.add(NOW, path => writeFile(path, text))

it('a backup takes the place of the history, which becomes a backup itself', async () => {
  const { name } = await backedUp('of before')
  await backups.replace(file, await backups.find(name), NOW)
  expect(await readFile(file, 'utf8')).toBe('of before')
  const other = (await backups.list()).find(backup => backup.name !== name)
  expect(await readFile(await backups.find(other?.name ?? ''), 'utf8')).toBe('the history')
})

it('everything is as it was where a backup cannot be put in place', async () => {
  const { name } = await backedUp('of before')
  // The log cannot take the name that it would be kept by.
  await writeFile(`${file}-wal`, 'its log')
  await mkdir(join(dir.path, 'backups', 'history-2026-03-28T00-00-00.000Z-2.sqlite-wal'))
  await expect(backups.replace(file, await backups.find(name), NOW)).rejects.toThrow('could not be put')
  expect(await readFile(file, 'utf8')).toBe('the history')
  expect(await readFile(`${file}-wal`, 'utf8')).toBe('its log')
  expect((await readdir(dir.path)).toSorted()).toEqual(['backups', 'history.sqlite', 'history.sqlite-wal'])
  expect((await backups.list()).map(backup => backup.name)).toEqual([name])
})
