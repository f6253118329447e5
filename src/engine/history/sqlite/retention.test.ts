import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { historySchema } from '#shared/history-config.ts'
import type { SeriesFacts } from '../history-store.ts'
import { SqliteHistory } from './sqlite-history.ts'

const [HOUR, DAY] = [3_600_000, 86_400_000]
const T0 = Date.UTC(2026, 0, 1)
const FACTS: readonly SeriesFacts[] = Array.from({ length: 20 }, (_, index) => ({
  ...{ kind: 'monitor', id: `m${index}`, name: 'M', category: 'apis', unit: 'ms', intervalMs: 20_000 },
}))
const REFS = FACTS.map(({ kind, id }) => ({ kind, id }))

let dir: TempDir
let file: string
let history: SqliteHistory
beforeEach(async () => {
  dir = await makeTempDir('retention')
  file = join(dir.path, 'history.sqlite')
  history = new SqliteHistory(file)
})
afterEach(async () => {
  history.close()
  await dir.remove()
})

/** An hour of results of every series, as they come. */
function watchHour(hour: number): void {
  const from = T0 + hour * HOUR
  history.write({
    series: hour === 0 ? FACTS : [],
    observations: Array.from({ length: 180 }, (_, index) => from + index * 20_000).flatMap(at =>
      REFS.map(ref => ({
        ...ref,
        at,
        status: 'healthy' as const,
        value: Math.round(Math.random() * 1e6) / 1000,
      })),
    ),
    spans: [],
    aliveAt: from + HOUR,
  })
}

const firstOf = (level: 'raw' | 'minute' | 'ten-minutes' | 'hour'): number | undefined => {
  const query = { series: REFS.slice(0, 1), level, fromMs: 0, toMs: T0 + 1e12, after: null, limit: 1 }
  return history.page(query).rows[0]?.at
}

describe('the size of the history', () => {
  it('stays below its bound: the oldest of the finest goes first, and the disk gets its room back', () => {
    const retention = historySchema.parse({ maxSizeMb: 10 })
    const small = { ...retention, maxSizeMb: 1.5 }
    let largest = 0
    for (let hour = 0; hour < 60; hour++) {
      watchHour(hour)
      history.maintain(T0 + (hour + 1) * HOUR, small)
      largest = Math.max(largest, history.usedBytes)
    }
    const now = T0 + 60 * HOUR
    expect(history.usedBytes).toBeLessThan(1.5e6)
    // What comes in between two looks is on top.
    expect(largest).toBeLessThan(1.8e6)
    expect(firstOf('raw') ?? now).toBeGreaterThan(T0 + 40 * HOUR)
    expect(firstOf('hour')).toBe(T0)
    // All of it still counts.
    const [sum] = history.summary({ series: REFS.slice(0, 1), kinds: ['monitor'], fromMs: T0, toMs: now })
    expect(sum?.count).toBe(60 * 180)
    history.close()
    expect(statSync(file).size).toBeLessThan(2.2e6)
    history = new SqliteHistory(file)
  })

  it('is made smaller at once when the bound is', () => {
    for (let hour = 0; hour < 40; hour++) {
      watchHour(hour)
      history.maintain(T0 + (hour + 1) * HOUR, historySchema.parse({}))
    }
    const before = history.usedBytes
    history.maintain(T0 + 40 * HOUR, { ...historySchema.parse({}), maxSizeMb: before / 2e6 })
    expect(history.usedBytes).toBeLessThan(before / 2)
    history.close()
    expect(statSync(file).size).toBeLessThan(before * 0.7)
    history = new SqliteHistory(file)
  })
})

describe('a clock that leaps', () => {
  const retention = historySchema.parse({ rawHours: 5, minuteDays: 1, tenMinuteDays: 1, hourDays: 2 })

  it('years ahead has nothing dropped, and is not believed until it has stayed there for a day', () => {
    for (let hour = 0; hour < 8; hour++) {
      watchHour(hour)
      history.maintain(T0 + (hour + 1) * HOUR, retention)
    }
    const ahead = T0 + 10 * 365 * DAY
    for (let look = 0; look < 1000; look++) history.maintain(ahead + look * 60_000, retention)
    expect(firstOf('hour')).toBe(T0)
    // Set right again, it goes on as if nothing had been.
    watchHour(8)
    history.maintain(T0 + 9 * HOUR, retention)
    expect(firstOf('hour')).toBe(T0)
    for (let look = 0; look < 1500; look++) history.maintain(ahead + look * 60_000, retention)
    expect(firstOf('hour')).toBeUndefined()
  })

  it('is not believed sooner because Traylight was restarted meanwhile', () => {
    watchHour(0)
    history.maintain(T0 + 7 * HOUR, retention)
    const ahead = T0 + 10 * 365 * DAY
    for (let start = 0; start < 3; start++) {
      history.write({ series: [], observations: [], spans: [], aliveAt: ahead })
      for (let look = 0; look < 300; look++) history.maintain(ahead + look * 60_000, retention)
      history.close()
      history = new SqliteHistory(file)
    }
    expect(firstOf('hour')).toBe(T0)
  })

  it('by less than two days, as after a weekend off, is believed', () => {
    watchHour(0)
    history.maintain(T0 + 7 * HOUR, retention)
    for (let day = 1; day < 6; day++) history.maintain(T0 + day * 1.9 * DAY, retention)
    expect(firstOf('hour')).toBeUndefined()
  })
})

describe('a series', () => {
  it('is forgotten when nothing of it is left', () => {
    const retention = historySchema.parse({ rawHours: 1, minuteDays: 1, tenMinuteDays: 1, hourDays: 1 })
    watchHour(0)
    history.maintain(T0 + 7 * HOUR, retention)
    expect(history.series()).toHaveLength(20)
    for (let day = 1; day < 6; day++) history.maintain(T0 + day * DAY, retention)
    expect(history.series()).toEqual([])
    expect(history.info().rows).toMatchObject({
      raw: 0,
      minute: 0,
      'ten-minutes': 0,
      hour: 0,
      day: 0,
      spans: 0,
    })
  })
})
