import { expect, it } from 'vitest'
import { MemoryHistoryStore } from './memory-history-store.ts'
import { uptimeRows, uptimeWindows } from './uptime-rows.ts'

const [HOUR, DAY] = [3_600_000, 86_400_000] as const
const NOW = Date.UTC(2026, 4, 1)

it('says of each thing how long it was what in each window, and what is left of its budget', async () => {
  const store = new MemoryHistoryStore()
  const facts = { category: 'apis', unit: 'ms', intervalMs: 60_000 }
  const [web, shop] = [{ kind: 'monitor', id: 'web' } as const, { kind: 'service', id: 'shop/cart' } as const]
  const span = (at: number, status: 'healthy' | 'unhealthy' | null, excuse: 'paused' | null = null) => ({
    ...{ ...web, at, status, excuse, message: '' },
  })
  await store.write({
    ...{ observations: [], aliveAt: NOW },
    series: [
      { ...web, ...facts, name: 'Web' },
      { ...shop, ...facts, name: 'cart' },
    ],
    spans: [
      span(NOW - 10 * DAY, 'healthy'),
      span(NOW - 5 * DAY, null),
      span(NOW - 4 * DAY, 'unhealthy'),
      span(NOW - 4 * DAY + HOUR, 'healthy'),
      span(NOW - 6 * HOUR, 'healthy', 'paused'),
    ],
  })
  const options = { now: NOW, days: [1, 7], sloDays: 30, sloOf: () => 99 }
  const windows = uptimeWindows(options)
  const found = await store.uptime({ series: null, kinds: ['monitor', 'service'], windows })
  const rows = uptimeRows(found, await store.series(), options)
  expect(rows.map(({ name }) => name)).toEqual(['Web', 'cart'])
  expect(rows[0]).toEqual({
    ...{ ...web, name: 'Web', category: 'apis' },
    windows: [
      {
        ...{
          fromMs: NOW - DAY,
          toMs: NOW,
          healthyMs: 18 * HOUR,
          degradedMs: 0,
          unhealthyMs: 0,
          unknownMs: 0,
        },
        ...{ excusedMs: 6 * HOUR, unwatchedMs: 0 },
      },
      {
        ...{ fromMs: NOW - 7 * DAY, toMs: NOW, healthyMs: 2 * DAY + 4 * DAY - 7 * HOUR, degradedMs: 0 },
        ...{ unhealthyMs: HOUR, unknownMs: 0, excusedMs: 6 * HOUR, unwatchedMs: DAY },
      },
    ],
    slo: {
      ...{ percent: 99, days: 30, availability: ((9 * DAY - 7 * HOUR) / (9 * DAY - 6 * HOUR)) * 100 },
      ...{ budgetMs: (30 * DAY - 6 * HOUR) / 100, leftMs: (30 * DAY - 6 * HOUR) / 100 - HOUR },
    },
  })
  // Never watched yet: no time at all, and the whole budget.
  expect(rows[1]?.slo).toMatchObject({ availability: null, budgetMs: 0.3 * DAY, leftMs: 0.3 * DAY })
})
