import type { Socket } from 'node:net'
import { BadAnswer } from './bad-answer.ts'

/** The longest line and the longest text that are taken: INFO is some kilobytes. */
const MAX_LINE_BYTES = 65_536
const MAX_TEXT_BYTES = 1_048_576
/** The most that a whole check may receive. */
const MAX_TOTAL_BYTES = 4_194_304
/** A check asks for less than ten. */
const MAX_REPLIES = 100

const LINE = /^(\+[^\r]*|-[^\r]*|:[+-]?\d{1,19}|\$-1|\$\d{1,10})\r\n$/

/**
 * Follows what a server sends and lets pass only the replies that a check asks for (RESP: simple strings, errors,
 * integers and bulk strings of a sane length). The driver's parser believes every length and every depth.
 */
export class RedisReplies {
  #line = ''
  #skip = 0
  #total = 0
  #replies = 0
  #firstBytes: Uint8Array = new Uint8Array()
  #lastError: string | null = null

  /** How many bytes have arrived. */
  get total(): number {
    return this.#total
  }

  /** The beginning of what the server sent, to tell who it is. */
  get firstBytes(): Uint8Array {
    return this.#firstBytes
  }

  /** The last error that the server sent, without its dash; also one that answers no command. */
  get lastError(): string | null {
    return this.#lastError
  }

  /** @throws BadAnswer */
  follow(chunk: Uint8Array): void {
    if (this.#firstBytes.length < 100) {
      this.#firstBytes = Buffer.concat([this.#firstBytes, chunk.subarray(0, 100)])
    }
    this.#total += chunk.length
    if (this.#total > MAX_TOTAL_BYTES) throw new BadAnswer('endless')
    let at = 0
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, chunk.length - at)
        this.#skip -= skipped
        at += skipped
      } else {
        at = this.#followLine(chunk, at)
      }
    }
  }

  /** Reads on in the current line, and returns where the next one begins. */
  #followLine(chunk: Uint8Array, start: number): number {
    const newline = chunk.indexOf(10, start)
    const end = newline === -1 ? chunk.length : newline + 1
    this.#line += Buffer.from(chunk.subarray(start, end)).toString('latin1')
    if (!'+-:$'.includes(this.#line.charAt(0))) throw new BadAnswer('stranger')
    if (this.#line.length > MAX_LINE_BYTES) throw new BadAnswer('huge')
    if (newline !== -1) {
      this.#endLine(this.#line)
      this.#line = ''
    }
    return end
  }

  #endLine(line: string): void {
    if (!LINE.test(line)) throw new BadAnswer('stranger')
    this.#replies++
    if (this.#replies > MAX_REPLIES) throw new BadAnswer('endless')
    if (line.startsWith('-')) this.#lastError = line.slice(1).trimEnd()
    if (line.startsWith('$') && !line.startsWith('$-')) {
      const length = Number(line.slice(1))
      if (length > MAX_TEXT_BYTES) throw new BadAnswer('huge')
      this.#skip = length + 2
    }
  }
}

/** Has everything that arrives on the socket followed before its readers see it; ends it at the first bad byte. */
export function followReplies(socket: Socket): RedisReplies {
  const replies = new RedisReplies()
  const push = socket.push.bind(socket)
  socket.push = (chunk: Uint8Array | null) => {
    try {
      if (chunk !== null) replies.follow(chunk)
    } catch (error) {
      socket.destroy(error instanceof Error ? error : new BadAnswer('stranger'))
      return false
    }
    return push(chunk)
  }
  return replies
}
