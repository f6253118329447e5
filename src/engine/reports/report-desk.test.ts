import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { SAMPLE_FROM } from '../../../test-support/sample-history.ts'
import { sampleReport } from '../../../test-support/sample-report.ts'
import { FakeClock } from '../fake-clock.ts'
import { ReportDesk } from './report-desk.ts'
import type { ReportFormat, ReportSource } from './report-format.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const ORDER = { fromMs: Date.UTC(2026, 2, 23), toMs: Date.UTC(2026, 2, 30), monitors: null } as const

let dir: TempDir
let desk: ReportDesk
let clock: FakeClock
/** Reports of the format `held` wait until they are let go. */
let holding: { go(): void; readonly begun: Promise<void> }[]
let changes: number
let source: ReportSource

beforeAll(async () => {
  source = await sampleReport({ toMs: SAMPLE_FROM + 6 * 3_600_000 })
})

const plain: ReportFormat = {
  ...{ name: 'plain', title: 'Plain', summary: 'For tests.', extension: 'txt', parts: [] },
  async write(from, sink) {
    for await (const page of from.rows()) await sink.write(`${page.length}\n`)
  },
}
const held: ReportFormat = {
  ...plain,
  name: 'held',
  async write(_from, sink, signal) {
    await sink.write('x'.repeat(200_000))
    const { promise, resolve } = Promise.withResolvers<void>()
    signal.addEventListener('abort', () => resolve())
    holding.push({ go: resolve, begun: Promise.resolve() })
    await promise
    signal.throwIfAborted()
  },
}
const broken: ReportFormat = {
  ...plain,
  name: 'broken',
  async write() {
    throw new TypeError('undefined is not a function')
  },
}

beforeEach(async () => {
  dir = await makeTempDir('desk')
  clock = new FakeClock(Date.UTC(2026, 2, 30))
  holding = []
  changes = 0
  desk = new ReportDesk({
    ...{ clock, log, timeZone: 'UTC', folder: () => join(dir.path, 'reports') },
    formats: async () => [plain, held, broken],
    open: async (_request, { onRows }) => ({
      estimatedRows: 100,
      source: {
        ...source,
        async *rows() {
          for await (const page of source.rows()) {
            yield page
            onRows?.(page.length)
          }
        },
      },
    }),
    onChange: () => changes++,
  })
})
afterEach(async () => {
  await desk.stop()
  await dir.remove()
})

const files = () => readdir(join(dir.path, 'reports')).catch(() => [])
const until = (met: () => boolean) =>
  vi.waitFor(() => expect(met()).toBe(true), { timeout: 10_000, interval: 2 })

describe('the desk where reports are written', () => {
  it('writes one, tells how far it is, and where it is', async () => {
    const { id, ended } = await desk.start({ ...ORDER, format: 'plain' })
    const view = await ended
    expect(view).toMatchObject({
      id,
      state: 'done',
      format: 'plain',
      total: 100,
      message: '',
      schedule: null,
    })
    expect(view.path).toBe(join(dir.path, 'reports', 'traylight-everything-2026-03-23-2026-03-30.txt'))
    expect(view.done).toBeGreaterThan(100)
    expect(view.bytes).toBe((await readFile(view.path ?? '', 'utf8')).length)
    expect(changes).toBeGreaterThan(3)
    expect(desk.fileOf(id)).toBe(view.path)
    expect(desk.isReport(view.path ?? '')).toBe(true)
    expect(desk.isReport('/etc/passwd')).toBe(false)
    desk.dismiss(id)
    expect(desk.jobs).toEqual([])
    expect(await files()).toHaveLength(1)
  })

  it('writes two at once and the others after them', async () => {
    const begun = [
      await desk.start({ ...ORDER, format: 'held' }),
      await desk.start({ ...ORDER, format: 'held' }),
      await desk.start({ ...ORDER, format: 'plain' }),
    ]
    await until(() => holding.length === 2)
    expect(desk.jobs.map(({ state }) => state)).toEqual(['waiting', 'running', 'running'])
    holding[0]?.go()
    expect((await begun[2]?.ended)?.state).toBe('done')
    // Which of the two came to its writing first is the disk's affair.
    expect(desk.jobs.map(({ state }) => state).toSorted()).toEqual(['done', 'done', 'running'])
    holding[1]?.go()
    const paths = (await Promise.all(begun.map(({ ended }) => ended))).map(({ path }) => path)
    expect(new Set(paths).size).toBe(3)
    expect((await files()).toSorted()).toEqual([
      'traylight-everything-2026-03-23-2026-03-30-2.txt',
      'traylight-everything-2026-03-23-2026-03-30-3.txt',
      'traylight-everything-2026-03-23-2026-03-30.txt',
    ])
  })

  it('leaves nothing of one that is cancelled, also of one that still waits', async () => {
    const begun = []
    for (let count = 0; count < 3; count++) begun.push(await desk.start({ ...ORDER, format: 'held' }))
    await until(() => holding.length === 2)
    for (const { id } of begun) desk.cancel(id)
    const views = await Promise.all(begun.map(({ ended }) => ended))
    expect(views.map(({ state, path }) => [state, path])).toEqual(Array(3).fill(['cancelled', null]))
    expect(await files()).toEqual([])
  })

  it('says in words what went wrong, and never as an error of the program', async () => {
    const failing = await desk.start({ ...ORDER, format: 'broken' })
    expect(await failing.ended).toMatchObject({
      ...{ state: 'failed', message: 'The report could not be written. The log says why.', path: null },
    })
    const folder = join(dir.path, 'gone')
    const nowhere = await desk.start({ ...ORDER, format: 'plain', folder })
    expect((await nowhere.ended).message).toBe(
      `The folder ${folder} does not exist. Make it, or choose another.`,
    )
    await expect(desk.start({ ...ORDER, format: 'plainn' })).rejects.toThrow(
      'There is no format "plainn" for reports. Did you mean "plain"?',
    )
    await expect(desk.start({ ...ORDER, format: 'plain', toMs: 0 })).rejects.toThrow('before it ends')
    expect(await files()).toEqual([])
  })

  it('gives one up that does not come to an end', async () => {
    const { ended } = await desk.start({ ...ORDER, format: 'held' })
    await until(() => holding.length === 1)
    await clock.advance(2 * 3_600_000)
    expect(await ended).toMatchObject({ state: 'failed', message: expect.stringContaining('within 2 hours') })
    expect(await files()).toEqual([])
  })

  it('keeps a list of those that have ended, and not for ever', async () => {
    for (let count = 0; count < 25; count++) {
      const { ended } = await desk.start({ ...ORDER, format: 'broken' })
      await ended
    }
    expect(desk.jobs).toHaveLength(21)
  })

  it('stops at once, and leaves nothing half', async () => {
    const { ended } = await desk.start({ ...ORDER, format: 'held' })
    await until(() => holding.length === 1)
    await desk.stop()
    expect((await ended).state).toBe('cancelled')
    expect(await files()).toEqual([])
    await expect(desk.start({ ...ORDER, format: 'plain' })).rejects.toThrow('is stopping')
  })
})
