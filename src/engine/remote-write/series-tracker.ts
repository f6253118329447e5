import { z } from 'zod'
import type { SeriesSample } from './write-request.ts'

const labelsSchema = z.array(z.tuple([z.string(), z.string()]))

/** Notices which series are not there any more, so that their end is written and old values do not seem to hold on. */
export class SeriesTracker {
  #before: ReadonlySet<string> = new Set()
  #now = new Set<string>()

  /** Whether a series comes for the first time in this collection; one that comes twice must not be written twice. */
  see({ labels }: SeriesSample): boolean {
    const key = JSON.stringify(labels)
    if (this.#now.has(key)) return false
    this.#now.add(key)
    return true
  }

  /** Ends this collection: the series that the one before had and this one has not, each with its end. */
  ended(): readonly SeriesSample[] {
    const gone = [...this.#before].filter(key => !this.#now.has(key))
    this.#before = this.#now
    this.#now = new Set()
    return gone.map(key => ({ labels: labelsSchema.parse(JSON.parse(key)), value: null }))
  }
}
