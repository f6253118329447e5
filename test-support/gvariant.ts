/**
 * Reads what gdbus prints (GLib's text format of GVariant) into plain values: tuples and arrays as arrays, dictionaries
 * as objects, variants as what they hold, byte strings as their text.
 *
 * @throws an error that shows where the text cannot be read
 */
export function parseGVariant(text: string): unknown {
  const reader = new Reader(text)
  const value = reader.value()
  reader.end()
  return value
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
}
/** A type in front of a value: `uint32 1`, `objectpath '/'`, `@as []`. */
const TYPE = /^(?:@\S+|boolean|byte|u?int(?:16|32|64)|handle|double|string|objectpath|signature)\s+/
const NUMBER = /^(?:0x[0-9a-f]+|-?[0-9.]+(?:e[-+]?[0-9]+)?)/i

class Reader {
  #rest: string

  constructor(text: string) {
    this.#rest = text.trimStart()
  }

  value(): unknown {
    const type = TYPE.exec(this.#rest)
    if (type) this.#skip(type[0].length)
    const first = this.#rest[0]
    switch (first) {
      case '(':
        return this.#list(')')
      case '[':
        return this.#list(']')
      case '{':
        return this.#dictionary()
      case '<':
        return this.#variant()
      case "'":
      case '"':
        return this.#text(first)
      case 'b':
        this.#skip(1)
        return this.#text(this.#rest[0] ?? '')
    }
    for (const [word, value] of [['true', true] as const, ['false', false] as const]) {
      if (!this.#rest.startsWith(word)) continue
      this.#skip(word.length)
      return value
    }
    return this.#number()
  }

  end(): void {
    if (this.#rest !== '') this.#fail('the end')
  }

  #list(close: string): unknown[] {
    this.#take(this.#rest[0] ?? '')
    const values: unknown[] = []
    while (this.#rest[0] !== close) {
      values.push(this.value())
      if (this.#rest[0] !== close) this.#take(',')
    }
    this.#take(close)
    return values
  }

  #dictionary(): Record<string, unknown> {
    this.#take('{')
    const entries: [string, unknown][] = []
    while (this.#rest[0] !== '}') {
      const key = String(this.value())
      this.#take(':')
      entries.push([key, this.value()])
      if (this.#rest[0] !== '}') this.#take(',')
    }
    this.#take('}')
    return Object.fromEntries(entries)
  }

  #variant(): unknown {
    this.#take('<')
    const value = this.value()
    this.#take('>')
    return value
  }

  #text(quote: string): string {
    let text = ''
    let at = 1
    for (; this.#rest[at] !== quote; at++) {
      const character = this.#rest[at]
      if (character === undefined) this.#fail(quote)
      if (character !== '\\') {
        text += character
        continue
      }
      const escaped = this.#rest[++at] ?? ''
      const digits = escaped === 'u' ? 4 : escaped === 'U' ? 8 : 0
      text +=
        digits === 0
          ? (ESCAPES[escaped] ?? escaped)
          : String.fromCodePoint(Number.parseInt(this.#rest.slice(at + 1, at + 1 + digits), 16))
      at += digits
    }
    this.#skip(at + 1)
    return text
  }

  #number(): number {
    const number = NUMBER.exec(this.#rest)?.[0]
    if (number === undefined) this.#fail('a value')
    this.#skip(number.length)
    return Number(number)
  }

  #take(expected: string): void {
    if (!this.#rest.startsWith(expected)) this.#fail(expected)
    this.#skip(expected.length)
  }

  #skip(length: number): void {
    this.#rest = this.#rest.slice(length).trimStart()
  }

  #fail(expected: string): never {
    throw new Error(`Expected ${expected} in the output of gdbus before: ${this.#rest.slice(0, 80)}`)
  }
}
