import type { HistoryPage, HistoryRow, PageQuery } from '../history-store.ts'
import { RollUpSum } from '../roll-up.ts'
import { blockNumber } from './block-key.ts'
import type { BlockTable } from './block-table.ts'
import type { HistoryTables } from './history-tables.ts'
import { unpackResults } from './packed-results.ts'
import { unpackRollUps } from './packed-roll-ups.ts'
import { ResultColumns } from './result-columns.ts'
import type { SeriesEntry } from './series-table.ts'
import { statusOfCode, UNHEALTHY } from './status-codes.ts'

/** Where a page goes on: in which of the series asked for, from which moment on, after how many rows of that moment. */
interface Cursor {
  readonly series: number
  readonly at: number
  readonly rows: number
}

/** Rows as they are stored, a page at a time, so that a reader of millions of them needs no more memory than a page. */
export class PageReader {
  readonly #tables: HistoryTables

  constructor(tables: HistoryTables) {
    this.#tables = tables
  }

  page(query: PageQuery): HistoryPage {
    const start = cursorOf(query.after)
    const entries = query.series.flatMap(ref => this.#tables.series.find(ref) ?? [])
    const rows: HistoryRow[] = []
    for (const [series, entry] of entries.entries()) {
      if (series < start.series) continue
      const isFirst = series === start.series
      const fromMs = isFirst ? Math.max(query.fromMs, start.at) : query.fromMs
      let given: Cursor = isFirst ? start : { series, at: fromMs, rows: 0 }
      let skipped = given.rows
      for (const row of this.#rowsOf(entry, { ...query, fromMs })) {
        if (skipped > 0 && row.at === given.at) {
          skipped--
          continue
        }
        skipped = 0
        rows.push(row)
        given = { series, at: row.at, rows: row.at === given.at ? given.rows + 1 : 1 }
        if (rows.length >= query.limit) return { rows, next: textOfCursor(given) }
      }
    }
    return { rows, next: null }
  }

  /** Those of one series that begin within the range. */
  *#rowsOf(entry: SeriesEntry, query: PageQuery): Generator<HistoryRow> {
    const [raw] = this.#tables.levels
    const table = this.#tables.levels.find(each => each.level.level === query.level)
    if (raw === undefined || table === undefined) return
    // Where an hour has no minutes, they are made of its results.
    const sources = query.level === 'minute' ? [table, raw] : [table]
    for (const block of this.#blocksOf(entry, sources, query)) {
      for (const row of this.#rowsOfBlock(entry, sources, block)) {
        if (row.at >= query.fromMs && row.at < query.toMs) yield row
      }
    }
  }

  #blocksOf(
    entry: SeriesEntry,
    sources: readonly BlockTable[],
    { fromMs, toMs }: PageQuery,
  ): readonly number[] {
    const blockMs = sources[0]?.level.blockMs ?? 1
    const [from, to] = [blockNumber(fromMs, blockMs), blockNumber(Math.ceil(toMs) - 1, blockMs)]
    const found = new Set(sources.flatMap(source => source.numbers(entry.id, from, to)))
    this.#tables.journal.open.of(entry.id)?.visit(at => {
      const number = blockNumber(at, blockMs)
      if (number >= from && number <= to) found.add(number)
    })
    return [...found].sort((a, b) => a - b)
  }

  /** What the first of the sources that has this block says, and what is not packed yet. */
  #rowsOfBlock(entry: SeriesEntry, sources: readonly BlockTable[], block: number): HistoryRow[] {
    const { blockMs, rowMs } = sources[0]?.level ?? { blockMs: 1, rowMs: 0 }
    const startMs = block * blockMs
    const results = new ResultColumns()
    const sums = new Map<number, RollUpSum>()
    for (const source of sources) {
      const stored = source.get(entry.id, block)
      if (stored === null) continue
      if (source.level.rowMs === 0) unpackResults(stored.data, startMs, results)
      else for (const [row, sum] of unpackRollUps(stored.data)) sums.set(startMs + row * rowMs, sum)
      break
    }
    this.#tables.journal.open.of(entry.id)?.visit((at, status, value) => {
      if (blockNumber(at, blockMs) === block) results.push(at, status, value)
    })
    return rowMs === 0 ? singleRows(entry, results.sorted()) : summedRows(entry, results, rowMs, sums)
  }
}

function singleRows({ facts: { kind, id } }: SeriesEntry, results: ResultColumns): HistoryRow[] {
  const rows: HistoryRow[] = []
  results.visit((at, status, number) => {
    const value = Number.isNaN(number) ? null : number
    rows.push({
      ...{ kind, id, at, status: statusOfCode(status), count: 1, failures: status === UNHEALTHY ? 1 : 0 },
      ...{ min: value, average: value, p50: value, p95: value, p99: value, max: value },
    })
  })
  return rows
}

/** What is stored, by when each row begins, and the results beside it. */
function summedRows(
  { facts: { kind, id } }: SeriesEntry,
  results: ResultColumns,
  rowMs: number,
  sums: Map<number, RollUpSum>,
): HistoryRow[] {
  results.visit((at, status, value) => {
    const row = Math.floor(at / rowMs) * rowMs
    const sum = sums.get(row) ?? new RollUpSum()
    sums.set(row, sum)
    sum.add(statusOfCode(status), Number.isNaN(value) ? null : value)
  })
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([at, sum]) => ({ kind, id, at, status: null, ...sum.toRollUp() }))
}

const textOfCursor = ({ series, at, rows }: Cursor): string => `${series}:${at}:${rows}`

function cursorOf(text: string | null): Cursor {
  const [series = 0, at = Number.NEGATIVE_INFINITY, rows = 0] =
    text === null ? [] : text.split(':').map(Number)
  return { series, at, rows }
}
