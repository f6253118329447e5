import type { ReportSink } from './report-format.ts'

/** In characters: what is smaller costs more to hand on than to write. */
const BATCH = 64 * 1024
/** After this long everything else has its turn, in ms. */
const TURN_MS = 20

/** Gathers small pieces of text, hands them on in large ones, waits for room, and ends when it is aborted. */
export class BatchedSink {
  readonly #sink: ReportSink
  readonly #signal: AbortSignal
  #text = ''
  #turnAt = performance.now()

  constructor(sink: ReportSink, signal: AbortSignal) {
    this.#sink = sink
    this.#signal = signal
  }

  /** Adds a piece; a promise where there was enough to hand on, which has to be awaited. */
  add(piece: string): Promise<void> | undefined {
    this.#text += piece
    return this.#text.length < BATCH ? undefined : this.flush()
  }

  /** Hands on what there is. */
  async flush(): Promise<void> {
    this.#signal.throwIfAborted()
    const text = this.#text
    this.#text = ''
    if (text !== '') await this.#sink.write(text)
    if (performance.now() - this.#turnAt < TURN_MS) return
    // A sink that always has room would never let the checks have their turn.
    await new Promise(resolve => setImmediate(resolve))
    this.#turnAt = performance.now()
    this.#signal.throwIfAborted()
  }
}
