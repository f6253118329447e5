import { RollUpSum } from '../roll-up.ts'
import { blockNumber } from './block-key.ts'
import type { BlockTable } from './block-table.ts'
import type { HistoryTables } from './history-tables.ts'
import { type JournalResult, packResults, unpackResults } from './packed-results.ts'
import { packRollUps, unpackRollUps } from './packed-roll-ups.ts'
import { ResultColumns } from './result-columns.ts'
import type { SeriesEntry } from './series-table.ts'
import { statusOfCode } from './status-codes.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** With as many results waiting, those of the present hour are packed too: they need some 30 bytes of memory each. */
const MOST_OPEN = 250_000

/**
 * Moves the results of hours that are over from the journal into blocks: as they are, and added to the roll-ups of every
 * level. A result of an hour that was packed before, since the clock was set back, is added to what is there.
 */
export function packClosedHours(tables: HistoryTables, now: number): void {
  const { journal, series } = tables
  const until =
    journal.open.count > MOST_OPEN ? Number.POSITIVE_INFINITY : Math.floor(now / HOUR_MS) * HOUR_MS
  const rest: JournalResult[] = []
  const closed = new Map<SeriesEntry, ResultColumns>()
  for (const id of journal.open.series()) {
    const entry = series.byId(id)
    const over = new ResultColumns()
    journal.open.of(id)?.visit((at, status, value) => {
      if (at < until || at >= until + HOUR_MS) over.push(at, status, value)
      else rest.push({ series: id, at, status, value })
    })
    if (entry !== undefined && over.length > 0) closed.set(entry, over)
  }
  if (closed.size === 0) return
  tables.inTransaction(() => {
    for (const [entry, results] of closed) packSeries(tables, entry, results)
    journal.replace(rest)
  })
  journal.replaced(rest)
}

function packSeries(tables: HistoryTables, entry: SeriesEntry, results: ResultColumns): void {
  const byHour = new Map<number, ResultColumns>()
  results.visit((at, status, value) => {
    const hour = blockNumber(at, HOUR_MS)
    const within = byHour.get(hour) ?? new ResultColumns()
    byHour.set(hour, within)
    within.push(at, status, value)
  })
  for (const [hour, within] of byHour) packHour(tables, entry, hour, within)
  tables.series.packed(entry, results.at[0] ?? 0, results.at.at(-1) ?? 0)
}

function packHour(tables: HistoryTables, entry: SeriesEntry, hour: number, results: ResultColumns): void {
  const [raw, minutes, tenMinutes, hours, days] = tables.levels
  if (!raw || !minutes || !tenMinutes || !hours || !days) return
  const series = entry.id
  // Where the hour has minutes it goes on to have them, whatever the interval is now; and the other way round.
  const hasMinutes =
    tenMinutes.get(series, hour) === null
      ? entry.facts.intervalMs < MINUTE_MS
      : minutes.get(series, hour) !== null
  addResults(tables, raw, series, hour, results)
  if (hasMinutes) addSums(tables, minutes, series, sumsOf(results, minutes.level.rowMs))
  const ofTen = sumsOf(results, tenMinutes.level.rowMs)
  addSums(tables, tenMinutes, series, ofTen)
  const whole = new RollUpSum()
  for (const sum of ofTen.values()) whole.merge(sum)
  const at = results.at[0] ?? 0
  addSums(tables, hours, series, new Map([[blockNumber(at, hours.level.rowMs), whole]]))
  addSums(tables, days, series, new Map([[blockNumber(at, days.level.rowMs), whole]]))
}

function addResults(
  tables: HistoryTables,
  raw: BlockTable,
  series: number,
  hour: number,
  results: ResultColumns,
): void {
  const startMs = hour * HOUR_MS
  if (startMs < tables.since(raw)) return
  const before = raw.get(series, hour)
  const all = before === null ? new ResultColumns() : unpackResults(before.data, startMs)
  results.visit((at, status, value) => all.push(at, status, value))
  raw.put(series, hour, all.length, packResults(all.sorted(), startMs))
  tables.addRows(raw, results.length)
}

/** Roll-ups by the number of their row since the epoch. */
function sumsOf(results: ResultColumns, rowMs: number): Map<number, RollUpSum> {
  const sums = new Map<number, RollUpSum>()
  results.visit((at, status, value) => {
    const row = blockNumberOfRow(at, rowMs)
    let sum = sums.get(row)
    if (sum === undefined) {
      sum = new RollUpSum()
      sums.set(row, sum)
    }
    sum.add(statusOfCode(status), Number.isNaN(value) ? null : value)
  })
  return sums
}

/** Adds to what rows of one block have. */
function addSums(
  tables: HistoryTables,
  table: BlockTable,
  series: number,
  sums: ReadonlyMap<number, RollUpSum>,
): void {
  const { rowMs, blockMs } = table.level
  const [first] = sums.keys()
  if (first === undefined) return
  const block = Math.floor((first * rowMs) / blockMs)
  if ((block + 1) * blockMs <= tables.since(table)) return
  const start = (block * blockMs) / rowMs
  const before = table.get(series, block)
  const all = before === null ? new Map<number, RollUpSum>() : unpackRollUps(before.data)
  const rows = all.size
  for (const [row, sum] of sums) {
    const known = all.get(row - start)
    // A sum goes into several levels, so that none may keep it as its own.
    const own = known ?? new RollUpSum()
    own.merge(sum)
    all.set(row - start, own)
  }
  const sorted = new Map([...all].sort(([a], [b]) => a - b))
  table.put(series, block, sorted.size, packRollUps(sorted))
  tables.addRows(table, sorted.size - rows)
}

const blockNumberOfRow = (at: number, rowMs: number): number => Math.floor(at / rowMs)
