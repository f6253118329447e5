import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { electronVersion, findElectron } from './find-electron.mjs'

const PROGRAM =
  process.platform === 'darwin'
    ? 'Electron.app/Contents/MacOS/Electron'
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron'

let root: TempDir
beforeEach(async () => {
  root = await makeTempDir('find-electron')
  write('node_modules/electron/package.json', '{"version": "45.4.1"}')
})
afterEach(() => root.remove())

const at = (path: string) => join(root.path, path)
function write(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), text)
}
function install(version: string): void {
  write('node_modules/electron/path.txt', PROGRAM)
  write('node_modules/electron/dist/version', version)
  write(`node_modules/electron/dist/${PROGRAM}`, '')
}

test('finds nothing where only the package is there', () => {
  expect(findElectron(root.path, {})).toBeUndefined()
  expect(electronVersion(root.path)).toBe('45.4.1')
})

test('finds what the installer left', () => {
  install('v45.4.1')
  expect(findElectron(root.path, {})).toBe(at(`node_modules/electron/dist/${PROGRAM}`))
})

test('does not take a runtime of another version, or half of one', () => {
  install('44.0.0')
  expect(findElectron(root.path, {})).toBeUndefined()
  install('45.4.1')
  rmSync(at(`node_modules/electron/dist/${PROGRAM}`))
  expect(findElectron(root.path, {})).toBeUndefined()
})

test('takes the folder that the environment names, and no other', () => {
  install('45.4.1')
  write(`mine/${PROGRAM}`, '')
  expect(findElectron(root.path, { ELECTRON_OVERRIDE_DIST_PATH: at('mine') })).toBe(at(`mine/${PROGRAM}`))
  expect(findElectron(root.path, { ELECTRON_OVERRIDE_DIST_PATH: at('empty') })).toBeUndefined()
})
