const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b])
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d])

/** How deep the brackets of a JSON text nest where it has been read so far, those inside strings left out. */
export class JsonNesting {
  #depth = 0
  #inString = false
  #escaped = false

  get depth(): number {
    return this.#depth
  }

  /** Reads on by one byte of UTF-8, or one code unit: what counts is the same in both. */
  read(code: number): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (code === BACKSLASH) this.#escaped = true
      else if (code === QUOTE) this.#inString = false
    } else if (code === QUOTE) this.#inString = true
    else if (OPENING.has(code)) this.#depth++
    else if (CLOSING.has(code) && this.#depth > 0) this.#depth--
  }

  /** A line has ended, and with it a string that was open: JSON has no line breaks inside strings. */
  endLine(): void {
    this.#inString = false
    this.#escaped = false
  }
}

/** Whether the brackets of a JSON text nest deeper than `limit`, those inside strings left out. Linear in its length. */
export function isDeeperThan(text: string, limit: number): boolean {
  const nesting = new JsonNesting()
  for (let index = 0; index < text.length; index++) {
    nesting.read(text.charCodeAt(index))
    if (nesting.depth > limit) return true
  }
  return false
}
