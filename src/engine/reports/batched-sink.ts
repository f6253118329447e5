import type { ReportSink } from './report-format.ts'

/** In bytes: smaller pieces cost more to hand on than to write. */
const BATCH = 64 * 1024
/** Bytes that a character takes at most, of those that JavaScript counts. */
const BYTES_A_CHARACTER = 3
/** After this long everything else has its turn, in ms. */
const TURN_MS = 20

/**
 * Gathers small pieces of text, hands them on in large ones, waits for room, and ends when it is aborted. Pieces become
 * bytes at once: strings that are added to each other live until the end, which makes the heap grow.
 */
export class BatchedSink {
  readonly #sink: ReportSink
  readonly #signal: AbortSignal
  #buffer = Buffer.allocUnsafeSlow(BATCH)
  #length = 0
  #turnAt = performance.now()

  constructor(sink: ReportSink, signal: AbortSignal) {
    this.#sink = sink
    this.#signal = signal
  }

  /** Adds a piece; a promise where there was enough to hand on, which has to be awaited. */
  add(piece: string): Promise<void> | undefined {
    const room = BATCH - this.#length
    if (piece.length * BYTES_A_CHARACTER > room && Buffer.byteLength(piece) > room)
      return this.#addAnew(piece)
    this.#length += this.#buffer.write(piece, this.#length)
    return undefined
  }

  /** Hands on what there is. */
  async flush(): Promise<void> {
    this.#signal.throwIfAborted()
    const piece = this.#buffer.subarray(0, this.#length)
    // Who takes it may write it later: the next piece is another one.
    this.#buffer = Buffer.allocUnsafeSlow(BATCH)
    this.#length = 0
    if (piece.length > 0) await this.#sink.write(piece)
    if (performance.now() - this.#turnAt < TURN_MS) return
    // A sink that always has room would never let the checks have their turn.
    await new Promise(resolve => setImmediate(resolve))
    this.#turnAt = performance.now()
    this.#signal.throwIfAborted()
  }

  async #addAnew(piece: string): Promise<void> {
    await this.flush()
    if (Buffer.byteLength(piece) > BATCH) await this.#sink.write(piece)
    else this.#length += this.#buffer.write(piece, this.#length)
  }
}
