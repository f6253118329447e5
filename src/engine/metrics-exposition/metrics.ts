import type { Thresholds } from '#shared/config.ts'
import type { SeriesRef } from '#shared/history.ts'
import type { Clock } from '../clock.ts'
import type { Uptime } from '../history/uptime-board.ts'
import type { StatusBook } from '../status/status-book.ts'
import { backendFamilies } from './collect-backends.ts'
import { type EngineFacts, engineFamilies } from './collect-engine.ts'
import { machineFamilies } from './collect-machine.ts'
import { mcpFamilies } from './collect-mcp.ts'
import { monitorFamilies } from './collect-monitors.ts'
import { overallFamilies } from './collect-overall.ts'
import { reportFamilies } from './collect-report-metrics.ts'
import { EventLoopLag } from './event-loop-lag.ts'
import type { ExpositionFormat } from './exposition-format.ts'
import type { Family } from './family.ts'
import { type ScrapedDocument, ScrapedDocuments } from './scraped-documents.ts'
import { Tally } from './tally.ts'

export interface MetricsOptions {
  readonly clock: Clock
  readonly book: () => StatusBook
  readonly thresholds: () => Thresholds
  readonly facts: () => EngineFacts
  /** Availability as the history knows it; null before it was asked. */
  readonly uptimeOf: (ref: SeriesRef) => Uptime | null
  /** Further families of parts that have their own, such as the history. */
  readonly others: readonly (() => Iterable<Family>)[]
}

/** Everything that Traylight knows, as metrics for Prometheus: collected when somebody asks, counted while it happens. */
export class Metrics {
  readonly tally: Tally
  readonly #options: MetricsOptions
  readonly #lag: EventLoopLag
  readonly #documents: ScrapedDocuments

  constructor(options: MetricsOptions) {
    this.#options = options
    this.tally = new Tally(options.clock)
    this.#lag = new EventLoopLag(options.clock)
    this.#documents = new ScrapedDocuments({ clock: options.clock, write: format => this.#write(format) })
  }

  /** The families as they are at this moment, one after the other; whoever takes them may pause in between. */
  *families(): Iterable<Family> {
    const { tally } = this
    const { thresholds, facts, uptimeOf, others } = this.#options
    const book = this.#options.book()
    const now = this.#options.clock.now()
    tally.keepOnly(book.monitors, book.backends)
    yield* reportFamilies(book, tally)
    yield* mcpFamilies(book)
    yield* overallFamilies(book)
    yield* monitorFamilies({ book, tally, thresholds: thresholds(), uptimeOf, now })
    yield* backendFamilies({ book, tally, uptimeOf, now })
    yield* machineFamilies(book)
    yield* engineFamilies({ facts: facts(), book, tally, lag: this.#lag })
    for (const families of others) yield* families()
  }

  /** The document that Prometheus scrapes; who asks at the same time, or soon after, is given the same one. */
  document(format: ExpositionFormat): Promise<ScrapedDocument> {
    return this.#documents.get(format)
  }

  async #write(format: ExpositionFormat): Promise<string> {
    // Loaded when the first one asks: most installations have no Prometheus.
    const { writeExposition } = await import('./write-exposition.ts')
    return writeExposition(this.families(), format, this.#options.clock)
  }

  stop(): void {
    this.#lag.stop()
    this.#documents.stop()
  }
}
