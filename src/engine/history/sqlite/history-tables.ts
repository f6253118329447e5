import type { DatabaseSync } from 'node:sqlite'
import { BLOCK_LEVELS } from './block-level.ts'
import { BlockTable } from './block-table.ts'
import { FactsTable } from './facts-table.ts'
import { Journal } from './journal.ts'
import { SeriesTable } from './series-table.ts'
import { SpanTable } from './span-table.ts'

/** The tables of an open file. */
export class HistoryTables {
  readonly database: DatabaseSync
  readonly series: SeriesTable
  readonly journal: Journal
  readonly spans: SpanTable
  readonly facts: FactsTable
  /** The finest first. */
  readonly levels: readonly BlockTable[]
  readonly #added = new Map<string, number>()

  constructor(database: DatabaseSync) {
    this.database = database
    this.series = new SeriesTable(database)
    this.journal = new Journal(database)
    this.spans = new SpanTable(database, this.series)
    this.facts = new FactsTable(database)
    this.levels = BLOCK_LEVELS.map(level => new BlockTable(database, level))
  }

  /** Since when a level has everything, in ms. */
  since({ level: { table } }: BlockTable): number {
    return this.facts.get(`since:${table}`)
  }

  setSince({ level: { table } }: BlockTable, at: number): void {
    this.facts.set(`since:${table}`, at)
  }

  rows({ level: { table } }: BlockTable): number {
    return this.facts.get(`rows:${table}`)
  }

  /** Counted until the transaction ends. */
  addRows({ level: { table } }: BlockTable, count: number): void {
    this.#added.set(table, (this.#added.get(table) ?? 0) + count)
  }

  /** All of it, or nothing: then also what is in memory is as it was before. */
  inTransaction(change: () => void): void {
    this.database.exec('BEGIN IMMEDIATE')
    this.#added.clear()
    try {
      change()
      for (const [table, count] of this.#added) {
        this.facts.set(`rows:${table}`, this.facts.get(`rows:${table}`) + count)
      }
      this.database.exec('COMMIT')
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK')
      this.series.reload()
      this.facts.reload()
      throw error
    }
  }
}
