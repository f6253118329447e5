import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isOwnEntry } from './own-entries.ts'

const README = join(import.meta.dirname, '../../../README.md')

it('are those that the README lists, besides the lock', async () => {
  const [, section = ''] = (await readFile(README, 'utf8')).split('\n## The data directory\n')
  const cells = section.split('\n## ', 1)[0]?.match(/^\| `.*?\|/gm) ?? []
  const listed = cells.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? ''))
  expect(listed.length).toBeGreaterThan(6)
  const isOwn = (name: string) => isOwnEntry(name, !/\.(json|sqlite)$|^token$/.test(name))
  expect(listed.filter(name => !isOwn(name))).toEqual(['instance.lock'])
})

it.each([
  ['config.json', true],
  ['window', false],
  ['Config.json', false],
  ['my-config.json', false],
  ['config.json.tmp-1', false],
  ['config.damaged-yesterday.json', false],
  ['.writable-', false],
])('are no others: %s', (name, isDirectory) => {
  expect(isOwnEntry(name, isDirectory)).toBe(false)
})
