import { expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { HistoryFailure } from './history-store.ts'
import { MemoryHistoryStore } from './memory-history-store.ts'
import { TrendBoard } from './trend-board.ts'

const [MINUTE, DAY] = [60_000, 86_400_000] as const

async function fixture() {
  const clock = new FakeClock()
  const now = clock.now()
  let asked = 0
  let failure: Error | null = null
  class CountingStore extends MemoryHistoryStore {
    override async series() {
      asked++
      if (failure !== null) throw failure
      return await super.series()
    }
  }
  const store = new CountingStore()
  const metrics = { 'disk:/': 1, 'disk:/srv': 0, memory: 6, cpu: 6, 'backend:shop:disk': 6 }
  const facts = { kind: 'metric', category: 'disk', unit: '%', intervalMs: MINUTE } as const
  await store.write({
    ...{ spans: [], aliveAt: now },
    series: Object.keys(metrics).map(id => ({ ...facts, id, name: id })),
    observations: Object.entries(metrics).flatMap(([id, perDay]) =>
      Array.from({ length: 5 * 144 }, (_, index) => ({
        ...{ kind: 'metric' as const, id, status: null, at: now - 5 * DAY + index * 10 * MINUTE },
        value: 60 + (perDay * index) / 144,
      })),
    ),
  })
  const board = new TrendBoard(clock, () => store)
  return {
    ...{ board, clock, now, asked: () => asked },
    fail: (error: Error | null) => {
      failure = error
    },
  }
}

it('says where disks and memory are going, and nothing of what cannot be full or does not change', async () => {
  const { board, now } = await fixture()
  const trends = await board.trends()
  expect(trends.map(({ id }) => id)).toEqual(['disk:/', 'memory'])
  expect(trends[0]?.slopePerDay).toBeCloseTo(1, 2)
  expect(((trends[0]?.fullAt ?? 0) - now) / DAY).toBeCloseTo(35, 0)
  expect(((trends[1]?.fullAt ?? 0) - now) / DAY).toBeCloseTo(10 / 6, 0)
})

it('is reckoned once for some minutes, also when it is asked for at once', async () => {
  const { board, clock, asked } = await fixture()
  await Promise.all([board.trends(), board.trends()])
  await clock.advance(4 * MINUTE)
  await board.trends()
  expect(asked()).toBe(1)
  await clock.advance(2 * MINUTE)
  await board.trends()
  expect(asked()).toBe(2)
})

it('that could not be reckoned is asked for anew', async () => {
  const { board, fail } = await fixture()
  fail(new HistoryFailure('The disk is full.'))
  await expect(board.trends()).rejects.toThrow('The disk is full.')
  fail(null)
  expect(await board.trends()).toHaveLength(2)
})
