import { BadAnswer } from './bad-answer.ts'

/** The largest single message that is taken: rows of the statements a check makes are small. */
const MAX_MESSAGE_BYTES = 1_048_576
/** The most that a whole check may receive. */
const MAX_TOTAL_BYTES = 4_194_304
const MAX_MESSAGES = 10_000

const HEADER_BYTES = 5
// Message types of protocol 3.0 (PostgreSQL documentation, "Message Formats") that can answer what a check asks.
const FIRST_TYPES = 'REN'
const TYPES = 'RSKZTDCENIA123nst'

/**
 * Cuts what a server sends into whole messages and looks at each before the driver does: the driver's parser believes
 * every length, and never comes back from an error message that lacks its end.
 */
export class PostgresFrames {
  #pending: readonly Uint8Array[] = []
  #pendingBytes = 0
  #needed = 1
  #total = 0
  #messages = 0

  /** How many bytes have arrived. */
  get total(): number {
    return this.#total
  }

  /**
   * Takes what arrived and returns the messages that are now complete, as one piece; empty where none is.
   *
   * @throws BadAnswer
   */
  take(chunk: Uint8Array): Uint8Array {
    this.#total += chunk.length
    if (this.#total > MAX_TOTAL_BYTES) throw new BadAnswer('endless')
    this.#pending = [...this.#pending, chunk]
    this.#pendingBytes += chunk.length
    if (this.#pendingBytes < this.#needed) return new Uint8Array()

    const bytes = Buffer.concat(this.#pending)
    const end = this.#endOfLastMessage(bytes)
    const rest = bytes.subarray(end)
    this.#pending = rest.length === 0 ? [] : [rest]
    this.#pendingBytes = rest.length
    return bytes.subarray(0, end)
  }

  #endOfLastMessage(bytes: Buffer): number {
    let start = 0
    while (start < bytes.length) {
      const type = String.fromCharCode(bytes[start] ?? 0)
      if (!(this.#messages === 0 ? FIRST_TYPES : TYPES).includes(type)) throw new BadAnswer('stranger')
      this.#needed = HEADER_BYTES
      if (bytes.length - start < HEADER_BYTES) break
      const length = bytes.readUInt32BE(start + 1)
      if (length < 4) throw new BadAnswer('stranger')
      if (length > MAX_MESSAGE_BYTES) throw new BadAnswer('huge')
      const end = start + 1 + length
      this.#needed = 1 + length
      if (end > bytes.length) break
      if ((type === 'E' || type === 'N') && !hasWholeFields(bytes.subarray(start + HEADER_BYTES, end))) {
        throw new BadAnswer('stranger')
      }
      this.#messages++
      if (this.#messages > MAX_MESSAGES) throw new BadAnswer('endless')
      this.#needed = 1
      start = end
    }
    return start
  }
}

/** Whether an error's or notice's body is fields of a type and a text each, with a zero after each and at the end. */
function hasWholeFields(body: Uint8Array): boolean {
  let at = 0
  while (at < body.length) {
    if (body[at] === 0) return at === body.length - 1
    const end = body.indexOf(0, at + 1)
    if (end === -1) return false
    at = end + 1
  }
  return false
}
