import type { SeriesRef } from '#shared/history.ts'
import type { StatusBook } from '../status/status-book.ts'
import { findService } from '../status/watched-entries.ts'
import type { Observation } from './history-store.ts'
import { seriesKey } from './series-key.ts'

/**
 * What is remembered from before a restart, until the things it is about are there again: then their heartbeat bars and
 * sparklines go on where they were.
 */
export class Recollection {
  readonly #book: StatusBook
  readonly #waiting: Map<string, Observation[]>

  /** `results` are oldest first. */
  constructor(book: StatusBook, results: readonly Observation[]) {
    this.#book = book
    this.#waiting = Map.groupBy(results, seriesKey)
  }

  /** Gives back what it can now; the rest when it is asked for by name. */
  recallAll(): SeriesRef[] {
    const found = [...this.#waiting.values()].flatMap(results => results[0] ?? [])
    return found.filter(ref => this.recall(ref))
  }

  /** Whether there was something to give back to this one, and it is there to take it. */
  recall(ref: SeriesRef): boolean {
    const key = seriesKey(ref)
    const results = this.#waiting.get(key)
    if (results === undefined || !this.#giveTo(ref, results)) return false
    this.#waiting.delete(key)
    return true
  }

  #giveTo({ kind, id }: SeriesRef, results: readonly Observation[]): boolean {
    const { metrics, monitors, backends } = this.#book
    if (kind === 'metric') {
      const samples = metrics.get(id)?.samples
      samples?.recall(results.map(({ at, value }) => [at, value]))
      return samples !== undefined
    }
    const watched = {
      monitor: () => monitors.get(id)?.watched,
      backend: () => backends.get(id)?.watched,
      service: () => findService(backends, id)?.service.watched,
    }[kind]()
    watched?.recent.recall(results.map(({ at, status, value }) => [at, status ?? 'unknown', value]))
    return watched !== undefined
  }
}
