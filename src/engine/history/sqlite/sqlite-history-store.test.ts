import { execFile } from 'node:child_process'
import { chmod, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { historySchema } from '#shared/history-config.ts'
import { HistoryFailure, HistoryLost } from '../history-store.ts'
import { SCHEMA_VERSION } from './migrations.ts'
import { SqliteHistoryStore } from './sqlite-history-store.ts'

const T0 = Date.UTC(2026, 2, 28)
const HOUR = 3_600_000
const WEB = { kind: 'monitor', id: 'web' } as const
const FACTS = { ...WEB, name: 'Web', category: 'apis', unit: 'ms', intervalMs: 60_000 }
const EVERYTHING = { fromMs: 0, toMs: T0 + 1e11 }

let dir: TempDir
let file: string
const stores: SqliteHistoryStore[] = []
beforeEach(async () => {
  dir = await makeTempDir('history')
  file = join(dir.path, 'history.sqlite')
})
afterEach(async () => {
  await Promise.all(stores.splice(0).map(store => store.close()))
  await chmod(dir.path, 0o700)
  await dir.remove()
})

async function openStore(path = file, isDamaged = false) {
  const { store, opened } = await SqliteHistoryStore.open(path, T0, isDamaged)
  stores.push(store)
  return { store, keptAside: opened.keptAside }
}

async function countOf(store: SqliteHistoryStore): Promise<number> {
  const [sum] = await store.summary({ series: [WEB], kinds: ['monitor'], ...EVERYTHING })
  return sum?.count ?? 0
}

/** As many results, a minute apart, and long messages, so that the file has some size. */
async function fill(store: SqliteHistoryStore, count = 1000): Promise<void> {
  await store.write({
    series: [FACTS],
    observations: Array.from({ length: count }, (_, index) => ({
      ...{ ...WEB, at: T0 + index * 60_000, status: 'healthy' as const, value: index + 0.5 },
    })),
    spans: Array.from({ length: count }, (_, index) => ({
      ...{ ...WEB, at: T0 + index * 60_000, status: 'healthy' as const, excuse: null },
      message: `${index} `.repeat(500),
    })),
    aliveAt: T0 + count * 60_000,
  })
  await store.maintain(T0 + count * 60_000 + HOUR, historySchema.parse({}))
}

const damagedIn = async () =>
  (await readdir(dir.path)).filter(name => name.includes('.damaged-') && name.endsWith('.sqlite'))

describe('the thread of the history', () => {
  it('answers while it is open, refuses when it is closed, and leaves one whole file behind', async () => {
    const { store } = await openStore()
    await fill(store)
    expect(await countOf(store)).toBe(1000)
    expect(await store.info()).toMatchObject({
      store: 'sqlite',
      place: file,
      rows: { raw: 1000, spans: 1000 },
    })
    await store.close()
    await expect(store.series()).rejects.toThrow(HistoryLost)
    expect(await readdir(dir.path)).toEqual(['history.sqlite'])
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
    await SqliteHistoryStore.inspect(file)
  })

  it('says where a value cannot be written, and writes none of that batch', async () => {
    const { store } = await openStore()
    await fill(store, 10)
    const bad = { ...WEB, at: T0, status: null, excuse: null, message: '' }
    const observations = [{ ...WEB, at: T0 + 1e10, status: 'healthy' as const, value: 1 }]
    await expect(
      store.write({ series: [], observations, spans: [{ ...bad, at: Number.NaN }], aliveAt: Number.NaN }),
    ).rejects.toThrow(HistoryFailure)
    expect(await countOf(store)).toBe(10)
    await store.write({ series: [], observations, spans: [], aliveAt: T0 + 1e10 })
    expect(await countOf(store)).toBe(11)
  })
})

describe('a file', () => {
  it.each([
    ['is no database', async () => writeFile(file, 'Nothing of the kind. '.repeat(500))],
    ['is a database of something else', async () => otherDatabase(file)],
    [
      'was cut off',
      async () => {
        await seed()
        const content = await readFile(file)
        await writeFile(file, content.subarray(0, Math.floor(content.length / 2)))
      },
    ],
    [
      'has garbage in the middle',
      async () => {
        await seed()
        await overwrite(0.3, 0.5)
      },
    ],
  ])('that %s is kept aside, and a new one begun', async (_, prepare) => {
    await prepare()
    const before = await readFile(file)
    const { store, keptAside } = await openStore()
    expect(await damagedIn()).toHaveLength(1)
    expect(keptAside).toBe(join(dir.path, (await damagedIn())[0] ?? ''))
    expect((await readFile(keptAside ?? '')).equals(before)).toBe(true)
    await fill(store, 5)
    expect(await countOf(store)).toBe(5)
  })

  it('that is found damaged while it is used is said to be lost, and kept aside when it is opened anew', async () => {
    await seed(4000)
    const { store, keptAside } = await openStore()
    expect(keptAside).toBeNull()
    await overwrite(0.05, 0.95)
    const spans = { series: null, kinds: ['monitor' as const], ...EVERYTHING, limit: 1e6 }
    const error = await store.spans(spans).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(HistoryLost)
    expect(error).toMatchObject({ isDamaged: true, message: `${file} is damaged.` })
    await store.close()
    const again = await openStore(file, true)
    expect(again.keptAside).not.toBeNull()
    expect(await countOf(again.store)).toBe(0)
  })

  it('of a newer version is refused and left alone', async () => {
    await seed()
    const database = new DatabaseSync(file)
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
    database.close()
    const before = await readFile(file)
    await expect(openStore()).rejects.toThrow('was made by a newer Traylight')
    expect((await readFile(file)).equals(before)).toBe(true)
    expect(await damagedIn()).toEqual([])
    await expect(SqliteHistoryStore.inspect(file)).rejects.toThrow('newer Traylight')
  })

  it('that another program is writing to is waited for, then said to be in use', async () => {
    const { store } = await openStore()
    await fill(store, 5)
    const other = new DatabaseSync(file)
    try {
      other.exec('BEGIN IMMEDIATE')
      const [written] = await Promise.allSettled([
        store.write({ series: [FACTS], observations: [], spans: [], aliveAt: T0 }),
      ])
      expect(written).toMatchObject({ status: 'rejected' })
      expect(String(Reflect.get(written, 'reason'))).toContain('Another program is writing to')
      other.exec('ROLLBACK')
    } finally {
      other.close()
    }
    await store.write({ series: [FACTS], observations: [], spans: [], aliveAt: T0 })
  })

  it.skipIf(process.getuid?.() === 0)('that may not be written to is said to be so', async () => {
    await seed()
    await chmod(file, 0o400)
    await chmod(dir.path, 0o500)
    const { store } = await openStore()
    await expect(fill(store, 5)).rejects.toThrow('may not be written to')
  })

  it('whose folder is gone cannot be opened, in words', async () => {
    await expect(openStore(join(dir.path, 'gone', 'history.sqlite'))).rejects.toThrow('cannot be opened')
  })
})

describe('a backup', () => {
  it('is whole though transactions go on while it is made, and has what was written before it', async () => {
    const { store } = await openStore()
    await fill(store, 2000)
    const copy = join(dir.path, 'copy.sqlite')
    let isDone = false
    const backup = store.backup(copy).finally(() => {
      isDone = true
    })
    let count = 2000
    while (!isDone) {
      await store.write({
        ...{ series: [], spans: [], aliveAt: T0 + count * 60_000 },
        observations: [{ ...WEB, at: T0 + count++ * 60_000, status: 'healthy', value: 1 }],
      })
    }
    await backup
    await SqliteHistoryStore.inspect(copy)
    const { store: copied } = await openStore(copy)
    expect(await countOf(copied)).toBeGreaterThanOrEqual(2000)
    expect((await readdir(dir.path)).filter(name => name.includes('partial'))).toEqual([])
  })

  it('that cannot be written says so and leaves nothing', async () => {
    const { store } = await openStore()
    await fill(store, 5)
    await expect(store.backup(join(dir.path, 'gone', 'copy.sqlite'))).rejects.toThrow(HistoryFailure)
    expect(await countOf(store)).toBe(5)
  })
})

/** A history in the file, closed again. */
async function seed(count = 1000): Promise<void> {
  const { store } = await openStore()
  await fill(store, count)
  await store.close()
}

/** Fills a part of the file, as shares of it, with garbage. */
async function overwrite(from: number, to: number): Promise<void> {
  const handle = await open(file, 'r+')
  const { size } = await handle.stat()
  const garbage = Buffer.alloc(Math.floor(size * (to - from)), 0xa5)
  await handle.write(garbage, 0, garbage.length, Math.floor(size * from))
  await handle.close()
}

function otherDatabase(path: string): void {
  const database = new DatabaseSync(path)
  database.exec('CREATE TABLE notes (text TEXT)')
  database.close()
}

/** A disk of its own, of a few MB; null where that is not allowed. */
async function smallDisk(path: string): Promise<(() => Promise<void>) | null> {
  const run = promisify(execFile)
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path])
  } catch {
    return null
  }
  return async () => {
    await run('umount', [path])
  }
}

describe('a full disk', () => {
  it('is said, breaks nothing, and is written to again when there is room', async context => {
    const unmount = process.platform === 'linux' ? await smallDisk(dir.path) : null
    if (unmount === null) {
      context.skip('No small disk can be mounted here, so that a full one is not tried.')
      return
    }
    try {
      const { store } = await openStore()
      await fill(store, 100)
      const filler = join(dir.path, 'filler')
      await writeFile(filler, Buffer.alloc(8 * 2 ** 20)).catch(() => undefined)
      let written = 100
      const batch = () => ({
        ...{ series: [], spans: [], aliveAt: T0 + written * 60_000 },
        observations: Array.from({ length: 500 }, (_, index) => ({
          ...{
            ...WEB,
            at: T0 + (written + index) * 60_000,
            status: 'healthy' as const,
            value: Math.random(),
          },
        })),
      })
      let failure: unknown = null
      while (failure === null) {
        await store.write(batch()).then(
          () => {
            written += 500
          },
          (error: unknown) => {
            failure = error
          },
        )
      }
      expect(failure).toBeInstanceOf(HistoryFailure)
      expect(String(failure)).toMatch(/full/)
      expect(await countOf(store)).toBe(written)
      await rm(filler)
      await store.write(batch())
      expect(await countOf(store)).toBe(written + 500)
      await store.maintain(T0 + 1e9, historySchema.parse({})).catch(() => undefined)
      await store.close()
      await SqliteHistoryStore.inspect(file)
    } finally {
      await Promise.all(stores.splice(0).map(store => store.close()))
      await unmount()
    }
  })
})
