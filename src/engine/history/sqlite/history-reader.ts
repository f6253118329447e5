import type { SeriesHistory, SeriesInfo, SeriesKind } from '#shared/history.ts'
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
    const stepMs = Math.max(1, Math.ceil((toMs - fromMs) / points))
    const entries = series.flatMap(ref => this.#tables.series.find(ref) ?? [])
    return entries.map(entry => {
      const { intervalMs } = entry.facts
      const range = { ms: toMs - fromMs, stepMs, intervalMs, seriesCount: entries.length }
      const wanted = chosenLevel(this.#tables.levels, range)
      const sums = new Map<number, RollUpSum>()
      this.#rows.visit(entry, wanted, fromMs, toMs, (at, addTo) => {
        const step = Math.floor((at - fromMs) / stepMs)
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
        points: steps.map(([step, sum]) => ({ at: fromMs + step * stepMs, ...sum.toRollUp() })),
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

  #latestOf({ id }: SeriesEntry, perSeries: number, sinceMs: number): ResultColumns {
    const all = new ResultColumns()
    const take = (results: ResultColumns | undefined) =>
      results?.visit((at, status, value) => {
        if (at >= sinceMs) all.push(at, status, value)
      })
    take(this.#tables.journal.open.of(id))
    const raw = this.#tables.levels[0]
    if (raw === undefined) return all.sorted()
    const { blockMs } = raw.level
    let number = Number.MAX_SAFE_INTEGER
    while (all.length < perSeries) {
      const block = raw.before(id, number, blockNumber(sinceMs, blockMs))
      if (block === null) break
      take(unpackResults(block.data, block.number * blockMs))
      number = block.number
    }
    return all.sorted()
  }

  #infoOf({ id, facts, firstAt, lastAt }: SeriesEntry): SeriesInfo {
    const open = this.#tables.journal.open.of(id)
    return { ...facts, firstAt: firstAt ?? open?.at[0] ?? 0, lastAt: open?.at.at(-1) ?? lastAt ?? 0 }
  }
}
