import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { blockKey, endOfSeries, numberOfKey } from './block-key.ts'
import type { BlockLevel } from './block-level.ts'
import { bytesOf, numberOf } from './sql-values.ts'

export interface Block {
  readonly number: number
  readonly data: Uint8Array
}

/** The packed rows of one level. */
export class BlockTable {
  readonly level: BlockLevel
  readonly #get: StatementSync
  readonly #between: StatementSync
  readonly #numbers: StatementSync
  readonly #newest: StatementSync
  readonly #put: StatementSync
  readonly #drop: StatementSync
  readonly #count: StatementSync

  constructor(database: DatabaseSync, level: BlockLevel) {
    this.level = level
    const { table } = level
    this.#get = database.prepare(`SELECT n, data FROM ${table} WHERE id = ?`)
    this.#between = database.prepare(`SELECT id, data FROM ${table} WHERE id >= ? AND id <= ? ORDER BY id`)
    this.#numbers = database.prepare(`SELECT id FROM ${table} WHERE id >= ? AND id <= ? ORDER BY id`)
    this.#newest = database.prepare(
      `SELECT id, data FROM ${table} WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1`,
    )
    this.#put = database.prepare(`INSERT OR REPLACE INTO ${table} (id, n, data) VALUES (?, ?, ?)`)
    this.#drop = database.prepare(`DELETE FROM ${table} WHERE id >= ? AND id < ?`)
    this.#count = database.prepare(
      `SELECT coalesce(sum(n), 0) AS n, count(*) AS blocks FROM ${table} WHERE id >= ? AND id < ?`,
    )
  }

  get(series: number, number: number): { readonly n: number; readonly data: Uint8Array } | null {
    const row = this.#get.get(blockKey(series, number))
    return row === undefined ? null : { n: numberOf(row.n), data: bytesOf(row.data) }
  }

  /** Both ends included, by time. */
  *between(series: number, first: number, last: number): Generator<Block> {
    const rows = this.#between.all(blockKey(series, first), blockKey(series, last))
    for (const { id, data } of rows) yield { number: numberOfKey(numberOf(id)), data: bytesOf(data) }
  }

  /** Which there are; both ends included. */
  numbers(series: number, first: number, last: number): number[] {
    const rows = this.#numbers.all(blockKey(series, first), blockKey(series, last))
    return rows.map(({ id }) => numberOfKey(numberOf(id)))
  }

  /** The latest before this one, but none before `first`. */
  before(series: number, number: number, first: number): Block | null {
    const end = Math.min(blockKey(series, number), endOfSeries(series))
    const row = this.#newest.get(blockKey(series, first), end)
    return row === undefined ? null : { number: numberOfKey(numberOf(row.id)), data: bytesOf(row.data) }
  }

  put(series: number, number: number, n: number, data: Uint8Array): void {
    this.#put.run(blockKey(series, number), n, data)
  }

  /** Drops what a series has before this block; answers how many rows that were. */
  dropBefore(series: number, number: number): number {
    const range = [blockKey(series, 0), blockKey(series, number)] as const
    const { n, blocks } = this.#count.get(...range) ?? {}
    if (numberOf(blocks) > 0) this.#drop.run(...range)
    return numberOf(n)
  }

  /** The number of a series' first block; null where it has none. */
  first(series: number): number | null {
    const row = this.#numbers.get(blockKey(series, 0), endOfSeries(series) - 1)
    return row === undefined ? null : numberOfKey(numberOf(row.id))
  }
}
