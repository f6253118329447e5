import type { SeriesHistory, SeriesInfo, SeriesKind } from '#shared/history.ts'
import { chartStep, wholeSteps } from '../chart-steps.ts'
import type { ChartQuery, HistoryStore, Observation, SeriesSummary } from '../history-store.ts'
import { RollUpSum } from '../roll-up.ts'
import { blockNumber } from './block-key.ts'
import { chosenLevel } from './chosen-level.ts'
import type { HistoryTables } from './history-tables.ts'
import { unpackResults } from './packed-results.ts'
import { ResultColumns } from './result-columns.ts'
import { RowReader } from './row-reader.ts'
import type { SeriesEntry } from './series-table.ts'
import { statusOfCode } from './status-codes.ts'

/** Answers from the tables and from what is not packed yet. */
export class HistoryReader {
  readonly #tables: HistoryTables
  readonly #rows: RowReader

  constructor(tables: HistoryTables) {
    this.#tables = tables
    this.#rows = new RowReader(tables)
  }

  series(): SeriesInfo[] {
    return [...this.#tables.series.all()].map(entry => this.#infoOf(entry))
  }

  chart({ series, fromMs, toMs, points }: ChartQuery): SeriesHistory[] {
    const asked = chartStep(fromMs, toMs, points)
    const entries = series.flatMap(ref => this.#tables.series.find(ref) ?? [])
    return entries.map(entry => {
      const stepMs = Math.max(asked, this.#rows.coarsestMs(entry, ...wholeSteps(fromMs, toMs, asked), asked))
      const [first, end] = wholeSteps(fromMs, toMs, stepMs)
      const { intervalMs } = entry.facts
      const range = { ms: end - first, stepMs, intervalMs, seriesCount: entries.length }
      const wanted = chosenLevel(this.#tables.levels, range)
      const sums = new Map<number, RollUpSum>()
      this.#rows.visit(entry, wanted, first, end, (at, addTo) => {
        const step = Math.floor(at / stepMs)
        let sum = sums.get(step)
        if (sum === undefined) {
          sum = new RollUpSum()
          sums.set(step, sum)
        }
        addTo(sum)
      })
      const steps = [...sums].sort(([a], [b]) => a - b)
      return {
        ...this.#infoOf(entry),
        stepMs,
        points: steps.map(([step, sum]) => ({ at: step * stepMs, ...sum.toRollUp() })),
      }
    })
  }

  summary({ series, kinds, fromMs, toMs }: Parameters<HistoryStore['summary']>[0]): SeriesSummary[] {
    const entries = this.#tables.series.chosen(series, kinds)
    return entries.map(entry => {
      const { kind, id, intervalMs } = entry.facts
      const range = { ms: toMs - fromMs, stepMs: toMs - fromMs, intervalMs, seriesCount: entries.length }
      const wanted = chosenLevel(this.#tables.levels, range)
      const sum = new RollUpSum()
      this.#rows.visit(entry, wanted, fromMs, toMs, (_, addTo) => addTo(sum))
      return { kind, id, ...sum.toRollUp() }
    })
  }

  latest(kinds: readonly SeriesKind[], perSeries: number, sinceMs: number): Observation[] {
    return this.#tables.series.chosen(null, kinds).flatMap(entry => {
      const { kind, id } = entry.facts
      const found: Observation[] = []
      this.#latestOf(entry, perSeries, sinceMs).visit((at, status, value) => {
        found.push({
          ...{ kind, id, at, status: statusOfCode(status) },
          value: Number.isNaN(value) ? null : value,
        })
      })
      return found.slice(-perSeries)
    })
  }

  /** The latest of one series, and some before them. */
  #latestOf({ id }: SeriesEntry, count: number, sinceMs: number): ResultColumns {
    const open = this.#tables.journal.open.of(id)
    const raw = this.#tables.levels[0]
    if (raw === undefined) return new ResultColumns()
    const { blockMs } = raw.level
    // Those of one moment stay as they came: the packed ones first.
    const parts = open === undefined ? [] : [open]
    let number = Number.MAX_SAFE_INTEGER
    for (;;) {
      const all = joined(parts, sinceMs)
      const block = raw.before(id, number, blockNumber(sinceMs, blockMs))
      const oldest = all.length < count ? undefined : all.at[all.length - count]
      if (block === null || (oldest !== undefined && (block.number + 1) * blockMs <= oldest)) return all
      parts.unshift(unpackResults(block.data, block.number * blockMs))
      number = block.number
    }
  }

  #infoOf({ id, facts, firstAt, lastAt }: SeriesEntry): SeriesInfo {
    const open = this.#tables.journal.open.of(id)
    const first = Math.min(firstAt ?? Number.POSITIVE_INFINITY, open?.firstAt ?? Number.POSITIVE_INFINITY)
    const last = Math.max(lastAt ?? Number.NEGATIVE_INFINITY, open?.lastAt ?? Number.NEGATIVE_INFINITY)
    return { ...facts, firstAt: Number.isFinite(first) ? first : 0, lastAt: Number.isFinite(last) ? last : 0 }
  }
}

/** The results from then on, by time. */
function joined(parts: readonly ResultColumns[], sinceMs: number): ResultColumns {
  const all = new ResultColumns()
  for (const part of parts) {
    part.visit((at, status, value) => {
      if (at >= sinceMs) all.push(at, status, value)
    })
  }
  return all.sorted()
}
