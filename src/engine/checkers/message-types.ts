import { z } from 'zod'
import { parseJson } from './parse-json.ts'
import { oneLine } from './printable-text.ts'

/** A longer message is not parsed for its type. In characters. */
const LARGEST_PARSED = 64 * 1024
/** What is parsed of all messages together, so that a flood of them holds nothing up. In characters. */
const PARSED_IN_ALL = 8 * 1024 * 1024
/** Types lie on the outside; JSON that nests deeper costs more than linear time to parse. */
const DEEPEST_PARSED = 100
const MOST_TYPES = 20
const LONGEST_TYPE = 40

const typed = z.object({
  type: z.string().optional().catch(undefined),
  event: z.string().optional().catch(undefined),
})

/**
 * Counts messages by their type: that of a JSON object is its text `type`, or else `event`; everything else is `text`
 * or `binary`. Twenty different ones are told apart, the rest is `other`.
 */
export class MessageTypes {
  readonly #counts = new Map<string, number>()
  #parsed = 0

  /** Counts one message. */
  add(text: string, isBinary: boolean): void {
    const type = isBinary ? 'binary' : this.#typeOf(text)
    const isKnown = this.#counts.has(type) || type === 'text' || type === 'binary'
    const name = isKnown || this.#counts.size < MOST_TYPES ? type : 'other'
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  /** How many there were of each, in the order in which they first came. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  #typeOf(text: string): string {
    if (text.length > LARGEST_PARSED || !/^\s{0,16}\{/.test(text)) return 'text'
    this.#parsed += text.length
    if (this.#parsed > PARSED_IN_ALL) return 'text'
    const parsed = parseJson(text, DEEPEST_PARSED)
    if (typeof parsed === 'string') return 'text'
    const { type, event } = typed.catch({}).parse(parsed.document)
    return oneLine(type ?? event ?? '', LONGEST_TYPE) || 'text'
  }
}
