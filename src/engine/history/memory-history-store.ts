import type {
  HistoryInfo,
  SeriesHistory,
  SeriesInfo,
  SeriesKind,
  SeriesRef,
  StatusSpan,
} from '#shared/history.ts'
import type { HistoryConfig } from '#shared/history-config.ts'
import type {
  ChartQuery,
  HistoryBatch,
  HistoryPage,
  HistoryRow,
  HistoryStore,
  Level,
  Observation,
  PageQuery,
  SeriesSummary,
  SeriesTimes,
  SpanQuery,
  UptimeQuery,
} from './history-store.ts'
import { RollUpSum } from './roll-up.ts'
import { seriesKey } from './series-key.ts'
import { statusTimes } from './status-times.ts'

const HOUR_MS = 3_600_000

/** How much time one row of each level covers, in ms; 0: a single result. */
export const LEVEL_MS: Readonly<Record<Level, number>> = {
  raw: 0,
  minute: 60_000,
  'ten-minutes': 600_000,
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
}

interface Kept {
  info: SeriesInfo
  results: Observation[]
  spans: StatusSpan[]
}

/**
 * The history of what is watched since the start, in memory: where no file can be written, and as the plainest account
 * of what every store must answer. Keeps each result for `rawHours` and adds up whenever it is asked.
 */
export class MemoryHistoryStore implements HistoryStore {
  readonly backup = null
  readonly #kept = new Map<string, Kept>()

  async write(batch: HistoryBatch): Promise<void> {
    for (const facts of batch.series) {
      const known = this.#kept.get(seriesKey(facts))
      if (known) known.info = { ...known.info, ...facts }
      else
        this.#kept.set(seriesKey(facts), {
          info: { ...facts, firstAt: 0, lastAt: 0 },
          results: [],
          spans: [],
        })
    }
    for (const result of batch.observations) {
      const kept = this.#kept.get(seriesKey(result))
      if (!kept) continue
      const { firstAt } = kept.info
      kept.info = { ...kept.info, firstAt: firstAt === 0 ? result.at : firstAt, lastAt: result.at }
      kept.results.push(result)
    }
    for (const { kind, id, at, status, excuse, message } of batch.spans) {
      const spans = this.#kept.get(seriesKey({ kind, id }))?.spans
      const last = spans?.at(-1)
      if (last?.toMs === null) spans?.splice(-1, 1, { ...last, toMs: at })
      if (status !== null) spans?.push({ kind, id, fromMs: at, toMs: null, status, excuse, message })
    }
  }

  async maintain(now: number, { rawHours }: HistoryConfig): Promise<void> {
    const oldest = now - rawHours * HOUR_MS
    for (const kept of this.#kept.values()) {
      kept.results = kept.results.filter(({ at }) => at >= oldest)
      kept.spans = kept.spans.filter(({ toMs }) => toMs === null || toMs >= oldest)
    }
  }

  async series(): Promise<readonly SeriesInfo[]> {
    return [...this.#kept.values()].map(({ info }) => info)
  }

  async chart({ series, fromMs, toMs, points }: ChartQuery): Promise<readonly SeriesHistory[]> {
    const stepMs = Math.max(1, Math.ceil((toMs - fromMs) / points))
    return this.#of(series).map(({ info, results }) => {
      const sums = addedUp(
        within(results, fromMs, toMs),
        at => fromMs + Math.floor((at - fromMs) / stepMs) * stepMs,
      )
      return { ...info, stepMs, points: [...sums].map(([at, sum]) => ({ at, ...sum.toRollUp() })) }
    })
  }

  async spans({ series, kinds, fromMs, toMs, limit }: SpanQuery): Promise<readonly StatusSpan[]> {
    return this.#chosen(series, kinds)
      .flatMap(({ spans }) => spans)
      .filter(span => span.fromMs < toMs && (span.toMs ?? Number.POSITIVE_INFINITY) > fromMs)
      .sort((a, b) => a.fromMs - b.fromMs)
      .slice(0, limit)
  }

  async uptime({ series, kinds, windows }: UptimeQuery): Promise<readonly SeriesTimes[]> {
    return this.#chosen(series, kinds).map(({ info: { kind, id }, spans }) => ({
      ...{ kind, id },
      windows: windows.map(({ fromMs, toMs }) => statusTimes(spans, fromMs, toMs)),
    }))
  }

  async summary(query: Parameters<HistoryStore['summary']>[0]): Promise<readonly SeriesSummary[]> {
    return this.#chosen(query.series, query.kinds).map(({ info: { kind, id }, results }) => {
      const sum = new RollUpSum()
      for (const { status, value } of within(results, query.fromMs, query.toMs)) sum.add(status, value)
      return { kind, id, ...sum.toRollUp() }
    })
  }

  async latest(
    kinds: readonly SeriesKind[],
    perSeries: number,
    sinceMs: number,
  ): Promise<readonly Observation[]> {
    return this.#chosen(null, kinds).flatMap(({ results }) =>
      results.filter(({ at }) => at >= sinceMs).slice(-perSeries),
    )
  }

  async page({ series, level, fromMs, toMs, after, limit }: PageQuery): Promise<HistoryPage> {
    const from = Number(after ?? 0)
    const rows = this.#of(series)
      .flatMap(({ results }) => rowsOf(within(results, fromMs, toMs), LEVEL_MS[level]))
      .slice(from, from + limit)
    return { rows, next: rows.length < limit ? null : String(from + limit) }
  }

  async info(): Promise<HistoryInfo> {
    const all = [...this.#kept.values()].filter(({ results }) => results.length > 0)
    return {
      ...{ store: 'memory', place: '', bytes: null, problem: null },
      firstAt: all.length === 0 ? null : Math.min(...all.map(({ info }) => info.firstAt)),
      lastAt: all.length === 0 ? null : Math.max(...all.map(({ info }) => info.lastAt)),
      rows: { raw: all.reduce((sum, { results }) => sum + results.length, 0) },
    }
  }

  async close(): Promise<void> {}

  #of(series: readonly SeriesRef[]): Kept[] {
    return series.flatMap(ref => this.#kept.get(seriesKey(ref)) ?? [])
  }

  #chosen(series: readonly SeriesRef[] | null, kinds: readonly SeriesKind[]): Kept[] {
    const chosen = series === null ? [...this.#kept.values()] : this.#of(series)
    return chosen.filter(({ info }) => kinds.includes(info.kind))
  }
}

const within = (results: readonly Observation[], fromMs: number, toMs: number): readonly Observation[] =>
  results.filter(({ at }) => at >= fromMs && at < toMs)

function addedUp(results: readonly Observation[], stepOf: (at: number) => number): Map<number, RollUpSum> {
  const sums = new Map<number, RollUpSum>()
  for (const { at, status, value } of results) {
    const step = stepOf(at)
    const sum = sums.get(step) ?? new RollUpSum()
    sums.set(step, sum)
    sum.add(status, value)
  }
  return new Map([...sums].sort(([a], [b]) => a - b))
}

function rowsOf(results: readonly Observation[], levelMs: number): HistoryRow[] {
  const first = results[0]
  if (first === undefined) return []
  const { kind, id } = first
  if (levelMs > 0) {
    const sums = addedUp(results, at => Math.floor(at / levelMs) * levelMs)
    return [...sums].map(([at, sum]) => ({ kind, id, at, status: null, ...sum.toRollUp() }))
  }
  return results.map(({ at, status, value }) => ({
    ...{ kind, id, at, status, count: 1, failures: status === 'unhealthy' ? 1 : 0 },
    ...{ min: value, average: value, p50: value, p95: value, p99: value, max: value },
  }))
}
