import { copyFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import type { Level } from '../history-store.ts'
import { MemoryHistoryStore } from '../memory-history-store.ts'
import { FIXTURE_BATCHES, FIXTURE_NOW } from './fixtures/fixture-batches.ts'
import { migrate, SCHEMA_VERSION } from './migrations.ts'
import { SqliteHistory } from './sqlite-history.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')
const VERSIONS = Array.from({ length: SCHEMA_VERSION }, (_, index) => index + 1)

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('migration')
})
afterEach(() => dir.remove())

/** Everything that makes tables and indexes, as the file has it. */
function schemaOf(file: string): unknown[] {
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all()
  database.close()
  return rows
}

describe('the history of every released version', () => {
  it('is kept in the fixtures, this one too', async () => {
    const files = (await readdir(FIXTURES)).filter(name => name.endsWith('.sqlite'))
    expect(files.sort()).toEqual(VERSIONS.map(version => `v${version}.sqlite`).sort())
  })

  it.each(VERSIONS)('version %i is opened with all that is in it, and goes on', async version => {
    const file = join(dir.path, 'history.sqlite')
    await copyFile(join(FIXTURES, `v${version}.sqlite`), file)
    const plain = new MemoryHistoryStore()
    for (const batch of FIXTURE_BATCHES) await plain.write(batch)
    const aliveAt = FIXTURE_BATCHES.at(-1)?.aliveAt ?? 0
    const history = new SqliteHistory(file)
    try {
      const series = await plain.series()
      expect(history.series()).toEqual(series)
      const range = { fromMs: 0, toMs: FIXTURE_NOW }
      for (const level of [
        'raw',
        'minute',
        'ten-minutes',
        'hour',
        'day',
      ] as const satisfies readonly Level[]) {
        const query = { series, level, ...range, after: null, limit: 10_000 }
        expect(history.page(query)).toEqual(await plain.page(query))
      }
      const kinds = ['monitor', 'service'] as const
      const spans = await plain.spans({ series: null, kinds, ...range, limit: 1000 })
      const found = history.spans({ series: null, kinds, ...range, limit: 1000 })
      // What was open ended when it was last alive.
      expect(found).toEqual(spans.map(span => ({ ...span, toMs: span.toMs ?? aliveAt })))
      history.write({
        ...{ series: [], spans: [], aliveAt: FIXTURE_NOW },
        observations: [{ kind: 'monitor', id: 'web', at: FIXTURE_NOW, status: 'healthy', value: 1 }],
      })
      expect(history.series().find(({ id }) => id === 'web')?.lastAt).toBe(FIXTURE_NOW)
    } finally {
      history.close()
    }
    const anew = join(dir.path, 'new.sqlite')
    new SqliteHistory(anew).close()
    expect(schemaOf(file)).toEqual(schemaOf(anew))
  })
})

describe('a migration', () => {
  it('that fails leaves the file as it was', () => {
    const database = new DatabaseSync(join(dir.path, 'history.sqlite'))
    try {
      // In the way of the first one.
      database.exec('CREATE TABLE spans (text TEXT)')
      expect(() => migrate(database, 0)).toThrow('already exists')
      expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'spans' }])
      expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 0 })
    } finally {
      database.close()
    }
  })
})
