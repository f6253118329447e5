import type { JournalResult } from './packed-results.ts'
import { ResultColumns } from './result-columns.ts'

/** The results that are not packed yet, by the number of their series. The journal has the same on disk. */
export class OpenResults {
  readonly #bySeries = new Map<number, ResultColumns>()
  #count = 0

  get count(): number {
    return this.#count
  }

  add({ series, at, status, value }: JournalResult): void {
    let results = this.#bySeries.get(series)
    if (results === undefined) {
      results = new ResultColumns()
      this.#bySeries.set(series, results)
    }
    results.push(at, status, value)
    this.#count++
  }

  /** In the order in which they came. */
  of(series: number): ResultColumns | undefined {
    return this.#bySeries.get(series)
  }

  series(): Iterable<number> {
    return this.#bySeries.keys()
  }

  clear(): void {
    this.#bySeries.clear()
    this.#count = 0
  }
}
