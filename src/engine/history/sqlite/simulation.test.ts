import { existsSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { historySchema } from '#shared/history-config.ts'
import type { Status } from '#shared/status.ts'
import { sqliteStoreForTests } from '../../../../test-support/sqlite-store-for-tests.ts'
import { monitorInput, watchedBook } from '../../../../test-support/watched-book.ts'
import { HistoryRecorder } from '../history-recorder.ts'
import type { HistoryRow, HistoryStore, Level } from '../history-store.ts'
import { LEVEL_MS } from '../level-ms.ts'
import { RollUpSum } from '../roll-up.ts'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]
const DAYS = 90
/** All at their full rate takes minutes and is for a look in between. */
const IS_FULL = process.env.TRAYLIGHT_SIMULATE === 'full'
const STEP = 30 * MINUTE
const RETENTION = historySchema.parse({ rawHours: 48, minuteDays: 10, tenMinuteDays: 30, hourDays: 60 })
const KEPT_MS: Readonly<Record<Level, number>> = {
  ...{ raw: 48 * HOUR, minute: 10 * DAY, 'ten-minutes': 30 * DAY, hour: 60 * DAY, day: 60 * DAY },
}

/** Two hundred monitors: most are looked at seldom, some often, two of them only in the last days. */
const MONITORS = Array.from({ length: 200 }, (_, index) => {
  const usual = index < 1 ? MINUTE : index < 10 ? 30 * MINUTE : index < 100 ? 2 * HOUR : 6 * HOUR
  const isFrequent = index >= 198
  return {
    id: `m${index}`,
    intervalMs: isFrequent ? 20_000 : IS_FULL ? MINUTE : usual,
    fromDay: isFrequent ? DAYS - 12 : 0,
  }
})

interface Told {
  readonly at: number
  readonly status: Status
  readonly value: number | null
}

/** What was recorded of each monitor, in plain arrays. */
const told = new Map<string, Told[]>(MONITORS.map(({ id }) => [id, []]))
/** In memory where that can be: this is about what is in the file, and a slow disk would take most of the time. */
const DISK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
let dir: string
let store: HistoryStore
let bytes = 0
let start = 0
let now = 0

beforeAll(async () => {
  dir = await mkdtemp(join(DISK, 'traylight-simulation-'))
  const file = join(dir, 'history.sqlite')
  store = sqliteStoreForTests(file)
  const { clock, book, tellTo } = watchedBook({
    monitors: MONITORS.map(({ id, intervalMs }) => monitorInput(id, { intervalSeconds: intervalMs / 1000 })),
  })
  const recorder = new HistoryRecorder({
    ...{ clock, book, store: () => store, everyMs: STEP },
    onProblem: problem => {
      if (problem !== null) throw new Error(problem)
    },
  })
  tellTo({
    add: result => {
      const { id, at, status, value } = result
      if (status !== null) told.get(id)?.push({ at, status, value })
      recorder.add(result)
    },
  })
  recorder.start()
  start = clock.now()
  const random = randomNumbers(1)
  const isBad = new Map<string, boolean>()
  for (let step = 0; step < (DAYS * DAY) / STEP; step++) {
    for (const { at, id } of dueWithin(step * STEP)) {
      clock.jumpWall(start + at - clock.now())
      const bad = random() < (isBad.get(id) ? 0.7 : 0.01)
      isBad.set(id, bad)
      const slow = random() < 0.02 ? 20 : 1
      const value = bad && random() < 0.5 ? null : Math.round(1000 * slow * (20 + 200 * random() ** 3)) / 1000
      const status = bad ? ('unhealthy' as const) : ('healthy' as const)
      book.recordCheck(id, { status, message: status, responseTimeMs: value, details: {} })
    }
    clock.jumpWall(start + step * STEP - clock.now())
    await clock.advance(STEP)
    await recorder.settled()
    if (step % 4 === 3) await store.maintain(clock.now(), RETENTION)
  }
  now = clock.now()
  book.stop()
  await recorder.stop()
  await store.maintain(now, RETENTION)
  bytes = statSync(file).size
}, 600_000)
afterAll(async () => {
  await store.close()
  await rm(dir, { recursive: true, force: true })
})

/** Checks due within a step, by time, each at its own moment within its interval; in ms since the start. */
function dueWithin(from: number): { at: number; id: string }[] {
  const due: { at: number; id: string }[] = []
  for (const [index, { id, intervalMs, fromDay }] of MONITORS.entries()) {
    if (from < fromDay * DAY) continue
    const offset = (index * 7919) % intervalMs
    const first = Math.ceil((from - offset) / intervalMs) * intervalMs + offset
    for (let at = first; at < from + STEP; at += intervalMs) due.push({ at, id })
  }
  return due.sort((a, b) => a.at - b.at)
}

function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

async function rowsOf(id: string, level: Level): Promise<HistoryRow[]> {
  const rows: HistoryRow[] = []
  let after: string | null = null
  do {
    const series = [{ kind: 'monitor', id }] as const
    const page = await store.page({ series, level, fromMs: 0, toMs: now + DAY, after, limit: 50_000 })
    rows.push(...page.rows)
    after = page.next
  } while (after !== null)
  return rows
}

function bruteForce(id: string, rowMs: number, from: number) {
  const sums = new Map<number, RollUpSum>()
  for (const { at, status, value } of told.get(id) ?? []) {
    const row = Math.floor(at / rowMs) * rowMs
    if (row < from) continue
    const sum = sums.get(row) ?? new RollUpSum()
    sums.set(row, sum)
    sum.add(status, value)
  }
  return [...sums].map(([at, sum]) => ({ kind: 'monitor', id, at, status: null, ...sum.toRollUp() }))
}

/** Of hundreds of thousands of rows only those that differ are compared one by one. */
function expectSame(found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found).toEqual(expected)
}

const withoutAverage = ({ average: _, ...rest }: HistoryRow | ReturnType<typeof bruteForce>[number]) => rest

describe(`${DAYS} days of 200 monitors`, { timeout: 120_000 }, () => {
  it.each(['minute', 'ten-minutes', 'hour', 'day'] as const)(
    'by the %s are what brute force makes of all results, as far back as they are kept',
    async level => {
      const rowMs = LEVEL_MS[level]
      const oldest = Math.ceil((now - KEPT_MS[level]) / rowMs) * rowMs
      for (const { id, intervalMs } of MONITORS) {
        if (level === 'minute' && intervalMs >= MINUTE) continue
        const rows = await rowsOf(id, level)
        const expected = bruteForce(id, rowMs, oldest)
        const kept = rows.filter(({ at }) => at >= oldest)
        expectSame(kept.map(withoutAverage), expected.map(withoutAverage))
        const isNear = kept.every(({ average }, index) => {
          return Math.abs((average ?? 0) - (expected[index]?.average ?? 0)) < 1e-6
        })
        expect(isNear, `averages of ${id}`).toBe(true)
        // No more than a block longer than it should be.
        expect(rows[0]?.at ?? now).toBeGreaterThanOrEqual(oldest - DAY - rowMs)
      }
    },
  )

  it('have their single results for two days, as they were', async () => {
    const oldest = now - KEPT_MS.raw
    for (const { id } of MONITORS) {
      const rows = await rowsOf(id, 'raw')
      const found = rows
        .filter(({ at }) => at >= oldest)
        .map(({ at, status, average: value }) => ({ at, status, value }))
      expectSame(
        found,
        told.get(id)?.filter(({ at }) => at >= oldest),
      )
      expect(rows[0]?.at ?? now).toBeGreaterThanOrEqual(oldest - 7 * HOUR)
    }
  })

  it('have quantiles within 1 % of the exact ones', async () => {
    for (const id of ['m0', 'm9', 'm198']) {
      for (const row of await rowsOf(id, 'day')) {
        const values = (told.get(id) ?? [])
          .filter(({ at }) => at >= row.at && at < row.at + DAY)
          .flatMap(({ value }) => value ?? [])
          .sort((a, b) => a - b)
        for (const [share, found] of [
          [0.5, row.p50],
          [0.95, row.p95],
          [0.99, row.p99],
        ] as const) {
          const exact = values[Math.floor(share * (values.length - 1))] ?? 0
          expect(Math.abs((found ?? 0) - exact)).toBeLessThanOrEqual(exact * 0.0101)
        }
      }
    }
  })

  it('have charts over all of it that miss nothing that is kept', async () => {
    for (const days of [1, 7, 30, 59]) {
      const series = [
        { kind: 'monitor', id: 'm0' },
        { kind: 'monitor', id: 'm198' },
      ] as const
      for (const chart of await store.chart({ series, fromMs: now - days * DAY, toMs: now, points: 300 })) {
        const first = Math.floor((now - days * DAY) / chart.stepMs) * chart.stepMs
        const results = (told.get(chart.id) ?? []).filter(({ at }) => at >= first)
        expect(chart.points.reduce((sum, { count }) => sum + count, 0)).toBe(results.length)
        expect(chart.points.length).toBeLessThanOrEqual(302)
      }
    }
  })

  it('have the changes of status and the availability that a plain list has', async () => {
    const oldest = now - KEPT_MS.day
    const kinds = ['monitor'] as const
    const window = { fromMs: now - 30 * DAY, toMs: now }
    for (const { id, intervalMs } of MONITORS) {
      // What changes twice between two looks is seen once; here that is half an hour.
      if (intervalMs < STEP) continue
      const series = [{ kind: 'monitor', id }] as const
      const changes = (told.get(id) ?? []).filter(
        ({ status }, index, all) => status !== all[index - 1]?.status,
      )
      const spans = await store.spans({ series, kinds, fromMs: oldest, toMs: now, limit: 1e6 })
      const expected = changes.map(({ at, status }, index) => ({
        status,
        fromMs: at,
        toMs: changes[index + 1]?.at ?? now,
      }))
      expect(spans.map(({ status, fromMs, toMs }) => ({ status, fromMs, toMs })).slice(1)).toEqual(
        expected.filter(({ toMs }) => toMs > oldest).slice(1),
      )
      let unhealthyMs = 0
      for (const { status, fromMs, toMs } of expected) {
        const ms = Math.min(toMs, window.toMs) - Math.max(fromMs, window.fromMs)
        if (status === 'unhealthy' && ms > 0) unhealthyMs += ms
      }
      const [times] = await store.uptime({ series, kinds, windows: [window] })
      const { healthyMs = 0, degradedMs = 0, ...others } = times?.windows[0] ?? {}
      expect(healthyMs + degradedMs).toBe(30 * DAY - unhealthyMs)
      expect(others).toMatchObject({ unhealthyMs, unwatchedMs: 0, unknownMs: 0 })
    }
  })

  it('take less than 60 bytes for each check', async () => {
    const checks = [...told.values()].reduce((sum, results) => sum + results.length, 0)
    expect(checks).toBeGreaterThan(400_000)
    expect(bytes / checks).toBeLessThan(60)
    const info = await store.info()
    const kept = [...told.values()].flat().filter(({ at }) => at >= now - KEPT_MS.raw).length
    expect(info.rows.raw).toBeGreaterThanOrEqual(kept)
    expect(info.rows.raw).toBeLessThan(kept * 1.15)
  })
})
