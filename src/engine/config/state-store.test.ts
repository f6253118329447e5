import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Mute } from '#shared/views.ts'
import { FakeClock } from '../fake-clock.ts'
import { StateStore } from './state-store.ts'

let dataDir: string
let clock: FakeClock
let failures: string[]
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'traylight-state-'))
  clock = new FakeClock()
  failures = []
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const mute: Mute = { target: { scope: 'monitor', id: 'a' }, until: null, untilRecovery: true, since: 1 }

async function started(): Promise<StateStore> {
  const store = new StateStore({ dataDir, clock, onWriteFailed: message => failures.push(message) })
  await store.start()
  return store
}
const onDisk = async () => JSON.parse(await readFile(path.join(dataDir, 'state.json'), 'utf8'))

describe('the kept state', () => {
  it('is there again after a restart', async () => {
    const store = await started()
    store.set({ mutes: [mute] })
    store.set({ dismissedNotices: ['n'] })
    await store.stop()
    expect((await started()).current()).toMatchObject({ mutes: [mute], dismissedNotices: ['n'] })
  })

  it('is written within 200 ms without a stop', async () => {
    const store = await started()
    store.set({ mutes: [mute] })
    await clock.advance(199)
    expect(await readdir(dataDir)).toEqual([])
    await clock.advance(1)
    await vi.waitFor(async () => expect(await onDisk()).toMatchObject({ mutes: [mute] }), { timeout: 10_000 })
    await store.stop()
    expect(clock.waiting).toBe(0)
  })

  it('is kept aside where it is damaged, with a notice', async () => {
    await writeFile(path.join(dataDir, 'state.json'), '{"mutes": 5}')
    const store = await started()
    expect(store.current()).toEqual({
      mutes: [],
      dismissedNotices: [],
      quietUntil: null,
      toldHints: [],
      schedules: {},
    })
    expect(store.notices()[0]?.text).toContain('kept as state.damaged-2026-01-01T00-00-00.000Z.json')
    expect(await readdir(dataDir)).toEqual(['state.damaged-2026-01-01T00-00-00.000Z.json'])
  })

  it('tells when it cannot be written, and is written with the next change', async () => {
    const store = await started()
    await rm(dataDir, { recursive: true })
    store.set({ mutes: [mute] })
    await store.stop()
    expect(failures).toEqual([
      expect.stringMatching(/state\.json could not be written \(ENOENT\)\. Check the disk\.$/),
    ])
    await mkdir(dataDir)
    store.set({ dismissedNotices: ['n'] })
    await store.stop()
    expect(await onDisk()).toMatchObject({ mutes: [mute], dismissedNotices: ['n'] })
  })
})
