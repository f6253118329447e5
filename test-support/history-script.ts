import fc from 'fast-check'
import { expect } from 'vitest'
import type {
  HistoryBatch,
  HistoryRow,
  HistoryStore,
  Level,
  Observation,
} from '#engine/history/history-store.ts'
import { RollUpSum } from '#engine/history/roll-up.ts'
import { seriesKey } from '#engine/history/series-key.ts'
import type { Excuse, HistoryPoint, SeriesInfo, SeriesRef } from '#shared/history.ts'
import { type HistoryConfig, historySchema } from '#shared/history-config.ts'
import type { Status } from '#shared/status.ts'

export const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000] as const
/** The beginning of a day, UTC. */
export const T0 = Date.UTC(2026, 2, 28)

export type Result = readonly [at: number, status: Status | null, value: number | null]

/** Writes a history into a store and remembers all of it, to reckon by brute force what the store must answer. */
export class HistoryScript {
  readonly #store: HistoryStore
  readonly #written = new Map<string, Observation[]>()
  readonly #intervals = new Map<string, number>()
  #aliveAt = T0

  constructor(store: HistoryStore) {
    this.#store = store
  }

  /** All results of a series that were written, by time. */
  of(ref: SeriesRef): readonly Observation[] {
    return (this.#written.get(seriesKey(ref)) ?? []).toSorted((a, b) => a.at - b.at)
  }

  async describe(ref: SeriesRef, facts: Partial<SeriesInfo> = {}): Promise<SeriesRef> {
    const { name = ref.id, category = 'apis', unit = 'ms', intervalMs = 30_000 } = facts
    this.#intervals.set(seriesKey(ref), intervalMs)
    await this.#write({ series: [{ ...ref, name, category, unit, intervalMs }] })
    return ref
  }

  async results({ kind, id }: SeriesRef, results: readonly Result[]): Promise<void> {
    await this.#write({
      observations: results.map(([at, status, value]) => ({ kind, id, at, status, value })),
    })
  }

  async span(
    { kind, id }: SeriesRef,
    at: number,
    status: Status | null,
    excuse: Excuse | null = null,
    message = '',
  ): Promise<void> {
    await this.#write({ spans: [{ kind, id, at, status, excuse, message }], aliveAt: at })
  }

  /** Results of these series at their intervals, written as time goes on, with the store kept in order meanwhile. */
  async watch(
    series: readonly SeriesRef[],
    from: number,
    lengthMs: number,
    options: { readonly maintainEvery: number; readonly every?: number; readonly retention?: HistoryConfig },
  ): Promise<void> {
    const { maintainEvery, every = 10 * MINUTE, retention = historySchema.parse({}) } = options
    const results = series.flatMap(one =>
      resultsOf(one, from, lengthMs, this.#intervals.get(seriesKey(one)) ?? MINUTE),
    )
    const byBatch = Map.groupBy(results, ({ at }) => Math.floor((at - from) / every))
    let maintainedAt = from
    for (let now = from; now < from + lengthMs; now += every) {
      const observations = byBatch.get((now - from) / every) ?? []
      await this.#write({ observations, aliveAt: now + every })
      if (now + every - maintainedAt < maintainEvery) continue
      maintainedAt = now + every
      await this.#store.maintain(maintainedAt, retention)
    }
  }

  async #write(part: Partial<HistoryBatch>): Promise<void> {
    const batch = { series: [], observations: [], spans: [], aliveAt: this.#aliveAt, ...part }
    this.#aliveAt = batch.aliveAt
    await this.#store.write(batch)
    for (const result of batch.observations) {
      const key = seriesKey(result)
      const known = this.#written.get(key)
      if (known) known.push(result)
      else this.#written.set(key, [result])
    }
  }
}

/** Like the real thing: mostly well and quick, with a slow and a bad time now and then, and some without a value. */
function resultsOf(
  { kind, id }: SeriesRef,
  from: number,
  lengthMs: number,
  intervalMs: number,
): Observation[] {
  return Array.from({ length: Math.floor(lengthMs / intervalMs) }, (_, index) => {
    const wave = Math.sin((index * intervalMs) / HOUR) + Math.sin(index * 12.9898) * 0.5
    const isBad = index % 97 === 5
    const value =
      isBad && index % 2 === 1
        ? null
        : Math.round((40 + wave * 20 + (index % 31 === 0 ? 900 : 0)) * 1000) / 1000
    const at = from + index * intervalMs + ((index * 7919) % Math.min(1000, intervalMs))
    return { kind, id, at, status: kind === 'metric' ? null : isBad ? 'unhealthy' : 'healthy', value }
  })
}

/** Results by steps of time since the epoch, within a range, added up one by one. */
export function addedUpBy(
  results: readonly Observation[],
  stepMs: number,
  fromMs = 0,
  toMs = Number.POSITIVE_INFINITY,
): HistoryPoint[] {
  const sums = new Map<number, RollUpSum>()
  for (const { at, status, value } of results) {
    if (at < fromMs || at >= toMs) continue
    const step = stepMs === Number.POSITIVE_INFINITY ? 0 : Math.floor(at / stepMs) * stepMs
    const sum = sums.get(step) ?? new RollUpSum()
    sum.add(status, value)
    sums.set(step, sum)
  }
  return [...sums].toSorted(([a], [b]) => a - b).map(([at, sum]) => ({ at, ...sum.toRollUp() }))
}

type Numbers = Omit<HistoryPoint, 'average'> & { readonly average: number | null }

/** The same to the last bit, but for averages: their sums depend on the order a little. */
export function expectRollUps(found: readonly Numbers[], expected: readonly Numbers[]): void {
  const exact = ({ at, count, failures, min, p50, p95, p99, max }: Numbers) => [
    ...[at, count, failures, min, p50, p95, p99, max],
  ]
  expect(found.map(exact)).toEqual(expected.map(exact))
  for (const [index, { average, min, max }] of expected.entries()) {
    const other = found[index]?.average ?? null
    if (average === null || other === null) expect(other).toBe(average)
    else
      expect(Math.abs(other - average)).toBeLessThanOrEqual(
        1e-9 * Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0), 1),
      )
  }
}

/** All rows of a level, page by page. */
export async function pagesOf(
  store: HistoryStore,
  series: readonly SeriesRef[],
  level: Level,
  limit: number,
  fromMs = 0,
  toMs = T0 + 10_000 * DAY,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<HistoryRow[]> {
  const rows: HistoryRow[] = []
  let after: string | null = null
  do {
    const page = await store.page({ series, level, fromMs, toMs, after, limit })
    expect(page.rows.length).toBeLessThanOrEqual(limit)
    rows.push(...page.rows)
    after = page.next
    if (after !== null && rows.length < 20 * limit) await between()
  } while (after !== null)
  return rows
}

const IDS = ['a', 'b', `o'dd "🦆"`] as const
const KINDS = ['monitor', 'service', 'metric'] as const
const statusArbitrary = fc.constantFrom('healthy', 'degraded', 'unhealthy', 'unknown')
const momentArbitrary = fc.oneof(
  fc.integer({ min: -5, max: 200 * 60 }).map(seconds => T0 + seconds * 1000),
  fc.integer({ min: 0, max: 200 * MINUTE }).map(ms => T0 + ms),
  fc.constantFrom(T0, T0 + MINUTE, T0 + 10 * MINUTE, T0 + HOUR, T0 + HOUR - 1),
)
const refArbitrary = fc.record({ kind: fc.constantFrom(...KINDS), id: fc.constantFrom(...IDS) })
const valueArbitrary = fc.oneof(
  // PostgreSQL gives the other zero back as the usual one.
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(value => value + 0),
  fc.double({ min: 0.1, max: 1000, noNaN: true }),
  fc.constantFrom(null, 0, -1, 1e-9, 100),
)

/** Batches as no recorder would write them: in any order, late, twice, of things never described. */
export const randomBatches = (): fc.Arbitrary<HistoryBatch[]> =>
  fc.array(
    fc.record({
      series: fc.array(
        fc.record({
          ...{
            kind: fc.constantFrom(...KINDS),
            id: fc.constantFrom(...IDS),
            name: fc.string(),
            category: fc.string(),
          },
          ...{ unit: fc.constantFrom('ms', '%'), intervalMs: fc.constantFrom(1000, 20_000, 60_000, 300_000) },
        }),
        { maxLength: 4 },
      ),
      observations: fc.array(
        fc
          .tuple(refArbitrary, momentArbitrary, statusArbitrary, valueArbitrary)
          .map(([ref, at, status, value]) => ({
            ...{ ...ref, at, status: ref.kind === 'metric' ? null : status, value },
          })),
        { maxLength: 40 },
      ),
      spans: fc.array(
        fc
          .tuple(
            refArbitrary,
            momentArbitrary,
            fc.option(statusArbitrary),
            fc.constantFrom(null, 'muted', 'paused'),
          )
          .map(([ref, at, status, excuse]) => ({ ...ref, at, status, excuse, message: `at ${at}` })),
        { maxLength: 6 },
      ),
      aliveAt: momentArbitrary,
    }),
    { minLength: 1, maxLength: 6 },
  )
