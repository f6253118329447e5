import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Clock, Timer } from '../clock.ts'
import type { ExpositionFormat } from './exposition-format.ts'

/** One document, as it is sent to all who ask for it at the same time. */
export interface ScrapedDocument {
  readonly text: string
  /** The same, packed with gzip; packed once, when the first one asks. */
  packed(): Promise<Buffer>
}

export interface ScrapedDocumentsOptions {
  readonly clock: Pick<Clock, 'monotonic' | 'after'>
  readonly write: (format: ExpositionFormat) => Promise<string>
}

const pack = promisify(gzip)
/** With thousands of monitors a document takes a good part of a second; making them may take up a tenth of the time. */
const SHARE = 10
/** However long it took, a document is not given out for longer. In ms. */
const MOST_KEPT_MS = 1000

/**
 * The documents that are scraped. Who asks while one is being made, or soon after, is given the same one: however many
 * ask at once, the checks are not held up.
 */
export class ScrapedDocuments {
  readonly #options: ScrapedDocumentsOptions
  readonly #documents = new Map<ExpositionFormat, Promise<ScrapedDocument>>()
  readonly #timers = new Map<ExpositionFormat, Timer>()
  #isStopped = false

  constructor(options: ScrapedDocumentsOptions) {
    this.#options = options
  }

  get(format: ExpositionFormat): Promise<ScrapedDocument> {
    const found = this.#documents.get(format)
    if (found) return found
    const startedAt = this.#options.clock.monotonic()
    const making = this.#make(format)
    this.#documents.set(format, making)
    making.then(
      () => this.#keep(format, (this.#options.clock.monotonic() - startedAt) * SHARE),
      () => this.#documents.delete(format),
    )
    return making
  }

  /** Forgets what was made, and keeps nothing any more. */
  stop(): void {
    this.#isStopped = true
    for (const timer of this.#timers.values()) timer.cancel()
    this.#documents.clear()
  }

  async #make(format: ExpositionFormat): Promise<ScrapedDocument> {
    const text = await this.#options.write(format)
    let packing: Promise<Buffer> | null = null
    const packed = () => {
      packing ??= pack(text)
      return packing
    }
    return { text, packed }
  }

  #keep(format: ExpositionFormat, ms: number): void {
    const forget = () => this.#documents.delete(format)
    if (ms <= 0 || this.#isStopped) forget()
    else this.#timers.set(format, this.#options.clock.after(Math.min(MOST_KEPT_MS, ms), forget))
  }
}
