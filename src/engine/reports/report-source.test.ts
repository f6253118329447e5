import { beforeAll, describe, expect, it } from 'vitest'
import { historySchema } from '#shared/history-config.ts'
import { sampleHealth } from '../../../test-support/sample-health.ts'
import { fillSampleHistory, SAMPLE_FROM, SAMPLE_TO } from '../../../test-support/sample-history.ts'
import { FakeClock } from '../fake-clock.ts'
import type { HistoryRow } from '../history/history-store.ts'
import { MemoryHistoryStore } from '../history/memory-history-store.ts'
import type { ReportRequest } from './report-format.ts'
import { chooseLevel, levelOfSeries } from './report-level.ts'
import { openReportSource } from './report-source.ts'

const store = new MemoryHistoryStore()
beforeAll(() => fillSampleHistory(store))

const history = historySchema.parse({})
const HOUR = 3_600_000
const DAY = 24 * HOUR

function open(
  request: Partial<ReportRequest> = {},
  more: { signal?: AbortSignal; onRows?: (n: number) => void } = {},
) {
  return openReportSource(
    { fromMs: SAMPLE_FROM, toMs: SAMPLE_TO, monitors: null, level: 'ten-minutes', ...request },
    {
      ...{ clock: new FakeClock(SAMPLE_TO + HOUR), version: '0.1.0', host: 'shop', timeZone: 'UTC' },
      ...{ store, history, health: sampleHealth(SAMPLE_TO), sloOf: id => (id === 'redis' ? 99 : undefined) },
      signal: more.signal ?? new AbortController().signal,
      ...(more.onRows && { onRows: more.onRows }),
    },
  )
}

async function allOf<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = []
  for await (const page of pages) all.push(...page)
  return all
}
const keysOf = (rows: readonly HistoryRow[]) => [...new Set(rows.map(({ kind, id }) => `${kind}:${id}`))]

describe('what a report is made from', () => {
  it('is everything that was watched in its range, kind by kind, and about as many rows as it said', async () => {
    let read = 0
    const { source, estimatedRows } = await open({}, { onRows: count => (read += count) })
    const rows = await allOf(source.rows())
    expect(keysOf(rows)).toEqual(source.series.map(({ kind, id }) => `${kind}:${id}`))
    expect(source.series.map(({ kind }) => kind)).toEqual(
      source.series.map(({ kind }) => kind).toSorted((a, b) => order(a) - order(b)),
    )
    expect(read).toBe(rows.length)
    expect(Math.abs(estimatedRows - rows.length) / rows.length).toBeLessThan(0.05)
    expect(source.summaries.length).toBe(source.series.length)
    expect(source.health.metrics.length).toBeGreaterThan(0)
    expect(source.host).toBe('shop')
  })

  it('is of the chosen monitors alone, a backend with all that it reports, and then no metrics of this machine', async () => {
    const everything = (await open()).source
    const backend = everything.series.find(({ kind }) => kind === 'backend')
    const services = everything.series.filter(
      ({ kind, id }) => kind === 'service' && id.startsWith(`${backend?.id}/`),
    )
    expect(services.length).toBeGreaterThan(0)
    const { source } = await open({ monitors: ['redis', backend?.id ?? ''] })
    expect(source.series.map(({ id }) => id).toSorted()).toEqual(
      ['redis', backend?.id, ...services.map(({ id }) => id)].toSorted(),
    )
    expect(source.health.monitors.map(({ id }) => id)).toEqual(['redis'])
    expect(source.health.metrics).toEqual([])
    expect(keysOf(await allOf(source.rows([{ kind: 'monitor', id: 'redis' }])))).toEqual(['monitor:redis'])
    const one = (await open({ monitors: [services[0]?.id ?? ''] })).source
    expect(one.series.map(({ id }) => id)).toEqual([services[0]?.id])
  })

  it('has the availability of its range, and the error budget aimed at', async () => {
    const { source } = await open({ monitors: ['redis', 'postgresql'] })
    const [postgresql, redis] = source.uptime.toSorted((a, b) => a.id.localeCompare(b.id))
    expect(redis?.slo.percent).toBe(99)
    expect(postgresql?.slo.percent).toBe(99.9)
    expect(postgresql?.windows).toHaveLength(1)
    expect(postgresql?.windows[0]?.unhealthyMs).toBeGreaterThan(20 * 60_000)
    expect(postgresql?.slo.leftMs).toBeCloseTo(
      (postgresql?.slo.budgetMs ?? 0) - (postgresql?.windows[0]?.unhealthyMs ?? 0),
    )
  })

  it('names what there is not, and what was meant', async () => {
    await expect(open({ monitors: ['reddis', 'checkout'] })).rejects.toThrow(
      'There is no monitor or backend "reddis". Did you mean "redis"?',
    )
    await expect(open({ monitors: [] })).rejects.toThrow('Choose at least one monitor')
    await expect(open({ toMs: SAMPLE_FROM })).rejects.toThrow('must begin before it ends')
  })

  it('ends when it is cancelled', async () => {
    const ending = new AbortController()
    const { source } = await open({}, { signal: ending.signal })
    const reading = (async () => {
      for await (const _ of source.rows()) ending.abort(new Error('Enough'))
    })()
    await expect(reading).rejects.toThrow('Enough')
  })

  it('has every change of status once, oldest first, however many pages they take', async () => {
    const many = new MemoryHistoryStore()
    const series = Array.from({ length: 40 }, (_, index) => ({ kind: 'monitor', id: `m${index}` }) as const)
    await many.write({
      series: series.map(ref => ({ ...ref, name: ref.id, category: 'apis', unit: 'ms', intervalMs: 30_000 })),
      observations: series.map(ref => ({ ...ref, at: 1000, status: 'healthy', value: 1 })),
      spans: [],
      aliveAt: 0,
    })
    const changes = 240
    for (let change = 0; change < changes; change++) {
      await many.write({
        ...{
          series: [],
          observations: series.map(ref => ({ ...ref, at: change * 1000 + 1, status: 'healthy', value: 1 })),
        },
        // All at the same moment, every other time.
        spans: series.map((ref, index) => ({
          ...ref,
          at: change * 1000 + (change % 2 === 0 ? 0 : index),
          status: change % 2 === 0 ? 'healthy' : 'unhealthy',
          ...{ excuse: null, message: String(change) },
        })),
        aliveAt: change * 1000,
      })
    }
    const { source } = await openReportSource(
      { fromMs: 0, toMs: changes * 1000, monitors: null, level: 'raw' },
      {
        ...{
          clock: new FakeClock(changes * 1000),
          version: '',
          host: '',
          timeZone: 'UTC',
          store: many,
          history,
        },
        ...{
          health: { ...sampleHealth(0), monitors: [], backends: [], metrics: [] },
          sloOf: () => undefined,
        },
        signal: new AbortController().signal,
      },
    )
    const spans = await allOf(source.spans())
    expect(spans).toHaveLength(40 * changes)
    expect(new Set(spans.map(({ id, message }) => `${id} ${message}`)).size).toBe(40 * changes)
    expect(spans.map(({ fromMs }) => fromMs)).toEqual(
      spans.map(({ fromMs }) => fromMs).toSorted((a, b) => a - b),
    )
  })
})

const order = (kind: string) => ['monitor', 'backend', 'service', 'metric'].indexOf(kind)

describe('how fine a report is', () => {
  const now = 1000 * DAY
  const level = (days: number, agoDays = 0) =>
    chooseLevel('auto', { fromMs: now - (days + agoDays) * DAY, toMs: now - agoDays * DAY }, now, history)

  it('follows from how long its range is, and from what is still kept of it', () => {
    expect([level(0.1), level(1), level(7), level(30), level(365)]).toEqual([
      ...['raw', 'minute', 'ten-minutes', 'hour', 'day'],
    ])
    expect(level(0.1, 10)).toBe('minute')
    expect(level(1, 100)).toBe('ten-minutes')
    expect(level(7, 800)).toBe('hour')
    expect(chooseLevel('raw', { fromMs: 0, toMs: now }, now, history)).toBe('raw')
  })

  it('is that of single results where there is about one a minute, which is not rolled up by the minute', () => {
    const of = (intervalMs: number, agoDays: number) =>
      levelOfSeries('minute', { intervalMs }, now - agoDays * DAY, now, history)
    expect([of(30_000, 1), of(60_000, 1), of(60_000, 5)]).toEqual(['minute', 'raw', 'ten-minutes'])
  })
})
