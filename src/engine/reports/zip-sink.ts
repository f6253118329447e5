import type { Zip, ZipDeflate } from 'fflate/browser'
import type { ReportSink } from './report-format.ts'

/** In characters. */
const BATCH = 64 * 1024
/** Most of what could be gained, at a third of the time. */
const LEVEL = 4
/** After this long everything else has its turn, in ms. */
const TURN_MS = 20

/** A ZIP archive written file by file, piece by piece, never more of it in memory than a piece. */
export class ZipSink {
  readonly #zip: Zip
  readonly #deflate: (name: string) => ZipDeflate
  readonly #sink: ReportSink
  readonly #signal: AbortSignal
  readonly #packed: Uint8Array[] = []
  readonly #encoder = new TextEncoder()
  #failure: Error | null = null
  #file: ZipDeflate | null = null
  #text = ''
  #turnAt = performance.now()

  private constructor(fflate: typeof import('fflate/browser'), sink: ReportSink, signal: AbortSignal) {
    this.#sink = sink
    this.#signal = signal
    this.#zip = new fflate.Zip((error, chunk) => {
      if (error) this.#failure = error
      else this.#packed.push(chunk)
    })
    this.#deflate = name => new fflate.ZipDeflate(name, { level: LEVEL })
  }

  static async open(sink: ReportSink, signal: AbortSignal): Promise<ZipSink> {
    return new ZipSink(await import('fflate/browser'), sink, signal)
  }

  /** Writes a whole small file. */
  async file(name: string, text: string): Promise<void> {
    await this.begin(name)
    await this.add(text)
    await this.end()
  }

  async begin(name: string): Promise<void> {
    const file = this.#deflate(name)
    this.#zip.add(file)
    this.#file = file
  }

  /** Adds a piece to the file; a promise where there was enough to hand on, which has to be awaited. */
  add(text: string): Promise<void> | undefined {
    this.#text += text
    return this.#text.length < BATCH ? undefined : this.#push(false)
  }

  async end(): Promise<void> {
    await this.#push(true)
    this.#file = null
  }

  async close(): Promise<void> {
    this.#zip.end()
    await this.#handOn()
  }

  async #push(isLast: boolean): Promise<void> {
    this.#signal.throwIfAborted()
    const text = this.#text
    this.#text = ''
    this.#file?.push(this.#encoder.encode(text), isLast)
    await this.#handOn()
    if (performance.now() - this.#turnAt < TURN_MS) return
    await new Promise(resolve => setImmediate(resolve))
    this.#turnAt = performance.now()
  }

  async #handOn(): Promise<void> {
    if (this.#failure) throw this.#failure
    for (const chunk of this.#packed.splice(0)) await this.#sink.write(chunk)
  }
}
