import type {
  HistoryInfo,
  SeriesHistory,
  SeriesInfo,
  SeriesKind,
  SeriesRef,
  StatusSpan,
} from '#shared/history.ts'
import type { HistoryConfig } from '#shared/history-config.ts'
import { chartStep, wholeSteps } from './chart-steps.ts'
import type {
  ChartQuery,
  HistoryBatch,
  HistoryPage,
  HistoryRow,
  HistoryStore,
  Observation,
  PageQuery,
  SeriesSummary,
  SeriesTimes,
  SpanQuery,
  UptimeQuery,
} from './history-store.ts'
import { LEVEL_MS } from './level-ms.ts'
import { RollUpSum } from './roll-up.ts'
import { seriesKey } from './series-key.ts'
import { statusTimes } from './status-times.ts'

/** About 30 MB of results, and the changes of status of one thing; beyond it the oldest go. */
const MOST_RESULTS = 300_000
const MOST_SPANS = 1000

interface Kept {
  info: SeriesInfo
  results: Observation[]
  spans: StatusSpan[]
}

/**
 * The history of what is watched since the start, in memory: where no file can be written, and as the plainest account
 * of what every store must answer. Keeps each result for `rawHours`, as far as memory goes, and adds up whenever it is asked.
 */
export class MemoryHistoryStore implements HistoryStore {
  readonly backup = null
  readonly #kept = new Map<string, Kept>()
  readonly #mostResults: number

  constructor(mostResults = MOST_RESULTS) {
    this.#mostResults = mostResults
  }

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
      const { lastAt } = kept.info
      kept.info = {
        ...kept.info,
        firstAt: firstAt === 0 ? result.at : Math.min(firstAt, result.at),
        lastAt: Math.max(lastAt, result.at),
      }
      insert(kept.results, result)
    }
    for (const { kind, id, at, status, excuse, message } of batch.spans) {
      const kept = this.#kept.get(seriesKey({ kind, id }))
      if (!kept) continue
      kept.spans = kept.spans
        .filter(({ fromMs }) => fromMs < at)
        .map(span => ({ ...span, toMs: Math.min(span.toMs ?? at, at) }))
      if (status !== null) kept.spans.push({ kind, id, fromMs: at, toMs: null, status, excuse, message })
    }
  }

  async maintain(now: number, { rawHours, hourDays }: HistoryConfig): Promise<void> {
    const share = Math.min(1, this.#mostResults / Math.max(1, this.#count()))
    const oldest = now - rawHours * LEVEL_MS.hour
    const oldestSpan = now - hourDays * LEVEL_MS.day
    for (const kept of this.#kept.values()) {
      // Each gives up the same share of its own, so that nothing is without any.
      const surplus = Math.ceil(kept.results.length * (1 - share))
      kept.results = kept.results.slice(surplus).filter(({ at }) => at >= oldest)
      kept.spans = kept.spans.slice(-MOST_SPANS).filter(({ toMs }) => toMs === null || toMs > oldestSpan)
    }
  }

  async series(): Promise<readonly SeriesInfo[]> {
    return [...this.#kept.values()].map(({ info }) => info)
  }

  async chart({ series, fromMs, toMs, points }: ChartQuery): Promise<readonly SeriesHistory[]> {
    const stepMs = chartStep(fromMs, toMs, points)
    const [first, end] = wholeSteps(fromMs, toMs, stepMs)
    return this.#of(series).map(({ info, results }) => {
      const sums = addedUp(within(results, first, end), at => Math.floor(at / stepMs) * stepMs)
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
    const [place = 0, since = fromMs, given = 0] = after === null ? [] : after.split(':').map(Number)
    const rows: HistoryRow[] = []
    for (const [index, { results }] of this.#of(series).entries()) {
      if (index < place) continue
      const [begin, skip] = index === place ? [since, given] : [fromMs, 0]
      const found = rowsOf(results, LEVEL_MS[level]).filter(({ at }) => at >= begin && at < toMs)
      const page = found.slice(skip, skip + limit - rows.length)
      rows.push(...page)
      const last = rows.at(-1)
      if (rows.length < limit || last === undefined) continue
      const before = found.findIndex(({ at }) => at === last.at)
      return { rows, next: `${index}:${last.at}:${skip + page.length - before}` }
    }
    return { rows, next: null }
  }

  async info(): Promise<HistoryInfo> {
    const all = [...this.#kept.values()].filter(({ results }) => results.length > 0)
    return {
      ...{ store: 'memory', place: '', bytes: null, problem: null },
      firstAt: all.length === 0 ? null : Math.min(...all.map(({ info }) => info.firstAt)),
      lastAt: all.length === 0 ? null : Math.max(...all.map(({ info }) => info.lastAt)),
      rows: { raw: this.#count() },
    }
  }

  async close(): Promise<void> {}

  #count(): number {
    return [...this.#kept.values()].reduce((sum, { results }) => sum + results.length, 0)
  }

  #of(series: readonly SeriesRef[]): Kept[] {
    return series.flatMap(ref => this.#kept.get(seriesKey(ref)) ?? [])
  }

  #chosen(series: readonly SeriesRef[] | null, kinds: readonly SeriesKind[]): Kept[] {
    const chosen = series === null ? [...this.#kept.values()] : this.#of(series)
    return chosen.filter(({ info }) => kinds.includes(info.kind))
  }
}

/** Keeps results by time; those of the same moment as they came. */
function insert(results: Observation[], result: Observation): void {
  const later = (results.at(-1)?.at ?? 0) <= result.at ? -1 : results.findIndex(({ at }) => at > result.at)
  if (later === -1) results.push(result)
  else results.splice(later, 0, result)
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
