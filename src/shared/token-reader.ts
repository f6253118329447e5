import type { ConditionToken } from './condition-tokens.ts'

/** What is shown of a word in a message. */
const LONGEST_SHOWN = 40

/** Reads the tokens of a condition one after the other, and tells places of it in words. */
export class TokenReader {
  readonly #text: string
  readonly #tokens: readonly ConditionToken[]
  #next = 0

  constructor(text: string, tokens: readonly ConditionToken[]) {
    this.#text = text
    this.#tokens = tokens
  }

  /** Where the text ends. */
  get end(): number {
    return this.#text.length
  }

  /** The next token, without taking it; undefined at the end. */
  peek(): ConditionToken | undefined {
    return this.#tokens[this.#next]
  }

  take(): ConditionToken | undefined {
    return this.#tokens[this.#next++]
  }

  /** Takes a word of the language, in whatever case, where it is next. */
  takeWord(word: string): boolean {
    const token = this.peek()
    const isThere = token?.kind === 'word' && token.text.toLowerCase() === word
    if (isThere) this.#next++
    return isThere
  }

  /** " after "status ="": the last two tokens before the next one. */
  after(): string {
    const before = this.#tokens.slice(Math.max(0, this.#next - 2), this.#next)
    const [first, last] = [before[0], before.at(-1)]
    if (first === undefined || last === undefined) return ''
    return ` after "${this.cut(this.#text.slice(first.at, last.end))}"`
  }

  /** "At character 12". */
  place(token: ConditionToken): string {
    return `At character ${token.at + 1}`
  }

  /** A token as it was written. */
  shown(token: ConditionToken): string {
    const written = this.cut(this.#text.slice(token.at, token.end))
    return token.kind === 'word' || token.kind === 'quoted' ? written : `"${written}"`
  }

  cut(text: string): string {
    return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
  }
}
