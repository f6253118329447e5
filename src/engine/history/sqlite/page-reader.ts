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

/** Where a page goes on: in which of the series asked for, in which block, after how many of its rows. */
interface Cursor {
  readonly series: number
  readonly block: number
  readonly rows: number
}

/** Rows as they are stored, a page at a time, so that a reader of millions of them needs no more memory than a page. */
export class PageReader {
  readonly #tables: HistoryTables

  constructor(tables: HistoryTables) {
    this.#tables = tables
  }

  page(query: PageQuery): HistoryPage {
    const { limit } = query
    const entries = query.series.flatMap(ref => this.#tables.series.find(ref) ?? [])
    const rows: HistoryRow[] = []
    const start = cursorOf(query.after)
    for (let series = start.series; series < entries.length; series++) {
      const entry = entries[series]
      if (entry === undefined) break
      const isFirst = series === start.series
      const source = this.#sourceOf(entry, query)
      for (const block of this.#blocksOf(entry, source, query, isFirst ? start.block : 0)) {
        const skipped = isFirst && block === start.block ? start.rows : 0
        const own = this.#rowsOf(entry, source, block, query).slice(skipped)
        const room = limit - rows.length
        rows.push(...own.slice(0, room))
        if (own.length >= room) {
          return { rows, next: `${series}.${block}.${skipped + room}` }
        }
      }
    }
    return { rows, next: null }
  }

  /** The table that holds the level: minutes of what is seldom checked are not kept, but are its results. */
  #sourceOf({ facts }: SeriesEntry, { level }: PageQuery): BlockTable {
    const wanted = level === 'minute' && facts.intervalMs >= 60_000 ? 'raw' : level
    const table = this.#tables.levels.find(each => each.level.level === wanted)
    if (table === undefined) throw new RangeError(`There is no level ${level}.`)
    return table
  }

  #blocksOf(
    entry: SeriesEntry,
    source: BlockTable,
    { fromMs, toMs }: PageQuery,
    first: number,
  ): readonly number[] {
    const { blockMs } = source.level
    const from = Math.max(first, blockNumber(fromMs, blockMs))
    const to = blockNumber(Math.ceil(toMs) - 1, blockMs)
    const found = new Set(source.numbers(entry.id, from, to))
    this.#tables.journal.open.of(entry.id)?.visit(at => {
      const number = blockNumber(at, blockMs)
      if (number >= from && number <= to) found.add(number)
    })
    return [...found].sort((a, b) => a - b)
  }

  #rowsOf(entry: SeriesEntry, source: BlockTable, block: number, query: PageQuery): HistoryRow[] {
    const { blockMs } = source.level
    const { fromMs, toMs, level } = query
    const startMs = block * blockMs
    const stored = source.get(entry.id, block)
    const open = new ResultColumns()
    this.#tables.journal.open.of(entry.id)?.visit((at, status, value) => {
      if (blockNumber(at, blockMs) === block && at >= fromMs && at < toMs) open.push(at, status, value)
    })
    if (source.level.rowMs === 0) {
      const all = new ResultColumns()
      if (stored !== null) {
        unpackResults(stored.data, startMs).visit((at, status, value) => {
          if (at >= fromMs && at < toMs) all.push(at, status, value)
        })
      }
      open.visit((at, status, value) => all.push(at, status, value))
      return level === 'raw' ? singleRows(entry, all.sorted()) : summedRows(entry, all, 60_000, new Map())
    }
    const { rowMs } = source.level
    const sums = new Map<number, RollUpSum>()
    if (stored !== null) {
      for (const [row, sum] of unpackRollUps(stored.data)) {
        const at = startMs + row * rowMs
        if (at >= fromMs && at < toMs) sums.set(at, sum)
      }
    }
    return summedRows(entry, open, rowMs, sums)
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

/** What is stored, by when each row begins, and the results that are not packed yet. */
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

function cursorOf(text: string | null): Cursor {
  const [series = 0, block = 0, rows = 0] = (text ?? '').split('.').map(Number)
  return { series, block, rows }
}
