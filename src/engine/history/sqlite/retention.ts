import type { HistoryConfig } from '#shared/history-config.ts'
import type { BlockTable } from './block-table.ts'
import type { HistoryTables } from './history-tables.ts'
import { numberOf } from './sql-values.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A clock that is ahead of where it should be by more than this is not believed at once. */
const LEAP_MS = 2 * DAY_MS
/** Looks, about one a minute, at which it must still be ahead until it is believed: a day. */
const LOOKS_UNTIL_BELIEVED = 1440
/** With the size at its bound this share of it is made free, so that it is not at its bound again in a minute. */
const ROOM = 0.05
/** What is left of each level however full it is, the finest first; of the coarsest, as long as the second last. */
const LEAST_MS = [HOUR_MS, 6 * HOUR_MS, 7 * DAY_MS, 30 * DAY_MS, 365 * DAY_MS]
/** Blocks are dropped so much time at once, since every series has one to be found. */
const DROPPED_MS = 6 * HOUR_MS
/** Free pages are given back to the disk beyond this share of the file; fewer are soon used again. */
const FREE_SHARE = 0.25
const LEAST_FREE = 1000

/** How long each level is kept, the finest first, in ms. */
const keptMs = (config: HistoryConfig): readonly number[] => [
  config.rawHours * HOUR_MS,
  config.minuteDays * DAY_MS,
  config.tenMinuteDays * DAY_MS,
  config.hourDays * DAY_MS,
  config.hourDays * DAY_MS,
]

/** Drops what is older than it is to be kept, and the oldest where the file is too large. */
export function retain(tables: HistoryTables, now: number, config: HistoryConfig): void {
  const believed = believedTime(tables, now)
  const kept = keptMs(config)
  tables.levels.forEach((table, index) => {
    dropBefore(tables, table, Math.floor((believed - (kept[index] ?? 0)) / DROPPED_MS) * DROPPED_MS)
  })
  dropSpans(tables, believed - config.hourDays * DAY_MS)
  const bound = config.maxSizeMb * 1e6
  if (usedBytes(tables) > bound) shrink(tables, believed, bound * (1 - ROOM))
  giveBack(tables, bound)
}

/** Size of the file without what is free in it, in bytes. */
export function usedBytes({ database }: HistoryTables): number {
  const pragma = (name: string) => numberOf(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0])
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
}

/**
 * The present moment as far as it is believed. One year too far would have all of the past dropped, so a clock that leaps
 * ahead must stay there for a day of watching; until then nothing is dropped that the time before did not allow.
 */
function believedTime(tables: HistoryTables, now: number): number {
  const { facts } = tables
  const before = facts.get('clock')
  const isLeap = before > 0 && now > before + LEAP_MS
  const looks = isLeap ? facts.get('clock-ahead') + 1 : 0
  const isBelieved = !isLeap || looks >= LOOKS_UNTIL_BELIEVED
  tables.inTransaction(() => {
    facts.set('clock-ahead', isBelieved ? 0 : looks)
    if (isBelieved) facts.set('clock', now)
  })
  return isBelieved ? now : before
}

/** Drops the blocks that are wholly before a moment. */
function dropBefore(tables: HistoryTables, table: BlockTable, at: number): void {
  const { blockMs } = table.level
  const number = Math.floor(at / blockMs)
  if (number * blockMs <= tables.since(table)) return
  tables.inTransaction(() => {
    for (const { id } of tables.series.all()) tables.addRows(table, -table.dropBefore(id, number))
    tables.setSince(table, number * blockMs)
  })
}

/** Drops changes of status that ended before, and, once an hour, series of which nothing is left. */
function dropSpans(tables: HistoryTables, at: number): void {
  const hour = Math.floor(at / HOUR_MS) * HOUR_MS
  tables.inTransaction(() => {
    tables.spans.dropBefore(at)
    if (hour <= tables.facts.get('since:spans')) return
    tables.facts.set('since:spans', hour)
    for (const entry of [...tables.series.all()]) {
      const { id, lastAt } = entry
      if (lastAt === null || lastAt >= hour || tables.journal.open.of(id) !== undefined) continue
      if (tables.spans.has(id) || tables.levels.some(table => table.first(id) !== null)) continue
      tables.series.remove(entry)
    }
  })
}

/** Drops the oldest of the finest level first, then of the next, until the file holds no more than this. */
function shrink(tables: HistoryTables, now: number, bytes: number): void {
  tables.levels.forEach((table, index) => {
    const until = now - (LEAST_MS[index] ?? 0)
    for (;;) {
      if (usedBytes(tables) <= bytes) return
      const oldest = firstOf(tables, table)
      if (oldest === null || oldest >= until) return
      // A sixteenth of what there is at a time, at least one block.
      dropBefore(
        tables,
        table,
        Math.min(until, oldest + Math.max((until - oldest) / 16, table.level.blockMs)),
      )
      if (firstOf(tables, table) === oldest) return
    }
  })
}

/** When the oldest block of a level begins, in ms. */
function firstOf(tables: HistoryTables, table: BlockTable): number | null {
  let first: number | null = null
  for (const { id } of tables.series.all()) {
    const number = table.first(id)
    if (number !== null && (first === null || number < first)) first = number
  }
  return first === null ? null : first * table.level.blockMs
}

/** Gives free pages back to the disk where they are many, or the file is larger than it should be. */
function giveBack({ database }: HistoryTables, bound: number): void {
  const pragma = (name: string) => numberOf(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0])
  const [pages, free, size] = [pragma('page_count'), pragma('freelist_count'), pragma('page_size')]
  const isLarge = pages * size > bound
  if (!isLarge && free < Math.max(LEAST_FREE, pages * FREE_SHARE)) return
  // A part at a time, since each page is written anew.
  database.exec('PRAGMA incremental_vacuum(20000)')
}
