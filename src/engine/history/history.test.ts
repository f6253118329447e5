import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { type HistoryConfig, historySchema } from '#shared/history-config.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { BAD, GOOD, monitorInput, watchedBook } from '../../../test-support/watched-book.ts'
import { guardedStore } from './guarded-store.ts'
import { History } from './history.ts'
import { HistoryFailure, HistoryLost, type HistoryStore } from './history-store.ts'
import { MemoryHistoryStore } from './memory-history-store.ts'
import { type HistoryPlace, inspectHistoryFile, openHistoryStore } from './open-history-store.ts'

const WEB = { kind: 'monitor', id: 'web' } as const

let dir: TempDir
const histories: History[] = []
beforeEach(async () => {
  dir = await makeTempDir('history')
})
afterEach(async () => {
  await Promise.all(histories.splice(0).map(history => history.stop()))
  await dir.remove()
})

/** A history of a real book, in a real file unless another way to open it is given. */
function fixture(open: (place: HistoryPlace) => ReturnType<typeof openHistoryStore> = openHistoryStore) {
  const watched = watchedBook({ monitors: [monitorInput('web')] })
  const { clock, book } = watched
  let config: HistoryConfig = historySchema.parse({})
  const log = recordingLog()
  const shown: string[] = []
  const places: HistoryPlace[] = []
  const history = new History({
    ...{ clock, log, dataDir: dir.path, book, inspect: inspectHistoryFile },
    config: () => config,
    resolve: async value => ({ ok: true, value, secrets: [] }),
    open: place => {
      places.push(place)
      return open(place)
    },
    onShown: changed => shown.push(...changed.map(({ id }) => id)),
    onNotices: () => undefined,
  })
  histories.push(history)
  watched.tellTo(history)
  history.start()
  /** What is written of a monitor's checks by now. */
  const written = async () => {
    const { rows } = await history.store.page({
      ...{ series: [WEB], level: 'raw', fromMs: 0, toMs: 1e15, after: null, limit: 1000 },
    })
    return rows.map(({ status }) => status)
  }
  return {
    ...{ ...watched, history, log, shown, places, written },
    /** Goes on, a second at a time, until it is so; other threads answer meanwhile. */
    until: (isSo: () => unknown) =>
      vi.waitFor(
        async () => {
          await clock.advance(1000)
          expect(await isSo()).toBeTruthy()
        },
        { timeout: 15_000, interval: 10 },
      ),
    configure: (next: Partial<HistoryConfig>) => {
      config = { ...config, ...next }
      history.configure()
    },
    book,
  }
}

const isOpen = (history: History) => () => history.store !== null

describe('the history', () => {
  it('is opened soon after the start, and has what came in before', async () => {
    const { book, clock, history, until, written, places } = fixture()
    book.recordCheck('web', GOOD)
    expect(() => history.store).toThrow('being opened')
    await clock.advance(400)
    expect(places).toEqual([])
    book.recordCheck('web', BAD)
    await until(async () => (await written()).length === 2)
    expect(await written()).toEqual(['healthy', 'unhealthy'])
  })

  it('goes on where it was before a restart', async () => {
    const first = fixture()
    for (let check = 0; check < 5; check++) {
      first.book.recordCheck('web', check === 3 ? BAD : GOOD)
      await first.clock.advance(100)
    }
    await first.until(async () => (await first.written()).length === 5)
    await first.history.stop()

    const again = fixture()
    again.clock.jumpWall(60_000)
    again.book.recordCheck('web', GOOD)
    await again.until(() => again.shown.includes('web'))
    const { recent } = again.book.monitors.get('web')?.watched ?? {}
    expect(recent?.beats(10).map(([, status]) => status)).toEqual([
      ...['healthy', 'healthy', 'healthy', 'unhealthy', 'healthy', 'healthy'],
    ])
    await again.until(() => again.history.uptimeOf(WEB)?.uptime24h !== undefined)
  })

  it('keeps watching in memory where the file cannot be opened, says so, and adds that to it when it can', async () => {
    let failure: Error | null = new HistoryFailure('It may not be written to.')
    const { book, clock, history, until, written, log } = fixture(async place => {
      if (failure !== null) throw failure
      return await openHistoryStore(place)
    })
    book.recordCheck('web', GOOD)
    await until(isOpen(history))
    await until(async () => (await written()).length === 1)
    expect((await history.info()).store).toBe('memory')
    expect(history.notices()).toMatchObject([
      {
        level: 'warning',
        text: 'It may not be written to. Until it works, the history is kept in memory only.',
      },
    ])
    expect((await history.info()).problem).toContain('in memory only')
    expect(log.messages('error')).toEqual(['It may not be written to.'])
    failure = null
    await clock.advance(60_000)
    await until(async () => (await history.info()).store === 'sqlite')
    book.recordCheck('web', BAD)
    await until(async () => (await written()).length === 2)
    expect(history.notices()).toEqual([])
    const spans = await history.store.spans({
      ...{ series: null, kinds: ['monitor'], fromMs: 0, toMs: 1e15, limit: 10 },
    })
    expect(spans.map(({ status }) => status)).toEqual(expect.arrayContaining(['healthy', 'unhealthy']))
    expect(spans.filter(({ toMs }) => toMs === null)).toHaveLength(1)
  })

  it('keeps a file aside that turns out to be damaged while it is used, and loses nothing of what comes in', async () => {
    let isDamaged = false
    const { book, history, until, written, places } = fixture(async place => {
      const { store, notice } = await openHistoryStore(place)
      const damaged = () => Promise.reject(new HistoryLost('It is damaged.', { isDamaged }))
      const plain = guardedStore(store, () => undefined)
      return { store: { ...plain, chart: query => (isDamaged ? damaged() : plain.chart(query)) }, notice }
    })
    book.recordCheck('web', GOOD)
    await until(async () => (await written()).length === 1)
    isDamaged = true
    const query = { series: [WEB], fromMs: 0, toMs: 1000, points: 1 }
    await expect(history.store.chart(query)).rejects.toThrow('It is damaged.')
    book.recordCheck('web', BAD)
    await until(() => places.length === 2)
    await until(async () => (await written().catch((): string[] => [])).includes('unhealthy'))
    expect(places[1]?.isDamaged).toBe(true)
    const kept = (await readdir(dir.path)).filter(name => /^history\.damaged-.*\.sqlite$/.test(name))
    expect(kept).toHaveLength(1)
    expect(history.notices()).toMatchObject([{ text: expect.stringContaining(kept[0] ?? '?') }])
  })

  it('opens the store anew when its thread has ended', async () => {
    const stores: HistoryStore[] = []
    let lost: HistoryLost | null = null
    const { book, history, until, written, log } = fixture(async () => {
      const store = new MemoryHistoryStore()
      const write = store.write.bind(store)
      store.write = batch => (lost === null ? write(batch) : Promise.reject(lost))
      stores.push(store)
      return { store, notice: null }
    })
    await until(isOpen(history))
    lost = new HistoryLost('The thread has ended.', { isDamaged: false })
    book.recordCheck('web', GOOD)
    await until(() => stores.length > 1)
    lost = null
    await until(async () => (await written()).length === 1)
    expect(log.messages('error')).toContain('The thread has ended.')
  })

  it('keeps by a changed configuration at once, and opens another place', async () => {
    const maintained: number[] = []
    const urls: (string | null)[] = []
    const { history, until, configure, clock } = fixture(async ({ url }) => {
      urls.push(url)
      const store = new MemoryHistoryStore()
      store.maintain = async (_, { rawHours }) => {
        maintained.push(rawHours)
      }
      return { store, notice: null }
    })
    await until(isOpen(history))
    configure({ rawHours: 3 })
    await clock.advance(0)
    expect(maintained).toEqual([3])
    configure({ url: 'postgres://db/history' })
    await until(() => urls.length === 2)
    expect(urls).toEqual([null, 'postgres://db/history'])
    configure({})
    await clock.advance(2000)
    expect(urls).toHaveLength(2)
  })

  it('opens the place that was configured while another one was being opened', async () => {
    const urls: (string | null)[] = []
    const first = Promise.withResolvers<void>()
    const { history, until, configure, clock } = fixture(async ({ url }) => {
      urls.push(url)
      if (urls.length === 1) await first.promise
      return { store: new MemoryHistoryStore(), notice: null }
    })
    configure({ url: 'postgres://early/history' })
    await clock.advance(400)
    expect(urls).toEqual([])
    await until(() => urls.length === 1)
    configure({ url: 'postgres://db/history' })
    first.resolve()
    await until(() => urls.length === 2)
    await until(isOpen(history))
    expect(urls).toEqual(['postgres://early/history', 'postgres://db/history'])
  })

  it('opens a place no second time that is open already', async () => {
    const urls: (string | null)[] = []
    const { history, until, configure, clock } = fixture(async ({ url }) => {
      urls.push(url)
      return { store: new MemoryHistoryStore(), notice: null }
    })
    await until(isOpen(history))
    configure({ url: 'postgres://db/history' })
    configure({ url: undefined })
    await clock.advance(2000)
    expect(urls).toEqual([null])
  })

  describe('after it was kept in memory', () => {
    /** Cannot be opened at first; then in a store that takes each batch when it is let. */
    async function slowlyBroughtOver() {
      let isThere = false
      const turns: (() => void)[] = []
      let isFree = false
      const takeTurns = () => {
        for (const turn of turns.splice(0)) turn()
      }
      const letGo = () => {
        isFree = true
        takeTurns()
      }
      const store = new MemoryHistoryStore()
      const closed = vi.spyOn(store, 'close')
      const write = store.write.bind(store)
      store.write = async batch => {
        if (!isFree) await new Promise<void>(resolve => turns.push(resolve))
        await write(batch)
      }
      const given = fixture(async () => {
        if (!isThere) throw new HistoryFailure('It may not be written to.')
        return { store, notice: null }
      })
      given.book.recordCheck('web', GOOD)
      await given.until(async () => (await given.written()).length === 1)
      isThere = true
      await given.until(() => turns.length > 0)
      return { ...given, takeTurns, letGo, closed }
    }

    it('loses nothing of what comes in while that is added', async () => {
      const { book, clock, until, takeTurns, letGo, written } = await slowlyBroughtOver()
      for (let check = 0; check < 5; check++) {
        book.recordCheck('web', BAD)
        await clock.advance(1000)
        takeTurns()
      }
      letGo()
      await until(async () => (await written().catch(() => [])).length === 6)
      expect(await written()).toEqual(['healthy', ...Array.from({ length: 5 }, () => 'unhealthy')])
    })

    it('lets go of the store where it is stopped meanwhile', async () => {
      const { history, clock, letGo, closed } = await slowlyBroughtOver()
      const stopping = history.stop()
      await clock.advance(2000)
      await stopping
      letGo()
      await vi.waitFor(() => expect(closed).toHaveBeenCalled())
    })
  })

  it('goes on saying that it is kept in memory though that can be written', async () => {
    let isThere = true
    const { book, history, until, written, clock } = fixture(async () => {
      if (!isThere) throw new HistoryFailure('It may not be written to.')
      const store = new MemoryHistoryStore()
      store.write = () => Promise.reject(new HistoryLost('The thread has ended.', { isDamaged: false }))
      return { store, notice: null }
    })
    await until(isOpen(history))
    isThere = false
    book.recordCheck('web', GOOD)
    await until(async () => (await written().catch(() => [])).length === 1)
    await clock.advance(6000)
    expect(history.notices()).toMatchObject([{ text: expect.stringContaining('kept in memory only') }])
  })

  it('is backed up while it goes on, and restored, the one before becoming a backup', async () => {
    const { book, history, until, written, clock } = fixture()
    book.recordCheck('web', GOOD)
    await until(async () => (await written()).length === 1)
    const backup = await history.backUp()
    expect(backup).toMatchObject({ name: expect.stringMatching(/^history-2026-.*\.sqlite$/) })
    book.recordCheck('web', BAD)
    await until(async () => (await written()).length === 2)

    await clock.advance(5000)
    await history.restore(backup.name)
    expect(await written()).toEqual(['healthy'])
    book.recordCheck('web', BAD)
    await until(async () => (await written()).length === 2)
    const [before] = (await history.backups()).filter(({ name }) => name !== backup.name)
    await history.restore(before?.name ?? '')
    expect(await written()).toEqual(['healthy', 'unhealthy'])
    expect(await history.backups()).toHaveLength(3)
    expect(history.notices()).toEqual([])
  })

  it.each([
    ['is not there', 'history-nothing.sqlite', 'There is no backup'],
    ['is elsewhere', '../history.sqlite', 'There is no backup'],
    ['is no history', 'history-text.sqlite', 'is damaged'],
    ['was cut off', 'history-cut.sqlite', 'is damaged'],
  ])('refuses to restore a backup that %s, and stays as it is', async (_, name, message) => {
    const { book, history, until, written } = fixture()
    book.recordCheck('web', GOOD)
    await until(async () => (await written()).length === 1)
    const { name: good } = await history.backUp()
    const folder = join(dir.path, 'backups')
    await writeFile(join(folder, 'history-text.sqlite'), 'This is no history at all.'.repeat(1000))
    const content = await readFile(join(folder, good))
    await writeFile(join(folder, 'history-cut.sqlite'), content.subarray(0, content.length - 8192))
    await expect(history.restore(name)).rejects.toThrow(message)
    expect(await written()).toEqual(['healthy'])
  })

  it('has nothing to back up where PostgreSQL does that', async () => {
    const { history, until } = fixture(async () => ({ store: new MemoryHistoryStore(), notice: null }))
    await until(isOpen(history))
    await expect(history.backUp()).rejects.toThrow('pg_dump')
  })

  it('stops within two seconds though its store does not answer', async () => {
    const { history, until, clock, book } = fixture(async () => {
      const store = new MemoryHistoryStore()
      store.write = () => new Promise(() => undefined)
      return { store, notice: null }
    })
    await until(isOpen(history))
    book.recordCheck('web', GOOD)
    await clock.advance(1000)
    let isStopped = false
    const stopping = history.stop().then(() => {
      isStopped = true
    })
    await clock.advance(2000)
    await stopping
    expect(isStopped).toBe(true)
  })

  it.skipIf(process.getuid?.() === 0)('says what to do where its folder may not be written to', async () => {
    await chmod(dir.path, 0o500)
    const { history, until } = fixture()
    await until(isOpen(history))
    expect(history.notices()[0]?.text).toContain('writable')
    await chmod(dir.path, 0o700)
    expect((await stat(dir.path)).isDirectory()).toBe(true)
  })
})
