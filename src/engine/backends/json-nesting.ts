const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING_BRACKET = 0x5b
const CLOSING_BRACKET = 0x5d
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d

/** How deep the brackets of a JSON text nest that arrives in pieces, those inside strings left out. */
export class JsonNesting {
  readonly #limit: number
  #depth = 0
  #inString = false
  #escaped = false

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Reads on, in UTF-8. Whether it nests deeper than the limit by now; what follows then is not read. */
  read(bytes: Uint8Array): boolean {
    let depth = this.#depth
    let inString = this.#inString
    let escaped = this.#escaped
    for (let index = 0; index < bytes.length && depth <= this.#limit; index++) {
      const byte = bytes[index]
      if (inString) {
        if (escaped) escaped = false
        else if (byte === BACKSLASH) escaped = true
        else if (byte === QUOTE) inString = false
      } else if (byte === QUOTE) inString = true
      else if (byte === OPENING_BRACKET || byte === OPENING_BRACE) depth++
      else if ((byte === CLOSING_BRACKET || byte === CLOSING_BRACE) && depth > 0) depth--
    }
    this.#depth = depth
    this.#inString = inString
    this.#escaped = escaped
    return depth > this.#limit
  }

  /** A line has ended, and with it a string that was open: JSON has no line breaks inside strings. */
  endLine(): void {
    this.#inString = false
    this.#escaped = false
  }
}

/** Whether the brackets of a JSON text nest deeper than `limit`, those inside strings left out. Linear in its length. */
export function isDeeperThan(text: string, limit: number): boolean {
  return new JsonNesting(limit).read(Buffer.from(text))
}
