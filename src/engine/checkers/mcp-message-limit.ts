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
  #nesting = new JsonNesting()
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
    for (const byte of chunk) {
      this.#bytes++
      if (this.#form === 'json') this.#nesting.read(byte)
      else this.#takeOfStream(byte)
      if (this.#bytes > MAX_MESSAGE_BYTES) return 'too-large'
      if (this.#nesting.depth > MAX_NESTING) return 'too-deep'
    }
    return null
  }

  /** Lines as the specification of event streams has them: ended by LF, CR, or both together, which is one end. */
  #takeOfStream(byte: number): void {
    if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
      if (byte === CARRIAGE_RETURN || !this.#isAfterReturn) this.#endLine()
      this.#isAfterReturn = byte === CARRIAGE_RETURN
      return
    }
    this.#isAfterReturn = false
    this.#lineBytes++
    if (this.#field === OTHER) return
    if (this.#field === DATA_FIELD.length) this.#nesting.read(byte)
    else if (byte === DATA_FIELD[this.#field]) this.#field++
    // Before its first field a stream may have a byte order mark.
    else if (!(this.#isFirstLine && this.#field === 0 && byte >= NOT_ASCII_FROM)) this.#field = OTHER
  }

  #endLine(): void {
    if (this.#lineBytes === 0) {
      this.#nesting = new JsonNesting()
      this.#bytes = 0
    } else this.#nesting.endLine()
    this.#lineBytes = 0
    this.#field = 0
    this.#isFirstLine = false
  }
}
