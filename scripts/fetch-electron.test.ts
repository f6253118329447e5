import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import {
  type ElectronMirror,
  putElectronPackage,
  startElectronMirror,
} from '../test-support/electron-mirror.ts'
import { fetchElectron } from './fetch-electron.mjs'
import { findElectron } from './find-electron.mjs'

const A_DAY_MS = 24 * 60 * 60 * 1000

// The mirror's runtime has the layout of Linux.
describe.runIf(process.platform === 'linux')('fetchElectron', () => {
  let root: TempDir
  let mirror: ElectronMirror | undefined
  let said: string[]

  beforeEach(async () => {
    root = await makeTempDir('fetch-electron')
    mkdirSync(join(root.path, 'out'))
    mkdirSync(join(root.path, 'temporary'))
    putElectronPackage(root.path)
    said = []
  })
  afterEach(async () => {
    await mirror?.close()
    await root.remove()
  })

  const start = async (answer?: Parameters<typeof startElectronMirror>[1]) => {
    mirror = await startElectronMirror(join(root.path, 'cache'), answer)
    return mirror
  }
  const fetchFrom = ({ env }: ElectronMirror, more: { anew?: boolean; now?: number } = {}) =>
    fetchElectron({
      root: root.path,
      node: process.execPath,
      env: { ...process.env, ...env, TMPDIR: join(root.path, 'temporary') },
      anew: false,
      onProgress: line => said.push(line),
      ...more,
    })

  test('puts the runtime among the packages, and says how far it is', async () => {
    expect(await fetchFrom(await start())).toBeUndefined()
    expect(findElectron(root.path, {})).toBe(join(root.path, 'node_modules/electron/dist/electron'))
    expect(said[0]).toBe("Fetching Electron's runtime, about 110 MB. This happens once.")
    expect(said).toContain('0 of 0 MB')
    expect(existsSync(join(root.path, 'out/.electron-not-fetched'))).toBe(false)
    expect(existsSync(join(root.path, 'out/.preparing'))).toBe(false)
  })

  test('does not take a runtime that is not the one the package names', async () => {
    const reason = await fetchFrom(await start(() => ({ status: 200, body: Buffer.from('something else') })))
    expect(reason).toMatch(/^Electron's runtime could not be fetched \(.*checksum.*\)\.$/)
    expect(findElectron(root.path, {})).toBeUndefined()
    expect(readdirSync(join(root.path, 'temporary'))).toEqual([])
  })

  test('says in one line what the server said', async () => {
    const reason = await fetchFrom(await start(() => ({ status: 404, body: Buffer.from('') })))
    expect(reason).toMatch(
      /^Electron's runtime could not be fetched \(Response code 404 \(Not Found\).*\)\.$/,
    )
  })

  test('does not try again for a day, unless told to', async () => {
    const closed = await start()
    await closed.close()
    const first = await fetchFrom(closed)
    expect(first).toBe(
      `Electron's runtime could not be fetched (127.0.0.1:${closed.port} does not answer (ECONNREFUSED)).`,
    )
    said = []
    expect(await fetchFrom(closed)).toBe(
      `Electron's runtime could not be fetched lately (127.0.0.1:${closed.port} does not answer (ECONNREFUSED)); --desktop tries again.`,
    )
    expect(said).toEqual([])
    expect(await fetchFrom(closed, { anew: true })).toBe(first)
    expect(await fetchFrom(closed, { now: Date.now() + A_DAY_MS })).toBe(first)
  })

  test('tries again where it would go another way', async () => {
    const closed = await start()
    await closed.close()
    await fetchFrom(closed)
    expect(await fetchFrom(await start())).toBeUndefined()
  })

  test('says nothing of fetching where another start has done it meanwhile', async () => {
    const open = await start()
    await fetchFrom(open)
    said = []
    expect(await fetchFrom(open)).toBeUndefined()
    expect(said).toEqual([])
  })
})
