import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import {
  type ElectronMirror,
  putElectronPackage,
  startElectronMirror,
} from '../test-support/electron-mirror.ts'
import { findDesktop } from './find-desktop.mjs'

let root: TempDir
let mirror: ElectronMirror

beforeEach(async () => {
  root = await makeTempDir('find-desktop')
  mkdirSync(join(root.path, 'out'))
  putElectronPackage(root.path)
  mirror = await startElectronMirror(join(root.path, 'cache'))
})
afterEach(async () => {
  await mirror.close()
  await root.remove()
})

/** As an ordinary user at a screen, who asked for nothing. */
const search = (more: { env?: NodeJS.ProcessEnv; uid?: number }) =>
  findDesktop({
    root: root.path,
    node: process.execPath,
    platform: 'linux',
    uid: 1000,
    insists: false,
    onProgress: () => {},
    ...more,
    env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '', DISPLAY: ':0', ...mirror.env, ...more.env },
  })

test('where there is no screen, or no sandbox, nothing is fetched', async () => {
  const noScreen = await search({ env: { DISPLAY: '', WAYLAND_DISPLAY: '' } })
  expect(noScreen).toEqual({ reason: expect.stringContaining('no display') })
  expect(await search({ uid: 0 })).toEqual({ reason: expect.stringContaining('root') })
  expect(mirror.accepted()).toBe(0)
})

test('nothing is fetched where the environment says so', async () => {
  expect(await search({ env: { ELECTRON_SKIP_BINARY_DOWNLOAD: '1' } })).toEqual({
    reason: "Electron's runtime is not here, and ELECTRON_SKIP_BINARY_DOWNLOAD says not to fetch it.",
  })
  expect(mirror.accepted()).toBe(0)
})

test('a folder that the environment names must have it; it is not fetched into it', async () => {
  const mine = join(root.path, 'mine')
  mkdirSync(mine)
  expect(await search({ env: { ELECTRON_OVERRIDE_DIST_PATH: mine } })).toEqual({
    reason: `There is no Electron in ${mine}, which ELECTRON_OVERRIDE_DIST_PATH names.`,
  })
  expect(mirror.accepted()).toBe(0)
})

test.runIf(process.platform === 'linux')(
  'a runtime that is there is taken, one that is not is fetched',
  async () => {
    const mine = join(root.path, 'mine')
    mkdirSync(mine)
    writeFileSync(join(mine, 'electron'), '')
    const found = await search({ env: { ELECTRON_OVERRIDE_DIST_PATH: mine } })
    expect(found).toEqual({ electron: join(mine, 'electron') })
    expect(mirror.accepted()).toBe(0)

    expect(await search({})).toEqual({ electron: join(root.path, 'node_modules/electron/dist/electron') })
    expect(mirror.accepted()).toBeGreaterThan(0)
  },
)
