import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { OpenResults } from './open-results.ts'
import { type JournalResult, packJournal, unpackJournal } from './packed-results.ts'
import { bytesOf, numberOf } from './sql-values.ts'

/**
 * What came in since it was last packed: one row for each transaction at the end of a table, however many series there
 * are, and the same in memory to answer from.
 */
export class Journal {
  readonly open = new OpenResults()
  readonly #database: DatabaseSync
  readonly #append: StatementSync
  readonly #touch: StatementSync
  #last = 0
  #aliveAt: number | null = null

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#append = database.prepare('INSERT INTO journal (id, at, data) VALUES (?, ?, ?)')
    this.#touch = database.prepare('UPDATE journal SET at = ? WHERE id = ?')
    for (const { id, at, data } of database
      .prepare('SELECT id, at, data FROM journal ORDER BY id')
      .iterate()) {
      this.#last = numberOf(id)
      this.#aliveAt = numberOf(at)
      for (const result of unpackJournal(bytesOf(data))) this.open.add(result)
    }
  }

  /** When Traylight last watched, by what is written; null for a new file. */
  get aliveAt(): number | null {
    return this.#aliveAt
  }

  /** Writes what is to be added by `added` once the transaction is through. */
  append(results: readonly JournalResult[], aliveAt: number): void {
    const at = Math.round(aliveAt)
    if (results.length === 0 && this.#last > 0) this.#touch.run(at, this.#last)
    else this.#append.run(this.#last + 1, at, packJournal(results))
  }

  added(results: readonly JournalResult[], aliveAt: number): void {
    if (results.length > 0 || this.#last === 0) this.#last++
    this.#aliveAt = Math.round(aliveAt)
    for (const result of results) this.open.add(result)
  }

  /** Leaves only these in it. */
  replace(results: readonly JournalResult[]): void {
    this.#database.exec('DELETE FROM journal')
    this.#append.run(this.#last + 1, this.#aliveAt ?? 0, packJournal(results))
  }

  replaced(results: readonly JournalResult[]): void {
    this.#last++
    this.open.clear()
    for (const result of results) this.open.add(result)
  }
}
