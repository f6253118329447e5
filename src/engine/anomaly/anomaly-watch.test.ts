import { afterEach, describe, expect, it } from 'vitest'
import { type AnomaliesConfig, anomaliesSchema } from '#shared/anomaly-config.ts'
import { FakeClock } from '../fake-clock.ts'
import { HistoryFailure, type Observation } from '../history/history-store.ts'
import { MemoryHistoryStore } from '../history/memory-history-store.ts'
import { AnomalyWatch } from './anomaly-watch.ts'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000] as const
const ZONE = 'Europe/Berlin'
/** A Monday, 10:30 in Berlin. Eight days before it the clocks went back. */
const MONDAY = Date.UTC(2026, 10, 2, 9, 30)

const clockInBerlin = new Intl.DateTimeFormat('en-US', {
  ...{ timeZone: ZONE, hourCycle: 'h23', weekday: 'short', hour: '2-digit' },
})
/** "Mon, 10" in Berlin, without a look at the code that is tested. */
function inBerlin(at: number): { readonly day: string; readonly hour: number } {
  const [day = '', hour = ''] = clockInBerlin.format(at).split(/,? /)
  return { day, hour: Number(hour) }
}

/** 400 ms in office hours of Berlin, 100 ms otherwise. */
function season(at: number): number {
  const { day, hour } = inBerlin(at)
  return !day.startsWith('S') && hour >= 9 && hour < 17 ? 400 : 100
}

/** The same row of numbers from 0 to 1 each time. */
function rowOfNumbers(): () => number {
  let state = 7
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

interface Planted {
  readonly days: number
  /** Null where there was no answer. */
  readonly valueAt: (at: number) => number | null
  readonly unit?: string
  readonly id?: string
}

async function plant(
  store: MemoryHistoryStore,
  { days, valueAt, unit = 'ms', id = 'web' }: Planted,
): Promise<void> {
  const kind = unit === 'ms' ? 'monitor' : 'metric'
  const random = rowOfNumbers()
  const observations: Observation[] = []
  for (let at = MONDAY - days * DAY; at < MONDAY; at += 15 * MINUTE) {
    const [planted, noise] = [valueAt(at), 0.95 + 0.1 * random()]
    const value = planted === null ? null : planted * noise
    observations.push({ kind, id, at, status: kind === 'monitor' ? 'healthy' : null, value })
  }
  const facts = { kind, id, name: id, category: '', unit, intervalMs: 15 * MINUTE } as const
  await store.write({ series: [facts], observations, spans: [], aliveAt: MONDAY })
}

const watches: AnomalyWatch[] = []
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.stop()
})

async function watchOf(
  store: () => MemoryHistoryStore,
  config: Partial<AnomaliesConfig> = { monitors: ['web'] },
) {
  const clock = new FakeClock(MONDAY)
  let current = anomaliesSchema.parse(config)
  const watch = new AnomalyWatch({ clock, store, config: () => current, timeZone: ZONE })
  watches.push(watch)
  watch.start()
  await advance(clock, 10_000)
  return {
    ...{ clock, watch },
    deviation: (value: number, now = MONDAY) => watch.deviationOf('monitor', 'web', value, now),
    configure: (next: Partial<AnomaliesConfig>) => {
      current = anomaliesSchema.parse(next)
      watch.apply()
    },
  }
}

/** Learning gives way to others several times. */
async function advance(clock: FakeClock, ms: number): Promise<void> {
  await clock.advance(ms)
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
}

describe('a weekly season', () => {
  it('is learnt and not told, and what is out of it is', async () => {
    const store = new MemoryHistoryStore()
    await plant(store, { days: 21, valueAt: season })
    const { deviation } = await watchOf(() => store)
    // Each hour of the week to come is as usual, by the clock of Berlin.
    for (let at = MONDAY; at < MONDAY + 7 * DAY; at += HOUR) {
      expect(deviation(season(at) * 1.05, at)?.deviation).toBeLessThan(1)
    }
    const slow = deviation(1300)
    expect(slow?.words).toMatch(/^3\.\dx slower than usual for Monday 10:00$/)
    expect(slow?.deviation).toBeGreaterThan(3)
    // As slow as in office hours is out of the ordinary at night; an hour off would be too.
    const night = deviation(400, MONDAY + 12 * HOUR)
    expect(night?.words).toMatch(/^[34]\.\dx slower than usual for Monday 22:00$/)
    expect(night?.deviation).toBeGreaterThan(1)
    expect(deviation(400, MONDAY + 6 * HOUR + 29 * MINUTE)?.deviation).toBeLessThan(1)
    expect(deviation(400, MONDAY + 6 * HOUR + 30 * MINUTE)?.deviation).toBeGreaterThan(1)
  })

  it('is not moved by outages in the past', async () => {
    const [calm, troubled] = [new MemoryHistoryStore(), new MemoryHistoryStore()]
    await plant(calm, { days: 28, valueAt: season })
    // One of four Mondays was twenty times as slow from eight to twelve, and a whole night elsewhere.
    const isTrouble = (at: number) =>
      Math.abs(at - (MONDAY - 14 * DAY)) < 2 * HOUR || (at > MONDAY - 4 * DAY && at < MONDAY - 3.6 * DAY)
    await plant(troubled, { days: 28, valueAt: at => season(at) * (isTrouble(at) ? 20 : 1) })
    const config = { monitors: ['web'], learnDays: 28 }
    const [a, b] = [await watchOf(() => calm, config), await watchOf(() => troubled, config)]
    for (const value of [420, 1280]) {
      const [left, right] = [a.deviation(value)?.deviation ?? -1, b.deviation(value)?.deviation ?? -1]
      expect(left > 1).toBe(value === 1280)
      expect(right > 1).toBe(left > 1)
    }
    expect(b.deviation(1280)?.words).toMatch(/^3\.\dx slower/)
  })

  it('never makes a fast answer out of the ordinary, but a low metric', async () => {
    const store = new MemoryHistoryStore()
    await plant(store, { days: 21, valueAt: season })
    await plant(store, { days: 21, valueAt: () => 60, unit: '%', id: 'cpu' })
    await plant(store, { days: 21, valueAt: () => -10, unit: '°C', id: 'freezer' })
    const { deviation, watch } = await watchOf(() => store, {
      monitors: ['web'],
      metrics: ['cpu', 'freezer'],
    })
    expect(deviation(1)).toEqual({ deviation: 0, words: 'not slower than usual for Monday 10:00' })
    expect(watch.deviationOf('metric', 'cpu', 10, MONDAY)).toEqual({
      ...{
        deviation: expect.any(Number),
        words: expect.stringMatching(/^[56]\.\dx lower than usual for Monday 10:00$/),
      },
    })
    expect(watch.deviationOf('metric', 'cpu', 10, MONDAY)?.deviation).toBeGreaterThan(1)
    expect(watch.deviationOf('metric', 'cpu', 61, MONDAY)?.deviation).toBeLessThan(1)
    // Of degrees below zero there are no times.
    expect(watch.deviationOf('metric', 'freezer', 5, MONDAY)).toEqual({
      ...{ deviation: expect.any(Number), words: 'higher than usual for Monday 10:00' },
    })
  })

  it('is held against values more or less strictly', async () => {
    const store = new MemoryHistoryStore()
    await plant(store, { days: 21, valueAt: season })
    const found: number[] = []
    for (const sensitivity of ['low', 'medium', 'high'] as const) {
      const { deviation } = await watchOf(() => store, { monitors: ['web'], sensitivity })
      found.push(deviation(560)?.deviation ?? 0)
    }
    const [low = 0, medium = 0, high = 0] = found
    expect([low < 1, medium < 1, high > 1]).toEqual([true, true, true])
    expect(low < medium && medium < high).toBe(true)
  })
})

describe('something that is always the same', () => {
  it('may be a little off', async () => {
    const store = new MemoryHistoryStore()
    await plant(store, { days: 21, valueAt: () => 2 })
    const { deviation } = await watchOf(() => store)
    expect(deviation(20)?.deviation).toBeLessThan(1)
    expect(deviation(60)?.deviation).toBeGreaterThan(1)
  })
})

describe('nothing is said', () => {
  it('before there is about a week to learn from; then with the hours beside each', async () => {
    const store = new MemoryHistoryStore()
    await plant(store, { days: 6, valueAt: season })
    const { deviation } = await watchOf(() => store)
    expect(deviation(5000)).toBeNull()
    const week = new MemoryHistoryStore()
    await plant(week, { days: 7, valueAt: season })
    const later = await watchOf(() => week)
    expect(later.deviation(5000)?.deviation).toBeGreaterThan(1)
    expect(later.deviation(420)?.deviation).toBeLessThan(1)
  })

  it('of an hour of the week that was never watched', async () => {
    const nights = new MemoryHistoryStore()
    const { hour } = inBerlin(MONDAY)
    await plant(nights, {
      days: 21,
      valueAt: at => (Math.abs(inBerlin(at).hour - hour) > 3 ? season(at) : null),
    })
    const { deviation } = await watchOf(() => nights)
    expect(deviation(5000)).toBeNull()
    expect(deviation(5000, MONDAY + 12 * HOUR)).not.toBeNull()
  })

  it('of what is not chosen, has no value, or is not in the history', async () => {
    const store = new MemoryHistoryStore()
    await plant(store, { days: 21, valueAt: season })
    const { watch, clock } = await watchOf(() => store, {})
    expect(watch.deviationOf('monitor', 'web', 5000, MONDAY)).toBeNull()
    // Without anything chosen, nothing is even scheduled.
    expect(clock.waiting).toBe(0)
    const other = await watchOf(() => store, { monitors: ['web', 'gone'] })
    expect(other.watch.deviationOf('monitor', 'web', null, MONDAY)).toBeNull()
    expect(other.watch.deviationOf('monitor', 'gone', 5000, MONDAY)).toBeNull()
  })
})

describe('learning', () => {
  it('begins with what is chosen, goes on each hour, and ends with stop', async () => {
    const store = new MemoryHistoryStore()
    const { clock, deviation, configure, watch } = await watchOf(() => store, {})
    configure({ monitors: ['web'] })
    await advance(clock, 0)
    expect(deviation(5000)).toBeNull()
    await plant(store, { days: 21, valueAt: season })
    await advance(clock, HOUR)
    expect(deviation(5000)?.deviation).toBeGreaterThan(1)
    configure({})
    expect(deviation(5000)).toBeNull()
    configure({ monitors: ['web'] })
    await watch.stop()
    expect(clock.waiting).toBe(0)
  })

  it('waits for a history that is being opened', async () => {
    const store = new MemoryHistoryStore()
    await plant(store, { days: 21, valueAt: season })
    let isOpen = false
    const { clock, deviation } = await watchOf(() => {
      if (!isOpen) throw new HistoryFailure('The history is being opened. Try again in a moment.')
      return store
    })
    expect(deviation(5000)).toBeNull()
    isOpen = true
    await advance(clock, MINUTE)
    expect(deviation(5000)).not.toBeNull()
  })
})
