import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isInstalled, markInstalled } from './installed.mjs'

const ZOD = { version: '4.6.7', integrity: 'sha512-zod' }
const OTHER_SYSTEM = { version: '1.0.0', integrity: 'sha512-win', optional: true, os: ['win32'] }

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'installed-'))
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function writeLock(packages: Record<string, object>): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }))
}

/** npm's own record of what it installed. */
function writeRecord(packages: Record<string, object>): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }))
}

describe('isInstalled', () => {
  test('is false without node_modules', () => {
    writeLock({ 'node_modules/zod': ZOD })
    expect(isInstalled(root)).toBe(false)
  })

  test('is true after it was stamped, until the lock file changes', () => {
    writeLock({ 'node_modules/zod': ZOD })
    mkdirSync(join(root, 'node_modules'))
    markInstalled(root)
    expect(isInstalled(root)).toBe(true)

    writeLock({ 'node_modules/zod': { ...ZOD, version: '4.6.8' } })
    expect(isInstalled(root)).toBe(false)
  })

  test('believes npm where somebody installed by hand, without the packages of other systems', () => {
    writeLock({ 'node_modules/zod': ZOD, 'node_modules/only-windows': OTHER_SYSTEM })
    writeRecord({ 'node_modules/zod': ZOD })
    expect(isInstalled(root)).toBe(true)
  })

  test('is false where npm installed another version, too much or too little', () => {
    writeLock({ 'node_modules/zod': ZOD })
    writeRecord({ 'node_modules/zod': { ...ZOD, integrity: 'sha512-other' } })
    expect(isInstalled(root)).toBe(false)
    writeRecord({ 'node_modules/zod': ZOD, 'node_modules/more': ZOD })
    expect(isInstalled(root)).toBe(false)
    writeRecord({})
    expect(isInstalled(root)).toBe(false)
  })

  test('is false where the record is damaged', () => {
    writeLock({ 'node_modules/zod': ZOD })
    mkdirSync(join(root, 'node_modules'))
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{"packages": {')
    expect(isInstalled(root)).toBe(false)
  })
})
