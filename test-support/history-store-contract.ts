/**
 * The tests that every history store has to pass. What it must answer is reckoned by brute force from all that was
 * written, or asked of the store in memory, which keeps everything and adds up whenever it is asked.
 */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chartStep, wholeSteps } from '#engine/history/chart-steps.ts'
import type { HistoryStore, Level } from '#engine/history/history-store.ts'
import { LEVEL_MS } from '#engine/history/level-ms.ts'
import { MemoryHistoryStore } from '#engine/history/memory-history-store.ts'
import { statusTimes } from '#engine/history/status-times.ts'
import type { SeriesRef, StatusSpan } from '#shared/history.ts'
import { historySchema } from '#shared/history-config.ts'
import {
  addedUpBy,
  DAY,
  expectRollUps,
  HistoryScript,
  HOUR,
  MINUTE,
  pagesOf,
  randomBatches,
  T0,
} from './history-script.ts'

/** A store under test, empty. */
export interface OpenedForTest {
  readonly store: HistoryStore
  /** Leaves the store behind as a crash does, without closing it, and opens the same place anew; null where nothing lasts. */
  readonly reopen: (() => Promise<HistoryStore>) | null
  /** Closes what is open and removes the place. */
  end(): Promise<void>
}

export interface HistoryStoreTraits {
  /** Whether it keeps roll-ups when it drops single results. */
  readonly keepsRollUps: boolean
  /** How many random histories are tried; fewer where one costs more. */
  readonly runs: number
}

const ref = (kind: SeriesRef['kind'], id: string): SeriesRef => ({ kind, id })
const RETENTION = historySchema.parse({})
const LEVELS: readonly Level[] = ['raw', 'minute', 'ten-minutes', 'hour', 'day']
const EVERYTHING = { fromMs: 0, toMs: T0 + 10_000 * DAY }

export function describeHistoryStore(
  name: string,
  open: () => Promise<OpenedForTest>,
  { keepsRollUps, runs }: HistoryStoreTraits,
): void {
  describe(`the history in ${name}`, () => {
    let opened: OpenedForTest
    let store: HistoryStore
    let script: HistoryScript
    beforeEach(async () => {
      opened = await open()
      store = opened.store
      script = new HistoryScript(store)
    })
    afterEach(() => opened.end())

    describe('single results', () => {
      it('are answered as they were written', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        await script.results(web, [
          [T0 + 5000, 'healthy', 12.5],
          [T0 + 25_000, 'unhealthy', null],
          [T0 + 45_000, 'degraded', 0],
          [T0 + 65_000, 'unknown', 1e9 / 3],
        ])
        const { rows, next } = await store.page({
          series: [web],
          level: 'raw',
          ...EVERYTHING,
          after: null,
          limit: 10,
        })
        expect(next).toBeNull()
        expect(rows.map(({ at, status, average, failures }) => [at, status, average, failures])).toEqual([
          [T0 + 5000, 'healthy', 12.5, 0],
          [T0 + 25_000, 'unhealthy', null, 1],
          [T0 + 45_000, 'degraded', 0, 0],
          [T0 + 65_000, 'unknown', 1e9 / 3, 0],
        ])
        expect(rows[0]).toEqual({
          ...{ ...web, at: T0 + 5000, status: 'healthy', count: 1, failures: 0 },
          ...{ min: 12.5, average: 12.5, p50: 12.5, p95: 12.5, p99: 12.5, max: 12.5 },
        })
      })

      it('of metrics have a value and no status, also negative and none', async () => {
        const metric = await script.describe(ref('metric', 'temperature'), { unit: '°C' })
        await script.results(metric, [
          [T0, null, -40.25],
          [T0 + 1000, null, null],
          [T0 + 2000, null, 1e-7],
        ])
        const { rows } = await store.page({
          series: [metric],
          level: 'raw',
          ...EVERYTHING,
          after: null,
          limit: 10,
        })
        expect(rows.map(({ status, average, count }) => [status, average, count])).toEqual([
          [null, -40.25, 1],
          [null, null, 1],
          [null, 1e-7, 1],
        ])
        const [summary] = await store.summary({ series: [metric], kinds: ['metric'], ...EVERYTHING })
        expect(summary).toMatchObject({ count: 3, failures: 0, min: -40.25, max: 1e-7 })
      })

      it('of the same moment all count, in the order they came', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        await script.results(web, [
          [T0, 'healthy', 3],
          [T0, 'unhealthy', 1],
          [T0, 'healthy', 2],
        ])
        await script.results(web, [[T0, 'healthy', 0.5]])
        expect((await pagesOf(store, [web], 'raw', 1)).map(({ average }) => average)).toEqual([3, 1, 2, 0.5])
        expect((await store.latest(['monitor'], 2, 0)).map(({ value }) => value)).toEqual([2, 0.5])
        const [chart] = await store.chart({ series: [web], fromMs: T0, toMs: T0 + 1000, points: 1 })
        expect(chart?.points).toMatchObject([{ at: T0, count: 4, failures: 1 }])
      })

      it('of a series that was never described are left out, and the rest is written', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        const result = (id: string) => ({
          kind: 'monitor' as const,
          id,
          at: T0,
          status: 'healthy' as const,
          value: 1,
        })
        await store.write({
          ...{ series: [], observations: [result('nobody'), result('web')], aliveAt: T0 },
          spans: [{ kind: 'monitor', id: 'nobody', at: T0, status: 'healthy', excuse: null, message: '' }],
        })
        expect(await store.series()).toMatchObject([web])
        expect(await pagesOf(store, [web], 'raw', 10)).toHaveLength(1)
      })

      it.each([
        ['the newest of each series, by time', 2, 0, { a: [T0 + 2000, T0 + 3000], b: [T0 + 500] }],
        ['nothing older than asked for', 10, T0 + 2000, { a: [T0 + 2000, T0 + 3000] }],
      ])('the latest are %s', async (_, perSeries, since, expected) => {
        const a = await script.describe(ref('monitor', 'a'))
        const b = await script.describe(ref('service', 'b'))
        const metric = await script.describe(ref('metric', 'm'))
        await script.results(
          a,
          [3000, 0, 2000, 1000].map(ms => [T0 + ms, 'healthy', ms]),
        )
        await script.results(b, [[T0 + 500, 'unhealthy', null]])
        await script.results(metric, [[T0 + 9000, null, 1]])
        const found = await store.latest(['monitor', 'service'], perSeries, since)
        const byId = Map.groupBy(found, ({ id }) => id)
        expect(
          Object.fromEntries([...byId].map(([id, results]) => [id, results.map(({ at }) => at)])),
        ).toEqual(expected)
        expect(found.find(({ at }) => at === T0 + 3000)).toEqual({
          kind: 'monitor',
          id: 'a',
          at: T0 + 3000,
          status: 'healthy',
          value: 3000,
        })
      })
    })

    describe('series', () => {
      it('are told with what they are called, and their first and latest result', async () => {
        const web = await script.describe(ref('monitor', 'web'), {
          name: 'Web',
          category: 'apis',
          intervalMs: 20_000,
        })
        expect(await store.series()).toEqual([
          { ...web, name: 'Web', category: 'apis', unit: 'ms', intervalMs: 20_000, firstAt: 0, lastAt: 0 },
        ])
        await script.results(
          web,
          [T0 + 5000, T0, T0 + 3000].map(at => [at, 'healthy', 1]),
        )
        expect(await store.series()).toMatchObject([{ firstAt: T0, lastAt: T0 + 5000 }])
        await script.describe(web, { name: 'Front page', category: 'web', intervalMs: 60_000 })
        expect(await store.series()).toMatchObject([
          { name: 'Front page', category: 'web', intervalMs: 60_000, firstAt: T0, lastAt: T0 + 5000 },
        ])
      })

      const odd = [
        `it's "quoted"; DROP TABLE result; --`,
        'back\\slash\tand\nlines',
        '🦆🇩🇪 e\u0301 \u202e',
        '%_*?[]{}',
        'ünïcode/'.repeat(375),
        '🦆'.repeat(1500),
      ]
      it.each(odd.map(id => [id.slice(0, 20), id]))('may be called %j', async (_, id) => {
        const service = await script.describe(ref('service', id), { name: id, category: id })
        const other = await script.describe(ref('service', `${id.slice(0, 2990)}.`))
        await script.results(service, [[T0, 'healthy', 1]])
        await script.results(other, [[T0, 'healthy', 2]])
        await script.span(service, T0, 'healthy', null, id)
        const infos = await store.series()
        expect(infos.find(info => info.id === id)).toMatchObject({ name: id, category: id, firstAt: T0 })
        expect(await pagesOf(store, [service], 'hour', 10)).toMatchObject([{ ...service, average: 1 }])
        const spans = await store.spans({ series: [service], kinds: ['service'], ...EVERYTHING, limit: 9 })
        expect(spans).toMatchObject([{ ...service, message: id }])
      })

      it('with the same id are apart by their kind', async () => {
        const [a, b] = [await script.describe(ref('monitor', 'x')), await script.describe(ref('metric', 'x'))]
        await script.results(a, [[T0, 'healthy', 1]])
        await script.results(b, [[T0, null, 2]])
        expect(await pagesOf(store, [b, a], 'raw', 1)).toMatchObject([
          { ...b, average: 2 },
          { ...a, average: 1 },
        ])
      })
    })

    describe('a batch', () => {
      it('is there as a whole as soon as it is written', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        for (let round = 0; round < 20; round++) {
          const at = T0 + round * 7000
          await script.results(web, [[at, 'healthy', round]])
          await script.span(web, at, round % 2 ? 'degraded' : 'healthy')
          const [chart] = await store.chart({ series: [web], fromMs: T0, toMs: T0 + HOUR, points: 10 })
          const [summary] = await store.summary({ series: [web], kinds: ['monitor'], ...EVERYTHING })
          const spans = await store.spans({ series: null, kinds: ['monitor'], ...EVERYTHING, limit: 100 })
          expect(chart?.points.reduce((sum, { count }) => sum + count, 0)).toBe(round + 1)
          expect([summary?.count, summary?.max, spans.length]).toEqual([round + 1, round, round + 1])
        }
      })

      it('without anything new is written too', async () => {
        await store.write({ series: [], observations: [], spans: [], aliveAt: T0 })
        expect(await store.series()).toEqual([])
        const { firstAt, lastAt, problem } = await store.info()
        expect([firstAt, lastAt, problem]).toEqual([null, null, null])
      })
    })

    describe('charts', () => {
      it.each([
        ['an hour', T0, HOUR, 60],
        ['a minute from the middle of one', T0 + 30_000, MINUTE, 100],
        ['two days', T0 - DAY, 2 * DAY, 200],
        ['a month', T0 - 29 * DAY, 30 * DAY, 300],
        ['one point', T0, 2 * HOUR, 1],
        ['more points than milliseconds', T0, 7, 1000],
      ])('of %s are what brute force makes of the results', async (_, fromMs, length, points) => {
        const web = await script.describe(ref('monitor', 'web'), { intervalMs: 20_000 })
        const metric = await script.describe(ref('metric', 'cpu'), { intervalMs: 60_000 })
        await script.watch([web, metric], T0, 3 * HOUR, { maintainEvery: 30 * MINUTE })
        const toMs = fromMs + length
        const charts = await store.chart({ series: [metric, web], fromMs, toMs, points })
        expect(charts.map(({ id }) => id)).toEqual(['cpu', 'web'])
        for (const chart of charts) {
          expect(chart.stepMs).toBe(chartStep(fromMs, toMs, points))
          const [first, end] = wholeSteps(fromMs, toMs, chart.stepMs)
          expectRollUps(chart.points, addedUpBy(script.of(chart), chart.stepMs, first, end))
        }
      })

      it('leave out steps without a result, and keep those without a value', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        await script.results(web, [
          [T0, 'healthy', 10],
          [T0 + 5 * MINUTE, 'unhealthy', null],
          [T0 + 59 * MINUTE, 'healthy', 20],
        ])
        const [chart] = await store.chart({ series: [web], fromMs: T0, toMs: T0 + HOUR, points: 60 })
        expect(
          chart?.points.map(({ at, average, count, failures }) => [at - T0, average, count, failures]),
        ).toEqual([
          [0, 10, 1, 0],
          [5 * MINUTE, null, 1, 1],
          [59 * MINUTE, 20, 1, 0],
        ])
      })

      it('have no result of before the range or after it', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        await script.results(
          web,
          [-1, 0, 1, HOUR - 1, HOUR, HOUR + 1].map(ms => [T0 + ms, 'healthy', ms]),
        )
        const [chart] = await store.chart({ series: [web], fromMs: T0, toMs: T0 + HOUR, points: 1 })
        expect(chart?.points).toMatchObject([{ at: T0, count: 3, min: 0, max: HOUR - 1 }])
      })

      it('of a series that nothing is known of are left out, and of one without results are empty', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        const charts = await store.chart({
          series: [ref('monitor', 'gone'), web],
          fromMs: T0,
          toMs: T0 + 1,
          points: 5,
        })
        expect(charts).toMatchObject([{ ...web, points: [] }])
      })

      it('have quantiles within 1 % of the true ones', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        const values = Array.from({ length: 500 }, (_, index) => 1.5 ** (index / 25) + (index % 7))
        await script.results(
          web,
          values.map((value, index) => [T0 + index * 1000, 'healthy', value]),
        )
        await store.maintain(T0 + 3 * HOUR, RETENTION)
        const [chart] = await store.chart({ series: [web], fromMs: T0, toMs: T0 + HOUR, points: 1 })
        const sorted = values.toSorted((a, b) => a - b)
        for (const [share, quantile] of [
          [0.5, chart?.points[0]?.p50],
          [0.95, chart?.points[0]?.p95],
          [0.99, chart?.points[0]?.p99],
        ] as const) {
          const exact = sorted[Math.floor(share * (sorted.length - 1))] ?? 0
          expect(Math.abs((quantile ?? 0) / exact - 1)).toBeLessThanOrEqual(0.0101)
        }
      })
    })

    describe('results that come late', () => {
      it('count in every answer, also where their time is rolled up already', async () => {
        const web = await script.describe(ref('monitor', 'web'), { intervalMs: 10_000 })
        await script.watch([web], T0, 26 * HOUR, { maintainEvery: HOUR, every: 20 * MINUTE })
        await script.results(
          web,
          [T0 + 5 * MINUTE, T0 + HOUR, T0 + 25 * HOUR].map(at => [at, 'unhealthy', 99_999]),
        )
        const [chart] = await store.chart({ series: [web], fromMs: T0, toMs: T0 + 30 * HOUR, points: 30 })
        expectRollUps(chart?.points ?? [], addedUpBy(script.of(web), HOUR, T0, T0 + 30 * HOUR))
        for (const level of LEVELS.slice(1)) {
          const rows = await pagesOf(store, [web], level, 500)
          expectRollUps(rows, addedUpBy(script.of(web), LEVEL_MS[level]))
        }
        const [summary] = await store.summary({ series: [web], kinds: ['monitor'], ...EVERYTHING })
        expect(summary).toMatchObject({ count: script.of(web).length, max: 99_999 })
      })

      it('by a clock that was set back for a day are taken as they are', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        await script.watch([web], T0, 2 * HOUR, { maintainEvery: 30 * MINUTE })
        await script.watch([web], T0 - DAY, 2 * HOUR, { maintainEvery: 30 * MINUTE })
        const rows = await pagesOf(store, [web], 'hour', 500)
        expectRollUps(rows, addedUpBy(script.of(web), HOUR))
        expect(await store.series()).toMatchObject([
          { firstAt: script.of(web)[0]?.at, lastAt: script.of(web).at(-1)?.at },
        ])
      })
    })

    describe('pages', () => {
      it.each(LEVELS)(
        'of %s go through everything exactly once, while writing and rolling up go on',
        async level => {
          const web = await script.describe(ref('monitor', 'web'), { intervalMs: 20_000 })
          const metric = await script.describe(ref('metric', 'cpu'), { intervalMs: 120_000 })
          await script.watch([web, metric], T0, 8 * HOUR, { maintainEvery: HOUR, every: 2 * MINUTE })
          const before = new Map([web, metric].map(one => [one.id, script.of(one)]))
          let now = T0 + 8 * HOUR
          const rows = await pagesOf(
            store,
            [metric, ref('monitor', 'gone'), web],
            level,
            37,
            T0,
            now,
            async () => {
              // Beyond the range: what is asked for does not change by it.
              now += HOUR
              await script.watch([web, metric], now, 10 * MINUTE, { maintainEvery: 10 * MINUTE })
            },
          )
          for (const one of [metric, web]) {
            const found = rows.filter(({ id }) => id === one.id)
            const results = before.get(one.id) ?? []
            if (level === 'raw') expect(found.map(({ at }) => at)).toEqual(results.map(({ at }) => at))
            else {
              // The last row of a level may have grown by what was written meanwhile.
              const expected = addedUpBy(script.of(one), LEVEL_MS[level], T0, T0 + 8 * HOUR)
              expect(found.map(({ at }) => at)).toEqual(expected.map(({ at }) => at))
              expectRollUps(found.slice(0, -1), expected.slice(0, -1))
            }
          }
          expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).toSorted())
        },
      )

      it('have the rows that begin within the range, whole', async () => {
        const web = await script.describe(ref('monitor', 'web'), { intervalMs: 30_000 })
        await script.watch([web], T0, 3 * HOUR, { maintainEvery: HOUR })
        const rows = await pagesOf(store, [web], 'hour', 10, T0 + 1, T0 + 2 * HOUR + 1)
        expectRollUps(rows, addedUpBy(script.of(web), HOUR, T0 + HOUR, T0 + 3 * HOUR))
      })

      it('are never longer than asked for, and the last says so', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        await script.results(
          web,
          [0, 1, 2, 3].map(ms => [T0 + ms, 'healthy', ms]),
        )
        const page = (after: string | null) =>
          store.page({ series: [web], level: 'raw', ...EVERYTHING, after, limit: 3 })
        const first = await page(null)
        const second = await page(first.next)
        expect([first.rows.length, second.rows.length, second.next]).toEqual([3, 1, null])
      })
    })

    describe('status spans', () => {
      const all = () =>
        store.spans({ series: null, kinds: ['monitor', 'service'], ...EVERYTHING, limit: 1000 })

      it('last until the next, with excuse and message', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        await script.span(web, T0, 'healthy', null, 'Answers')
        await script.span(web, T0 + 1000, 'unhealthy', 'muted', 'Refused "it"')
        await script.span(web, T0 + 3000, null)
        await script.span(web, T0 + 5000, 'degraded', 'maintenance', 'Slow')
        expect(await all()).toEqual([
          { ...web, fromMs: T0, toMs: T0 + 1000, status: 'healthy', excuse: null, message: 'Answers' },
          {
            ...web,
            fromMs: T0 + 1000,
            toMs: T0 + 3000,
            status: 'unhealthy',
            excuse: 'muted',
            message: 'Refused "it"',
          },
          {
            ...web,
            fromMs: T0 + 5000,
            toMs: null,
            status: 'degraded',
            excuse: 'maintenance',
            message: 'Slow',
          },
        ])
      })

      it('of one batch follow one another', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        const start = (ms: number, status: 'healthy' | 'unhealthy' | null) => ({
          ...{ ...web, at: T0 + ms, status, excuse: null, message: '' },
        })
        await store.write({
          ...{ series: [], observations: [], aliveAt: T0 },
          spans: [start(0, 'healthy'), start(10, 'unhealthy'), start(20, null), start(30, 'healthy')],
        })
        expect(
          (await all()).map(({ fromMs, toMs, status }) => [fromMs - T0, toMs && toMs - T0, status]),
        ).toEqual([
          [0, 10, 'healthy'],
          [10, 20, 'unhealthy'],
          [30, null, 'healthy'],
        ])
      })

      it('are answered oldest first, those that overlap the range, of the kinds and things asked for', async () => {
        const [a, b] = [
          await script.describe(ref('monitor', 'a')),
          await script.describe(ref('service', 'b')),
        ]
        await script.span(a, T0, 'healthy')
        await script.span(b, T0 + 500, 'healthy')
        await script.span(a, T0 + 1000, 'unhealthy')
        await script.span(a, T0 + 2000, 'healthy')
        const ask = async (fromMs: number, toMs: number, over = {}) =>
          (
            await store.spans({
              ...{
                series: null,
                kinds: ['monitor', 'service'],
                fromMs: T0 + fromMs,
                toMs: T0 + toMs,
                limit: 9,
              },
              ...over,
            })
          ).map(({ id, fromMs: from }) => `${id}${from - T0}`)
        expect(await ask(0, 9000)).toEqual(['a0', 'b500', 'a1000', 'a2000'])
        expect(await ask(1000, 2000)).toEqual(['b500', 'a1000'])
        expect(await ask(999, 2001)).toEqual(['a0', 'b500', 'a1000', 'a2000'])
        expect(await ask(0, 9000, { limit: 2 })).toEqual(['a0', 'b500'])
        expect(await ask(0, 9000, { kinds: ['service'] })).toEqual(['b500'])
        expect(await ask(0, 9000, { series: [a, ref('monitor', 'gone')] })).toEqual(['a0', 'a1000', 'a2000'])
        expect(await ask(0, 9000, { series: [] })).toEqual([])
      })

      it('that begin before what is known take it back', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        await script.span(web, T0, 'healthy')
        await script.span(web, T0 + 1000, 'unhealthy')
        await script.span(web, T0 + 2000, 'degraded')
        await script.span(web, T0 + 500, 'unknown')
        expect(
          (await all()).map(({ fromMs, toMs, status }) => [fromMs - T0, toMs && toMs - T0, status]),
        ).toEqual([
          [0, 500, 'healthy'],
          [500, null, 'unknown'],
        ])
        await script.span(web, T0 + 500, 'healthy')
        expect((await all()).map(({ status }) => status)).toEqual(['healthy', 'healthy'])
        await script.span(web, T0 - 1, null)
        expect(await all()).toEqual([])
      })

      it('are added up to the time of each status, as brute force does', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        const later = await script.describe(ref('monitor', 'later'))
        const idle = await script.describe(ref('backend', 'idle'))
        const statuses = ['healthy', 'unhealthy', 'degraded', 'unknown', null] as const
        const excuses = [null, null, 'muted', null, 'paused', 'maintenance', null] as const
        for (let step = 0; step < 60; step++) {
          const status = statuses[(step * 7) % 5] ?? null
          await script.span(web, T0 + step * 977_000, status, excuses[step % 7] ?? null)
          if (step > 30) await script.span(later, T0 + step * 977_000, statuses[step % 5] ?? null)
        }
        const now = T0 + 70 * 977_000
        const windows = [
          { fromMs: now - DAY, toMs: now },
          { fromMs: T0 - DAY, toMs: T0 + 1 },
          { fromMs: T0 + HOUR, toMs: T0 + 2 * HOUR },
          { fromMs: T0 - 2 * DAY, toMs: T0 - DAY },
        ]
        const kinds = ['monitor', 'backend'] as const
        const found = await store.uptime({ series: [later, idle, web], kinds, windows })
        const spans = Map.groupBy(await all(), ({ id }) => id)
        expect(found).toEqual(
          [later, idle, web].map(one => ({
            ...one,
            windows: windows.map(({ fromMs, toMs }) => bruteTimes(spans.get(one.id) ?? [], fromMs, toMs)),
          })),
        )
        const ofAll = await store.uptime({ series: null, kinds, windows })
        expect(ofAll.toSorted(byId)).toEqual(found.toSorted(byId))
        expect(await store.uptime({ series: null, kinds: ['service'], windows })).toEqual([])
      })
    })

    describe('sums over a range', () => {
      it.each([
        ['all of it', -DAY, 3 * DAY],
        ['whole hours', HOUR, 5 * HOUR],
        ['odd ends', 1234, 7 * HOUR + 4321],
        ['a moment', 60_000, 60_001],
        ['nothing', 2 * DAY, 3 * DAY],
      ])('are what brute force makes of the results: %s', async (_, from, to) => {
        const web = await script.describe(ref('monitor', 'web'), { intervalMs: 20_000 })
        const metric = await script.describe(ref('metric', 'cpu'), { intervalMs: 60_000 })
        await script.watch([web, metric], T0, 9 * HOUR, { maintainEvery: HOUR })
        const range = { fromMs: T0 + from, toMs: T0 + to }
        const found = await store.summary({ series: null, kinds: ['metric', 'monitor'], ...range })
        expect(found).toHaveLength(2)
        for (const sum of found) {
          const [expected] = addedUpBy(script.of(sum), Number.POSITIVE_INFINITY, range.fromMs, range.toMs)
          if (expected === undefined)
            expect(sum).toMatchObject({ count: 0, failures: 0, min: null, p99: null })
          else expectRollUps([{ ...sum, at: 0 }], [expected])
        }
        expect(await store.summary({ series: [metric], kinds: ['monitor'], ...range })).toEqual([])
      })
    })

    describe('the store', () => {
      it('says what it is and how much is in it', async () => {
        const web = await script.describe(ref('monitor', 'web'))
        await script.results(
          web,
          [T0, T0 + 1000, T0 + 2000].map(at => [at, 'healthy', 1]),
        )
        const info = await store.info()
        expect(info).toMatchObject({ firstAt: T0, lastAt: T0 + 2000, problem: null, rows: { raw: 3 } })
        expect(info.bytes === null || info.bytes > 0).toBe(true)
      })

      it('may be closed twice', async () => {
        await store.close()
        await store.close()
      })
    })

    it('answers a random history as the plainest store does', async () => {
      await fc.assert(
        fc.asyncProperty(randomBatches(), async batches => {
          const tried = await open()
          const plain = new MemoryHistoryStore()
          try {
            for (const batch of batches) {
              await Promise.all([tried.store.write(batch), plain.write(batch)])
              await tried.store.maintain(batch.aliveAt, RETENTION)
            }
            await expectSame(tried.store, plain)
          } finally {
            await tried.end()
          }
        }),
        { numRuns: runs, endOnFailure: true },
      )
    })

    describe.runIf(keepsRollUps)('over days', () => {
      const retention = { ...RETENTION, rawHours: 6, minuteDays: 1, tenMinuteDays: 3, hourDays: 5 }
      const DAYS = 8
      const KEPT_MS = { raw: 6 * HOUR, minute: DAY, 'ten-minutes': 3 * DAY, hour: 5 * DAY, day: 5 * DAY }

      it('keeps what each level should, equal to brute force, and drops the rest', async () => {
        const fast = await script.describe(ref('monitor', 'fast'), { intervalMs: 30_000 })
        const slow = await script.describe(ref('metric', 'slow'), { intervalMs: 120_000 })
        const now = T0 + DAYS * DAY
        await script.watch([fast, slow], T0, DAYS * DAY, { maintainEvery: HOUR, every: HOUR, retention })
        await script.span(fast, T0, 'healthy')
        await script.span(fast, T0 + DAY, 'unhealthy')
        await script.span(fast, T0 + 7 * DAY, 'healthy')
        for (let call = 0; call < 5; call++) await store.maintain(now, retention)

        for (const level of LEVELS) {
          for (const one of [fast, slow]) {
            if (level === 'minute' && one === slow) continue
            const size = Math.max(1, LEVEL_MS[level])
            const kept = now - KEPT_MS[level]
            const rows = await pagesOf(store, [one], level, 5000)
            const from = Math.ceil(kept / size) * size
            expectRollUps(
              rows.filter(({ at }) => at >= from),
              addedUpBy(script.of(one), size, from),
            )
            expect(rows[0]?.at, `${level} of ${one.id}`).toBeGreaterThanOrEqual(kept - DAY - size)
          }
        }
        const spans = await store.spans({ series: null, kinds: ['monitor'], ...EVERYTHING, limit: 9 })
        expect(spans.map(({ fromMs }) => (fromMs - T0) / DAY)).toEqual([1, 7])
        expect(await store.series()).toMatchObject([{ firstAt: T0 }, { firstAt: T0 }])

        // Charts are put together from whatever is left.
        for (const [days, points, coarsest] of [
          [0.2, 300, MINUTE],
          [0.9, 400, 10 * MINUTE],
          [2, 500, 10 * MINUTE],
          [4, 2000, HOUR],
          [4, 10, 12 * HOUR],
        ] as const) {
          for (const chart of await store.chart({
            series: [fast, slow],
            fromMs: now - days * DAY,
            toMs: now,
            points,
          })) {
            const wanted = chartStep(now - days * DAY, now, points)
            expect(chart.stepMs).toBeGreaterThanOrEqual(wanted)
            expect(chart.stepMs, `${days} days of ${chart.id}`).toBeLessThanOrEqual(
              Math.max(wanted, coarsest),
            )
            const [first, end] = wholeSteps(now - days * DAY, now, chart.stepMs)
            expectRollUps(chart.points, addedUpBy(script.of(chart), chart.stepMs, first, end))
          }
        }
        const range = { fromMs: now - 4 * DAY, toMs: now }
        for (const sum of await store.summary({ series: null, kinds: ['monitor', 'metric'], ...range })) {
          expectRollUps(
            [{ ...sum, at: 0 }],
            addedUpBy(script.of(sum), Number.POSITIVE_INFINITY, range.fromMs, now),
          )
        }
      })

      it('rolls up a series anew where it is checked more often, or less, than before', async () => {
        const web = await script.describe(ref('monitor', 'web'), { intervalMs: 300_000 })
        await script.watch([web], T0, 10 * HOUR, { maintainEvery: HOUR, every: HOUR, retention })
        await script.describe(web, { intervalMs: 15_000 })
        await script.watch([web], T0 + 10 * HOUR, 10 * HOUR, { maintainEvery: HOUR, every: HOUR, retention })
        await script.describe(web, { intervalMs: 300_000 })
        const now = T0 + 30 * HOUR
        await script.watch([web], T0 + 20 * HOUR, 10 * HOUR, { maintainEvery: HOUR, every: HOUR, retention })
        for (const points of [30, 200, 2000]) {
          const [chart] = await store.chart({ series: [web], fromMs: T0, toMs: now, points })
          const stepMs = chart?.stepMs ?? 0
          expect(stepMs).toBeLessThanOrEqual(Math.max(10 * MINUTE, chartStep(T0, now, points)))
          expectRollUps(
            chart?.points ?? [],
            addedUpBy(script.of(web), stepMs, ...wholeSteps(T0, now, stepMs)),
          )
        }
      })
    })

    it('takes what comes after a clock that ran far ahead for a while was set right', async () => {
      const web = await script.describe(ref('monitor', 'web'), { intervalMs: 30_000 })
      await script.watch([web], T0, HOUR, { maintainEvery: HOUR })
      await script.watch([web], T0 + 400 * DAY, HOUR, { maintainEvery: 10 * MINUTE })
      await script.watch([web], T0 + 3 * HOUR, 2 * HOUR, { maintainEvery: HOUR })
      const range = { fromMs: T0 + 3 * HOUR, toMs: T0 + 5 * HOUR }
      for (const points of [2, 20, 200]) {
        const [chart] = await store.chart({ series: [web], ...range, points })
        const stepMs = chart?.stepMs ?? 0
        expect(stepMs).toBe(chartStep(range.fromMs, range.toMs, points))
        expectRollUps(chart?.points ?? [], addedUpBy(script.of(web), stepMs, range.fromMs, range.toMs))
      }
      const rows = await pagesOf(store, [web], 'raw', 1000, range.fromMs, range.toMs)
      expect(rows).toHaveLength(240)
    })

    it('ends open spans at the moment it last watched when it is opened after a crash, and keeps all else', async context => {
      if (opened.reopen === null) return context.skip()
      const web = await script.describe(ref('monitor', 'web'), { intervalMs: 20_000 })
      const other = await script.describe(ref('service', 'other'))
      await script.watch([web], T0, 2 * HOUR, { maintainEvery: HOUR })
      await script.span(web, T0, 'unhealthy')
      await script.span(web, T0 + HOUR, 'healthy')
      await script.span(other, T0, 'healthy')
      await script.span(other, T0 + 1000, null)
      await store.write({ series: [], observations: [], spans: [], aliveAt: T0 + 2 * HOUR + 5000 })
      const before = await Promise.all([store.series(), pagesOf(store, [web], 'raw', 100)])

      const again = await opened.reopen()
      const spans = await again.spans({
        series: null,
        kinds: ['monitor', 'service'],
        ...EVERYTHING,
        limit: 9,
      })
      const shown = ({ id, fromMs, toMs }: StatusSpan) => [id, fromMs - T0, toMs && toMs - T0]
      expect(spans.map(shown).toSorted()).toEqual(
        [
          ['web', 0, HOUR],
          ['web', HOUR, 2 * HOUR + 5000],
          ['other', 0, 1000],
        ].toSorted(),
      )
      expect(await Promise.all([again.series(), pagesOf(again, [web], 'raw', 100)])).toEqual(before)
      // Series need no describing anew, and what is rolled up stays so.
      const at = T0 + 3 * HOUR
      await again.write({
        ...{ series: [], spans: [], aliveAt: at },
        observations: [{ ...web, at, status: 'healthy', value: 5 }],
      })
      await again.maintain(at + DAY, RETENTION)
      const rows = await pagesOf(again, [web], 'hour', 100)
      const results = [...script.of(web), { ...web, at, status: 'healthy' as const, value: 5 }]
      expectRollUps(rows, addedUpBy(results, HOUR))
    })
  })
}

const byId = (a: SeriesRef, b: SeriesRef): number => (a.id < b.id ? -1 : 1)

/** By the millisecond would take too long; by the edges of all spans it is as plain. */
function bruteTimes(spans: readonly StatusSpan[], fromMs: number, toMs: number) {
  const first = Math.min(...spans.map(span => span.fromMs))
  const edges = [fromMs, toMs, first, ...spans.flatMap(span => [span.fromMs, span.toMs ?? toMs])]
  const cuts = [...new Set(edges.filter(edge => edge >= fromMs && edge <= toMs))].toSorted((a, b) => a - b)
  const times = { healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unknownMs: 0, excusedMs: 0, unwatchedMs: 0 }
  for (const [index, begin] of cuts.entries()) {
    const end = cuts[index + 1]
    if (end === undefined || begin < first) continue
    const span = spans.find(one => one.fromMs <= begin && (one.toMs ?? Number.POSITIVE_INFINITY) > begin)
    const field =
      span === undefined ? 'unwatchedMs' : span.excuse === null ? (`${span.status}Ms` as const) : 'excusedMs'
    times[field] += end - begin
  }
  expect(statusTimes(spans, fromMs, toMs)).toEqual(times)
  return times
}

async function expectSame(tried: HistoryStore, plain: HistoryStore): Promise<void> {
  const byKey = (a: SeriesRef, b: SeriesRef) => (`${a.kind}:${a.id}` < `${b.kind}:${b.id}` ? -1 : 1)
  const infos = (await plain.series()).toSorted(byKey)
  expect((await tried.series()).toSorted(byKey)).toEqual(infos)
  const series = infos.map(({ kind, id }) => ref(kind, id))
  const kinds = ['monitor', 'service', 'metric'] as const
  for (const level of LEVELS) {
    const [rows, expected] = await Promise.all([
      pagesOf(tried, series, level, 7),
      pagesOf(plain, series, level, 1000),
    ])
    expect(rows.map(({ id, status }) => [id, status])).toEqual(expected.map(({ id, status }) => [id, status]))
    expectRollUps(rows, expected)
  }
  for (const [from, to, points] of [
    [-HOUR, 4 * HOUR, 50],
    [17 * MINUTE, 44 * MINUTE, 400],
    [-DAY, 2 * DAY, 3],
  ] as const) {
    const range = { fromMs: T0 + from, toMs: T0 + to }
    const [charts, plainCharts] = await Promise.all([
      tried.chart({ series, ...range, points }),
      plain.chart({ series, ...range, points }),
    ])
    expect(charts.map(({ points: _, ...rest }) => rest)).toEqual(
      plainCharts.map(({ points: _, ...rest }) => rest),
    )
    for (const [index, chart] of charts.entries())
      expectRollUps(chart.points, plainCharts[index]?.points ?? [])
    const [sums, plainSums] = await Promise.all([
      tried.summary({ series: null, kinds, ...range }),
      plain.summary({ series: null, kinds, ...range }),
    ])
    const summed = (found: typeof sums) => found.toSorted(byKey).map(sum => ({ ...sum, at: 0 }))
    expectRollUps(summed(sums), summed(plainSums))
    const spansOf = async (store: HistoryStore) =>
      (await store.spans({ series: null, kinds, ...range, limit: 1000 })).toSorted(
        (a, b) => byKey(a, b) || a.fromMs - b.fromMs,
      )
    const [spans, plainSpans] = await Promise.all([spansOf(tried), spansOf(plain)])
    const bySpan = (a: StatusSpan, b: StatusSpan) => (a.id === b.id ? a.fromMs - b.fromMs : byKey(a, b))
    expect(spans.toSorted(bySpan)).toEqual(plainSpans.toSorted(bySpan))
    const windows = [range, { fromMs: T0, toMs: T0 + HOUR }]
    expect(await tried.uptime({ series, kinds, windows })).toEqual(
      await plain.uptime({ series, kinds, windows }),
    )
  }
  for (const one of series) {
    const latest = async (store: HistoryStore) =>
      (await store.latest([one.kind], 3, T0 + 20 * MINUTE)).filter(({ id }) => id === one.id)
    expect(await latest(tried)).toEqual(await latest(plain))
  }
}
