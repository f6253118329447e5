import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sourceHash } from './source-hash.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'source-hash-'))
  mkdirSync(join(root, 'src/engine'), { recursive: true })
  writeFileSync(join(root, 'src/engine/engine.ts'), 'export const one = 1')
  writeFileSync(join(root, 'package.json'), '{}')
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

describe('sourceHash', () => {
  test('changes with the content, the name and the number of sources', () => {
    const seen = [sourceHash(root)]
    writeFileSync(join(root, 'src/engine/engine.ts'), 'export const one = 2')
    seen.push(sourceHash(root))
    renameSync(join(root, 'src/engine/engine.ts'), join(root, 'src/engine/motor.ts'))
    seen.push(sourceHash(root))
    writeFileSync(join(root, 'electron.vite.config.ts'), '')
    seen.push(sourceHash(root))

    expect(new Set(seen).size).toBe(seen.length)
  })

  test('does not change with times, tests or files that are not built', () => {
    const before = sourceHash(root)
    utimesSync(join(root, 'package.json'), 1, 1)
    writeFileSync(join(root, 'src/engine/engine.test.ts'), 'test')
    writeFileSync(join(root, 'README.md'), 'words')

    expect(sourceHash(root)).toBe(before)
  })
})
