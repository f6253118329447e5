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
/** What has fewer results waits until the oldest is so old, since every block that is packed is a page to be written. */
const WORTH_PACKING = 100
const PACKED_AFTER_MS = 6 * HOUR_MS
/** With so many waiting, everything of hours that are over is packed; with as many as the second, the present hour too. */
const MANY_OPEN = 250_000
const MOST_OPEN = 800_000

/**
 * Moves the results of hours that are over from the journal into blocks: as they are, and added to the roll-ups of every
 * level. A result of an hour that was packed before, since the clock was set back, is added to what is there.
 */
export function packClosedHours(tables: HistoryTables, now: number): void {
  const { journal, series } = tables
  const { count } = journal.open
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS
  const until = count > MOST_OPEN ? Number.POSITIVE_INFINITY : hour
  const rest: JournalResult[] = []
  const closed = new Map<SeriesEntry, ResultColumns>()
  for (const id of journal.open.series()) {
    const entry = series.byId(id)
    const over = new ResultColumns()
    const left: JournalResult[] = []
    journal.open.of(id)?.visit((at, status, value) => {
      // What is ahead of the present hour is from before the clock was set back.
      if (at < until || at >= until + HOUR_MS) over.push(at, status, value)
      else left.push({ series: id, at, status, value })
    })
    const isWorth = over.length >= WORTH_PACKING || over.firstAt <= hour - PACKED_AFTER_MS
    if (entry !== undefined && over.length > 0 && (isWorth || count > MANY_OPEN)) closed.set(entry, over)
    else over.visit((at, status, value) => left.push({ series: id, at, status, value }))
    rest.push(...left)
  }
  if (closed.size === 0) return
  tables.inTransaction(() => {
    for (const [entry, results] of closed) packSeries(tables, entry, results)
    journal.replace(rest)
  })
  journal.replaced(rest)
}

function packSeries(tables: HistoryTables, entry: SeriesEntry, results: ResultColumns): void {
  const [raw, minutes, tenMinutes, hours, days] = tables.levels
  if (!raw || !minutes || !tenMinutes || !hours || !days) return
  const series = entry.id
  const byHour = new Map<number, ResultColumns>()
  results.visit((at, status, value) => {
    const hour = blockNumber(at, HOUR_MS)
    const within = byHour.get(hour) ?? new ResultColumns()
    byHour.set(hour, within)
    within.push(at, status, value)
  })
  const ofHours = new Map<number, RollUpSum>()
  const ofDays = new Map<number, RollUpSum>()
  for (const [hour, within] of byHour) {
    // Where the hour has minutes it goes on to have them, whatever the interval is now; and the other way round.
    const hasMinutes =
      tenMinutes.get(series, hour) === null
        ? entry.facts.intervalMs < MINUTE_MS
        : minutes.get(series, hour) !== null
    addResults(tables, raw, series, hour, within)
    if (hasMinutes) addSums(tables, minutes, series, sumsOf(within, minutes.level.rowMs))
    const ofTen = sumsOf(within, tenMinutes.level.rowMs)
    addSums(tables, tenMinutes, series, ofTen)
    const whole = new RollUpSum()
    for (const sum of ofTen.values()) whole.merge(sum)
    ofHours.set(hour, whole)
    const day = Math.floor((hour * HOUR_MS) / days.level.rowMs)
    const ofDay = ofDays.get(day) ?? new RollUpSum()
    ofDay.merge(whole)
    ofDays.set(day, ofDay)
  }
  addSums(tables, hours, series, ofHours)
  addSums(tables, days, series, ofDays)
  tables.series.packed(entry, results.firstAt, results.lastAt)
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
    const row = Math.floor(at / rowMs)
    let sum = sums.get(row)
    if (sum === undefined) {
      sum = new RollUpSum()
      sums.set(row, sum)
    }
    sum.add(statusOfCode(status), Number.isNaN(value) ? null : value)
  })
  return sums
}

/** Adds to what the rows have, each block once. */
function addSums(
  tables: HistoryTables,
  table: BlockTable,
  series: number,
  sums: ReadonlyMap<number, RollUpSum>,
): void {
  const { rowMs, blockMs } = table.level
  const rowsInBlock = blockMs / rowMs
  const byBlock = Map.groupBy(sums, ([row]) => Math.floor(row / rowsInBlock))
  for (const [block, added] of byBlock) {
    if ((block + 1) * blockMs <= tables.since(table)) continue
    const before = table.get(series, block)
    const all = before === null ? new Map<number, RollUpSum>() : unpackRollUps(before.data)
    const rows = all.size
    for (const [row, sum] of added) {
      const known = all.get(row % rowsInBlock)
      if (known === undefined) all.set(row % rowsInBlock, sum)
      else known.merge(sum)
    }
    const sorted = new Map([...all].sort(([a], [b]) => a - b))
    table.put(series, block, sorted.size, packRollUps(sorted))
    tables.addRows(table, sorted.size - rows)
  }
}
