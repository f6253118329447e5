import { JsonNesting } from '../backends/json-nesting.ts'
import { MAX_MESSAGE_BYTES, MAX_NESTING } from './mcp-link.ts'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const NOT_ASCII_FROM = 0x80
/** The one field of an event stream that is parsed as JSON. */
const DATA_FIELD = Buffer.from('data:')
const OTHER = -1

/** What an HTTP body holds: one JSON document, or a stream of events with one in each. */
export type McpBodyForm = 'json' | 'event-stream'

/** Measures the messages of an HTTP body as its bytes arrive, so that none is parsed that would hold everything up. */
export class McpMessageLimit {
  readonly #form: McpBodyForm
  #nesting = new JsonNesting(MAX_NESTING)
  /** Of the message so far, with everything that belongs to its event. */
  #bytes = 0
  #lineBytes = 0
  /** How much of `data:` the line begins with; OTHER as soon as it is another field. */
  #field = 0
  #isFirstLine = true
  #isAfterReturn = false

  constructor(form: McpBodyForm) {
    this.#form = form
  }

  /** What is too much about the message that these bytes belong to; null while it is fine. */
  take(chunk: Uint8Array): 'too-large' | 'too-deep' | null {
    if (this.#form === 'json') return this.#count(chunk.length) ?? this.#nest(chunk)
    for (let start = 0; start < chunk.length; ) {
      const end = endOfLine(chunk, start)
      const excess = this.#count(end - start) ?? this.#takeOfLine(chunk.subarray(start, end))
      if (excess) return excess
      if (end < chunk.length) this.#takeEnd(chunk[end])
      start = end + 1
    }
    return null
  }

  #count(bytes: number): 'too-large' | null {
    this.#bytes += bytes
    return this.#bytes > MAX_MESSAGE_BYTES ? 'too-large' : null
  }

  #nest(bytes: Uint8Array): 'too-deep' | null {
    return this.#nesting.read(bytes) ? 'too-deep' : null
  }

  #takeOfLine(bytes: Uint8Array): 'too-deep' | null {
    if (bytes.length > 0) this.#isAfterReturn = false
    this.#lineBytes += bytes.length
    let read = 0
    for (; read < bytes.length && this.#field !== OTHER && this.#field < DATA_FIELD.length; read++) {
      const byte = bytes[read] ?? 0
      if (byte === DATA_FIELD[this.#field]) this.#field++
      // Before its first field a stream may have a byte order mark.
      else if (!(this.#isFirstLine && this.#field === 0 && byte >= NOT_ASCII_FROM)) this.#field = OTHER
    }
    return this.#field === OTHER ? null : this.#nest(bytes.subarray(read))
  }

  /** As the specification of event streams has it, LF, CR or both together end a line; an empty one ends the event. */
  #takeEnd(byte: number | undefined): void {
    const isSecondHalf = byte === LINE_FEED && this.#isAfterReturn
    this.#isAfterReturn = byte === CARRIAGE_RETURN
    if (isSecondHalf) return
    if (this.#lineBytes === 0) {
      this.#nesting = new JsonNesting(MAX_NESTING)
      this.#bytes = 0
    } else {
      this.#nesting.endLine()
      this.#bytes++
    }
    this.#lineBytes = 0
    this.#field = 0
    this.#isFirstLine = false
  }
}

/** Where the line ends, or the bytes do. */
function endOfLine(bytes: Uint8Array, start: number): number {
  let end = start
  while (end < bytes.length && bytes[end] !== LINE_FEED && bytes[end] !== CARRIAGE_RETURN) end++
  return end
}
