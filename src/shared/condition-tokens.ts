import { ConditionError } from './condition-error.ts'

/** A part of a condition's text, from `at` on. Of a quoted one `text` is what is between the quotes. */
export interface ConditionToken {
  readonly kind: 'word' | 'quoted' | 'operator' | 'bracket' | 'comma'
  readonly text: string
  readonly at: number
  readonly end: number
}

const OPERATORS = ['!=', '>=', '<=', '==', '=', '>', '<', '~'] as const

/**
 * Cuts a condition into words, texts, operators and brackets, in one pass.
 *
 * @throws ConditionError where a quote is not closed, or a `!` stands alone
 */
export function conditionTokens(text: string): readonly ConditionToken[] {
  const tokens: ConditionToken[] = []
  let at = 0
  while (at < text.length) {
    const char = text.charAt(at)
    if (/\s/.test(char)) {
      at++
      continue
    }
    const token = tokenAt(text, at, char)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function tokenAt(text: string, at: number, char: string): ConditionToken {
  if (char === '(' || char === ')') return { kind: 'bracket', text: char, at, end: at + 1 }
  if (char === ',') return { kind: 'comma', text: char, at, end: at + 1 }
  if (char === '"' || char === "'") return quotedAt(text, at, char)
  const operator = OPERATORS.find(each => text.startsWith(each, at))
  if (operator !== undefined) {
    return { kind: 'operator', text: operator === '==' ? '=' : operator, at, end: at + operator.length }
  }
  if (char === '!') throw new ConditionError('Write != for "is not", or the word not, instead of !.', at)
  let end = at + 1
  while (end < text.length && !/[\s(),=!<>~"]/.test(text.charAt(end))) end++
  return { kind: 'word', text: text.slice(at, end), at, end }
}

/** A text in quotes; a backslash before a quote or a backslash takes it as it is. */
function quotedAt(text: string, at: number, quote: string): ConditionToken {
  let inside = ''
  let end = at + 1
  while (end < text.length) {
    const char = text.charAt(end)
    if (char === quote) return { kind: 'quoted', text: inside, at, end: end + 1 }
    const next = text.charAt(end + 1)
    const isEscape = char === '\\' && (next === quote || next === '\\')
    inside += isEscape ? next : char
    end += isEscape ? 2 : 1
  }
  const beginning = text.slice(at, at + 20)
  throw new ConditionError(`The text that begins with ${beginning} has no closing quote.`, at)
}
