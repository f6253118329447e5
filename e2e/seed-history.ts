import type {
  HistoryBatch,
  HistoryStore,
  Observation,
  SeriesFacts,
  SpanStart,
} from '../src/engine/history/history-store.ts'
import type { SeriesRef } from '../src/shared/history.ts'
import { historySchema } from '../src/shared/history-config.ts'
import type { Status } from '../src/shared/status.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How one thing has been, for as long as it is remembered. */
export interface SeededSeries {
  readonly facts: SeriesFacts
  /** In its unit, on a usual day at a usual hour. */
  readonly usual: number
  /** How far an hour of the day moves it, as a part of the usual. */
  readonly daily: number
  /** How much more it is at the end than at the beginning, as a part of the usual. */
  readonly growth: number
  readonly troubles: readonly Trouble[]
}

/** A time in which it was not healthy or did not count, so long before the end. */
export interface Trouble {
  readonly agoMs: number
  readonly forMs: number
  readonly status: Status
  readonly excuse?: SpanStart['excuse']
  readonly message: string
}

export interface Seed {
  readonly now: number
  readonly days: number
  readonly series: readonly SeededSeries[]
  /** Times in which Traylight did not run. */
  readonly away?: readonly { readonly agoMs: number; readonly forMs: number }[]
}

/** How far results are apart: as checked in the last days, coarser before, where they are added up anyway. */
function pauseAt(agoMs: number, intervalMs: number): number {
  if (agoMs <= 2 * DAY) return intervalMs
  return Math.max(intervalMs, agoMs <= 30 * DAY ? 3 * MINUTE : 15 * MINUTE)
}

/** The same numbers for the same seed, between 0 and 1 (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Fills a store with a past that looks like one, and lets it roll up what is old. */
export async function seedHistory(store: HistoryStore, seed: Seed): Promise<void> {
  for (const batch of batchesOf(seed)) await store.write(batch)
  const retention = historySchema.parse({ rawHours: 72 })
  // A part of the work each time: often enough for years.
  for (let turn = 0; turn < 8; turn += 1) await store.maintain(seed.now, retention)
}

function* batchesOf({ now, days, series, away = [] }: Seed): Iterable<HistoryBatch> {
  const isAway = (at: number) =>
    away.some(({ agoMs, forMs }) => at >= now - agoMs && at < now - agoMs + forMs)
  for (const [index, one] of series.entries()) {
    const random = numbersFrom(index + 1)
    const { facts } = one
    const { kind } = facts
    let observations: Observation[] = []
    let spans: SpanStart[] = []
    let before = ''
    let first = true
    for (let at = now - days * DAY; at < now; at += pauseAt(now - at, facts.intervalMs)) {
      const trouble = troubleAt(one, now - at)
      const gone = isAway(at)
      const state = gone ? 'away' : trouble ? `${trouble.agoMs} ${trouble.status}` : 'well'
      if (kind !== 'metric' && state !== before) {
        spans.push(spanStart(facts, at, gone, trouble))
        before = state
      }
      if (gone || trouble?.excuse === 'paused') continue
      observations.push(observed(one, at, now, days, trouble, random))
      if (observations.length < 5000) continue
      yield { series: first ? [facts] : [], observations, spans, aliveAt: at }
      ;[observations, spans, first] = [[], [], false]
    }
    yield { series: first ? [facts] : [], observations, spans, aliveAt: now }
  }
}

function troubleAt({ troubles }: SeededSeries, agoMs: number): Trouble | undefined {
  return troubles.find(trouble => agoMs <= trouble.agoMs && agoMs > trouble.agoMs - trouble.forMs)
}

function spanStart(ref: SeriesRef, at: number, gone: boolean, trouble: Trouble | undefined): SpanStart {
  const { kind, id } = ref
  if (gone) return { kind, id, at, status: null, excuse: null, message: '' }
  const { status = 'healthy', excuse = null, message = 'Answered 200' } = trouble ?? {}
  return { kind, id, at, status, excuse, message }
}

function observed(
  { facts, usual, daily, growth }: SeededSeries,
  at: number,
  now: number,
  days: number,
  trouble: Trouble | undefined,
  random: () => number,
): Observation {
  const { kind, id } = facts
  const hour = (at % DAY) / DAY
  const age = 1 - (now - at) / (days * DAY)
  const rhythm = 1 + daily * Math.sin((hour - 0.3) * 2 * Math.PI)
  const noise = 0.85 + 0.3 * random()
  // Now and then one takes far longer than the others.
  const tail = kind !== 'metric' && random() > 0.96 ? 2 + 4 * random() : 1
  const slow = trouble?.status === 'degraded' ? 4 : 1
  const value =
    usual * rhythm * (1 + growth * age) * (kind === 'metric' ? 0.97 + 0.06 * random() : noise * tail)
  if (kind === 'metric') return { kind, id, at, status: null, value }
  const status = trouble?.status ?? 'healthy'
  const answers = status === 'healthy' || status === 'degraded'
  return { kind, id, at, status, value: answers ? value * slow : null }
}

const monitor = (id: string, name: string, category: string, intervalMs = 30_000): SeriesFacts => ({
  ...{ kind: 'monitor', id, name, category, unit: 'ms', intervalMs },
})
const metric = (id: string, name: string, group: string): SeriesFacts => ({
  ...{ kind: 'metric', id, name, category: group, unit: '%', intervalMs: 60_000 },
})

/** Outages that come back, ever so many days. */
function every(daysApart: number, firstAgoDays: number, trouble: Omit<Trouble, 'agoMs'>): Trouble[] {
  return Array.from({ length: Math.floor((365 - firstAgoDays) / daysApart) + 1 }, (_, index) => ({
    ...trouble,
    // Some longer than others.
    forMs: trouble.forMs * (1 + ((index * 7) % 5) / 2),
    agoMs: (firstAgoDays + index * daysApart) * DAY,
  }))
}

/** Monitors and metrics of a small shop, with what befell them. Ids as in `SEEDED_MONITORS`. */
export const SEEDED_SERIES: readonly SeededSeries[] = [
  {
    ...{ facts: monitor('orders', 'Orders API', 'apis'), usual: 120, daily: 0.4, growth: 0.35 },
    troubles: [
      { agoMs: 5.2 * HOUR, forMs: 14 * MINUTE, status: 'unhealthy', message: 'The service answered 503.' },
      { agoMs: 5.6 * HOUR, forMs: 24 * MINUTE, status: 'degraded', message: 'It took 512 ms to answer.' },
      ...every(17, 3.3, { forMs: 40 * MINUTE, status: 'unhealthy', message: 'The service answered 503.' }),
      ...every(30, 12, { forMs: 9 * HOUR, status: 'degraded', message: 'It took 480 ms to answer.' }),
    ],
  },
  {
    ...{ facts: monitor('payments', 'Payments', 'apis'), usual: 210, daily: 0.25, growth: -0.2 },
    troubles: [
      { agoMs: 9 * HOUR, forMs: HOUR, status: 'healthy', excuse: 'muted', message: 'Answered 200' },
      ...every(7, 2.5, {
        ...{ forMs: 2 * HOUR, status: 'unhealthy', excuse: 'maintenance' },
        message: 'It refused the connection.',
      }),
      ...every(60, 20, { forMs: 2 * HOUR, status: 'unhealthy', message: 'It did not answer within 5 s.' }),
    ],
  },
  {
    ...{ facts: monitor('shop', 'Web shop', 'apis'), usual: 64, daily: 0.5, growth: 0.1 },
    troubles: every(45, 31, { forMs: DAY, status: 'unknown', message: 'This machine had no network.' }),
  },
  {
    ...{ facts: monitor('sign-in', 'Sign-in', 'apis'), usual: 35, daily: 0.2, growth: 0 },
    troubles: [
      { agoMs: 15 * HOUR, forMs: 3 * HOUR, status: 'healthy', excuse: 'paused', message: 'Answered 200' },
    ],
  },
  { facts: metric('cpu', 'CPU', 'cpu'), usual: 31, daily: 0.5, growth: 0.2, troubles: [] },
  { facts: metric('memory', 'Memory', 'memory'), usual: 44, daily: 0.05, growth: 0.5, troubles: [] },
]

/** When Traylight did not run. */
export const SEEDED_AWAY = [
  { agoMs: 20 * HOUR, forMs: 90 * MINUTE },
  { agoMs: 9 * DAY, forMs: 14 * HOUR },
  { agoMs: 150 * DAY, forMs: 6 * DAY },
] as const

/** The configuration of what is seeded; all of it is answered by one web server. */
export function seededConfig(url: string): unknown {
  const monitors = SEEDED_SERIES.flatMap(({ facts: { kind, id, name, category, intervalMs } }) =>
    kind === 'monitor'
      ? [{ id, name, category, intervalSeconds: intervalMs / 1000, check: { kind: 'http', url } }]
      : [],
  )
  return { monitors }
}
