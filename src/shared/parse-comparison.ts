import { closestWord } from './closest-word.ts'
import { CONDITION_WORDS, type Condition, type NumberOperand, type NumberOperator } from './condition.ts'
import { ConditionError } from './condition-error.ts'
import {
  NUMBER_FIELD_NAMES,
  NUMBER_FIELDS,
  type NumberFieldName,
  numberFieldNamed,
  TEXT_FIELDS,
  type TextFieldName,
} from './condition-fields.ts'
import type { ConditionToken } from './condition-tokens.ts'
import { amountIn, CONDITION_UNITS, conditionUnit } from './condition-units.ts'
import type { TokenReader } from './token-reader.ts'

const NUMBER_OPERATORS = ['=', '!=', '>', '>=', '<', '<='] as const
const TEXT_OPERATORS = ['=', '!=', '~'] as const

/** What follows a field of words: an operator and a text, or `in` and a list. */
export function parseTextComparison(reader: TokenReader, field: TextFieldName): Condition {
  if (reader.takeWord('not')) {
    if (!reader.takeWord('in')) throw expected(reader, `${field} not`, 'in and a list in brackets')
    return { is: 'not', part: parseList(reader, field) }
  }
  if (reader.takeWord('in')) return parseList(reader, field)
  const token = reader.take()
  const operator = TEXT_OPERATORS.find(each => token?.kind === 'operator' && each === token.text)
  if (operator === undefined) {
    throw new ConditionError(
      `${field} is compared with =, !=, ~ or in${token ? `, not with ${reader.shown(token)}` : ''}.`,
      token?.at ?? reader.end,
    )
  }
  const { text } = parseText(reader, field, `${field} ${operator}`, operator === '~')
  return { is: 'text', field, operator, text }
}

function parseList(reader: TokenReader, field: TextFieldName): Condition {
  const open = reader.take()
  if (open?.text !== '(' || open.kind !== 'bracket') {
    const at = open?.at ?? reader.end
    throw new ConditionError(`After ${field} in comes a list in brackets, such as (one, another).`, at)
  }
  const texts: string[] = []
  for (;;) {
    texts.push(parseText(reader, field, `${field} in`, false).text)
    const next = reader.take()
    if (next?.kind === 'bracket' && next.text === ')') return { is: 'in', field, texts }
    if (next?.kind === 'comma') continue
    throw next === undefined
      ? new ConditionError(`The list after ${field} in is not closed with a bracket.`, open.at)
      : new ConditionError(
          `${reader.place(next)} there is ${reader.shown(next)}, where a comma or ")" should be.`,
          next.at,
        )
  }
}

/** A word or a text in quotes, checked against what the field can be. */
function parseText(
  reader: TokenReader,
  field: TextFieldName,
  lead: string,
  isPattern: boolean,
): ConditionToken {
  const token = reader.peek()
  const isWord = token?.kind === 'word' && !CONDITION_WORDS.some(word => word === token.text.toLowerCase())
  if (!token || !(isWord || token.kind === 'quoted')) throw expected(reader, lead, 'a text')
  const { values } = TEXT_FIELDS[field]
  if (values !== null && !isPattern && !values.includes(token.text.toLowerCase())) {
    const meant = closestWord(token.text, values)
    const hint = meant === undefined ? `It is ${values.join(', ')}.` : `Did you mean ${meant}?`
    throw new ConditionError(`${field} is never ${reader.shown(token)}. ${hint}`, token.at)
  }
  reader.take()
  return token
}

/** What follows a field of numbers: an operator, and an amount or another field. */
export function parseNumberComparison(reader: TokenReader, field: NumberFieldName): Condition {
  const token = reader.take()
  const operator = NUMBER_OPERATORS.find(each => token?.kind === 'operator' && each === token.text)
  if (operator === undefined) {
    throw new ConditionError(
      `${field} is a number: it is compared with =, !=, >, >=, < or <=${token ? `, not with ${reader.shown(token)}` : ''}.`,
      token?.at ?? reader.end,
    )
  }
  return { is: 'number', field, operator, right: parseOperand(reader, field, operator) }
}

/** A number and what stands right behind it: `90%`, `1.5`. */
const AMOUNT = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)(.*)$/i

function parseOperand(reader: TokenReader, field: NumberFieldName, operator: NumberOperator): NumberOperand {
  const example = `a number, such as ${NUMBER_FIELDS[field].unit === 'ms' ? '500 ms' : field === 'deviation' ? '1' : '90 %'}`
  const token = reader.peek()
  if (token?.kind !== 'word') throw expected(reader, `${field} ${operator}`, example)
  reader.take()
  const other = numberFieldNamed(token.text)
  if (other !== undefined) return { is: 'field', field: other }
  const [, digits, suffix = ''] = AMOUNT.exec(token.text) ?? []
  const amount = Number(digits)
  if (digits === undefined || !Number.isFinite(amount)) {
    const meant = closestWord(token.text, NUMBER_FIELD_NAMES)
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
    throw new ConditionError(
      `${field} is compared with ${example}, not with ${reader.shown(token)}.${hint}`,
      token.at,
    )
  }
  // Without a negative zero, which nobody means.
  return { is: 'amount', amount: amount === 0 ? 0 : amount, unit: parseUnit(reader, field, suffix, token) }
}

/** The unit behind an amount, checked against what the field is measured in; empty for none. */
function parseUnit(
  reader: TokenReader,
  field: NumberFieldName,
  suffix: string,
  amount: ConditionToken,
): string {
  const next = reader.peek()
  const isNext = suffix === '' && next?.kind === 'word' && !['and', 'or'].includes(next.text.toLowerCase())
  const word = isNext ? next.text : suffix
  if (word === '') return ''
  const at = isNext ? next.at : amount.at
  const measured = NUMBER_FIELDS[field].unit
  if (measured === '') {
    throw new ConditionError(`${field} is a plain number: leave out ${reader.cut(word)}.`, at)
  }
  const unit = conditionUnit(word)
  if (!unit) {
    const meant =
      word.length > 1 ? closestWord(word, isNext ? [...SYMBOLS, 'and', 'or'] : SYMBOLS) : undefined
    const lead = `There is no unit called ${reader.cut(word)}.`
    const hint =
      meant === undefined
        ? 'There are %, ms, s, min, h, MB, GB, MB/s, °C and others.'
        : `Did you mean ${meant}?`
    throw new ConditionError(`${lead} ${hint}`, at)
  }
  if (measured !== null && amountIn(1, unit, measured) === null) {
    throw new ConditionError(`${field} is a time, and ${unit.symbol} is not. Write it as in 500 ms.`, at)
  }
  if (isNext) reader.take()
  return unit.symbol
}

const SYMBOLS = CONDITION_UNITS.map(({ symbol }) => symbol)

/** Something else should be next. */
function expected(reader: TokenReader, lead: string, what: string): ConditionError {
  const token = reader.peek()
  return token
    ? new ConditionError(`After ${lead} comes ${what}, not ${reader.shown(token)}.`, token.at)
    : new ConditionError(`After ${lead} comes ${what}: it ends there.`, reader.end)
}
