import type { DatabaseSync } from 'node:sqlite'
import { numberOf, textOf } from './sql-values.ts'

/** Single numbers that the file keeps; 0 where it does not. */
export class FactsTable {
  readonly #database: DatabaseSync
  readonly #values = new Map<string, number>()

  constructor(database: DatabaseSync) {
    this.#database = database
    this.reload()
  }

  /** Forgets what a transaction that failed has said. */
  reload(): void {
    this.#values.clear()
    for (const { name, value } of this.#database.prepare('SELECT name, value FROM facts').all()) {
      this.#values.set(textOf(name), numberOf(value))
    }
  }

  get(name: string): number {
    return this.#values.get(name) ?? 0
  }

  set(name: string, value: number): void {
    if (this.get(name) === value) return
    this.#database.prepare('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)').run(name, value)
    this.#values.set(name, value)
  }
}
