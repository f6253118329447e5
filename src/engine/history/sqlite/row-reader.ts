import type { RollUpSum } from '../roll-up.ts'
import { blockNumber } from './block-key.ts'
import type { BlockTable } from './block-table.ts'
import type { HistoryTables } from './history-tables.ts'
import { unpackResults } from './packed-results.ts'
import { visitRollUps } from './packed-roll-ups.ts'
import type { SeriesEntry } from './series-table.ts'
import { statusOfCode } from './status-codes.ts'

/** One row of any level: when it begins, and what it adds to a sum. */
export type VisitRow = (at: number, addTo: (sum: RollUpSum) => void) => void

const MINUTE = 1
const TEN_MINUTES = 2

/** Reads what one series has in a range of time, whatever levels are left of it. */
export class RowReader {
  readonly #tables: HistoryTables

  constructor(tables: HistoryTables) {
    this.#tables = tables
  }

  /**
   * Each result in the range once: by the wanted level where there is one, at both ends and where it was dropped by a
   * finer one, or else by a coarser one.
   *
   * @param wanted its place among the levels
   */
  visit(entry: SeriesEntry, wanted: number, fromMs: number, toMs: number, visit: VisitRow): void {
    const limits = this.#tables.levels.map(table => this.#tables.since(table))
    const ends = [...new Set([...limits.filter(at => at > fromMs && at < toMs), toMs])].sort((a, b) => a - b)
    let from = fromMs
    for (const end of ends) {
      this.#read(entry, this.#levelAt(wanted, from), from, end, visit)
      from = end
    }
    this.#tables.journal.open.of(entry.id)?.visit((at, status, value) => {
      if (at >= fromMs && at < toMs) visit(at, sum => sum.add(statusOfCode(status), numberOrNull(value)))
    })
  }

  /** The level to read from here on. */
  #levelAt(wanted: number, at: number): number {
    const { levels } = this.#tables
    const finer = levels.slice(0, wanted + 1).findLastIndex(table => this.#tables.since(table) <= at)
    if (finer >= 0) return finer
    return levels.findIndex((table, index) => index > wanted && this.#tables.since(table) <= at)
  }

  #read(entry: SeriesEntry, index: number, fromMs: number, toMs: number, visit: VisitRow): void {
    const table = this.#tables.levels[index]
    if (table === undefined || fromMs >= toMs) return
    if (index === 0) {
      this.#readResults(entry.id, table, fromMs, toMs, visit)
      return
    }
    const { rowMs } = table.level
    const first = Math.min(toMs, Math.ceil(fromMs / rowMs) * rowMs)
    const end = Math.max(first, Math.floor(toMs / rowMs) * rowMs)
    this.#readEdge(entry, index, fromMs, first, visit)
    this.#readRollUps(entry, index, first, end, visit)
    this.#readEdge(entry, index, end, toMs, visit)
  }

  /** A part of a row, by a finer level; where there is none, the whole row if it begins there. */
  #readEdge(entry: SeriesEntry, index: number, fromMs: number, toMs: number, visit: VisitRow): void {
    if (fromMs >= toMs) return
    const isSlow = index === TEN_MINUTES && entry.facts.intervalMs >= 60_000
    const finer = isSlow ? 0 : index - 1
    const table = this.#tables.levels[finer]
    if (table !== undefined && this.#tables.since(table) <= fromMs)
      this.#read(entry, finer, fromMs, toMs, visit)
    else this.#readRollUps(entry, index, fromMs, toMs, visit)
  }

  #readResults(series: number, table: BlockTable, fromMs: number, toMs: number, visit: VisitRow): void {
    const { blockMs } = table.level
    for (const { number, data } of table.between(series, ...blocksOf(blockMs, fromMs, toMs))) {
      unpackResults(data, number * blockMs).visit((at, status, value) => {
        if (at >= fromMs && at < toMs) visit(at, sum => sum.add(statusOfCode(status), numberOrNull(value)))
      })
    }
  }

  /** Rows that begin in the range. */
  #readRollUps(entry: SeriesEntry, index: number, fromMs: number, toMs: number, visit: VisitRow): void {
    const table = this.#tables.levels[index]
    if (table === undefined || fromMs >= toMs) return
    const { rowMs, blockMs } = table.level
    const blocks = blocksOf(blockMs, fromMs, toMs)
    let next = blocks[0]
    for (const { number, data } of table.between(entry.id, ...blocks)) {
      if (index === MINUTE) this.#readWithoutMinutes(entry, next, number, [fromMs, toMs], visit)
      next = number + 1
      const start = number * blockMs
      visitRollUps(data, (row, addTo) => {
        const at = start + row * rowMs
        if (at >= fromMs && at < toMs) visit(at, addTo)
      })
    }
    if (index === MINUTE) this.#readWithoutMinutes(entry, next, blocks[1] + 1, [fromMs, toMs], visit)
  }

  /** Hours in which it was not looked at often enough for minutes have ten minutes alone. */
  #readWithoutMinutes(
    entry: SeriesEntry,
    first: number,
    end: number,
    [fromMs, toMs]: readonly [number, number],
    visit: VisitRow,
  ): void {
    const blockMs = this.#tables.levels[TEN_MINUTES]?.level.blockMs ?? 0
    const [from, to] = [Math.max(fromMs, first * blockMs), Math.min(toMs, end * blockMs)]
    if (first < end) this.#readRollUps(entry, TEN_MINUTES, from, to, visit)
  }
}

/** The first and the last block of a range. */
const blocksOf = (blockMs: number, fromMs: number, toMs: number): readonly [number, number] => [
  blockNumber(fromMs, blockMs),
  blockNumber(Math.ceil(toMs) - 1, blockMs),
]

const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
