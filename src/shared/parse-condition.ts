import { closestWord } from './closest-word.ts'
import { CONDITION_WORDS, type Condition, LONGEST_CONDITION } from './condition.ts'
import { ConditionError } from './condition-error.ts'
import { NUMBER_FIELD_NAMES, numberFieldNamed, TEXT_FIELD_NAMES, textFieldNamed } from './condition-fields.ts'
import { type ConditionToken, conditionTokens } from './condition-tokens.ts'
import { parseNumberComparison, parseTextComparison } from './parse-comparison.ts'
import { TokenReader } from './token-reader.ts'

/** Brackets and `not` within each other: more than anybody can read. */
const DEEPEST = 50

export type ParsedCondition =
  | { readonly ok: true; readonly condition: Condition }
  /** What is wrong, in a sentence, and the place in the text, from 0 on. */
  | { readonly ok: false; readonly message: string; readonly at: number }

/** Reads the condition of a rule: `category = database and status = unhealthy`. Takes any text, and never throws. */
export function parseCondition(text: string): ParsedCondition {
  if (text.length > LONGEST_CONDITION) {
    return { ok: false, message: `Use at most ${LONGEST_CONDITION} characters.`, at: LONGEST_CONDITION }
  }
  if (text.trim() === '') {
    return { ok: false, message: 'Say when it is an alert, such as: status = unhealthy.', at: 0 }
  }
  try {
    const reader = new TokenReader(text, conditionTokens(text))
    const condition = parseAny(reader, 0)
    const left = reader.peek()
    if (left) throw leftOver(left, reader)
    return { ok: true, condition }
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error
    return { ok: false, message: error.message, at: error.at }
  }
}

/** Parts with `or` between them. */
function parseAny(reader: TokenReader, depth: number): Condition {
  const parts = [parseAll(reader, depth)]
  while (reader.takeWord('or')) parts.push(parseAll(reader, depth))
  return parts.length === 1 && parts[0] ? parts[0] : { is: 'or', parts }
}

/** Parts with `and` between them. */
function parseAll(reader: TokenReader, depth: number): Condition {
  const parts = [parsePart(reader, depth)]
  while (reader.takeWord('and')) parts.push(parsePart(reader, depth))
  return parts.length === 1 && parts[0] ? parts[0] : { is: 'and', parts }
}

function parsePart(reader: TokenReader, depth: number): Condition {
  const token = reader.peek()
  if (token && depth > DEEPEST) {
    throw new ConditionError(`Brackets and not are ${DEEPEST} deep at most.`, token.at)
  }
  if (reader.takeWord('not')) return { is: 'not', part: parsePart(reader, depth + 1) }
  if (token?.kind === 'bracket' && token.text === '(') {
    reader.take()
    const inside = parseAny(reader, depth + 1)
    const end = reader.peek()
    if (end?.text === ')' && end.kind === 'bracket') {
      reader.take()
      return inside
    }
    if (end) throw leftOver(end, reader)
    throw new ConditionError(`The bracket at character ${token.at + 1} is not closed.`, token.at)
  }
  return parseComparison(reader)
}

function parseComparison(reader: TokenReader): Condition {
  const token = reader.peek()
  if (!token) throw new ConditionError(`Something is missing at the end${reader.after()}.`, reader.end)
  if (token.kind !== 'word' || isLanguage(token.text)) {
    const example = 'such as status = unhealthy'
    throw new ConditionError(
      `${reader.place(token)} there is ${reader.shown(token)}, where a comparison should begin, ${example}.`,
      token.at,
    )
  }
  reader.take()
  const text = textFieldNamed(token.text)
  if (text !== undefined) return parseTextComparison(reader, text)
  const number = numberFieldNamed(token.text)
  if (number !== undefined) return parseNumberComparison(reader, number)
  throw new ConditionError(noField(token.text, reader), token.at)
}

/** Says that there is no such field, and which one may be meant. */
function noField(word: string, reader: TokenReader): string {
  const names = [...TEXT_FIELD_NAMES, ...NUMBER_FIELD_NAMES]
  const meant = closestWord(word, names)
  const lead = `There is no field called ${reader.cut(word)}.`
  return meant === undefined ? `${lead} There are ${names.join(', ')}.` : `${lead} Did you mean ${meant}?`
}

/** How other languages say it. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['&&', 'and'],
  ['&', 'and'],
  ['||', 'or'],
  ['|', 'or'],
])

/** Something stands where `and`, `or` or the end should be. */
function leftOver(token: ConditionToken, reader: TokenReader): ConditionError {
  if (token.text === ')' && token.kind === 'bracket') {
    return new ConditionError(
      `The bracket at character ${token.at + 1} closes nothing that was opened.`,
      token.at,
    )
  }
  const isWord = token.kind === 'word'
  const meant = isWord ? (INSTEAD.get(token.text) ?? closestWord(token.text, ['and', 'or'])) : undefined
  const lead = `${reader.place(token)} there is ${reader.shown(token)}, where and, or or the end should be.`
  return new ConditionError(meant === undefined ? lead : `${lead} Did you mean ${meant}?`, token.at)
}

const isLanguage = (word: string) => CONDITION_WORDS.some(each => each === word.toLowerCase())
