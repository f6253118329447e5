import type { Comparison, Condition, NumberOperator } from './condition.ts'
import {
  type ConditionSubject,
  type FieldName,
  NUMBER_FIELDS,
  type NumberFieldName,
  TEXT_FIELDS,
} from './condition-fields.ts'
import { amountIn, conditionUnit } from './condition-units.ts'
import { fieldsInCondition } from './fields-in-condition.ts'
import { globMatcher } from './glob.ts'

/** Whether something holds; null where that is not known, because a number has no value now. */
export type Truth = boolean | null

/**
 * Whether a condition holds for a subject. `margin` is how far a value must be on the good side of a limit to be there,
 * in its unit: 0 to take limits as they are.
 */
export type CompiledCondition = (subject: ConditionSubject, margin: number) => Truth

/**
 * Makes a function of a condition. What a subject does not have as a word (the category of a backend) is a fact: it
 * equals nothing. What it does not have as a number is not known, and so is what depends on it: neither a comparison nor
 * its opposite holds.
 *
 * @param isKnown fields that are looked at; a comparison of another is as one that is not known
 */
export function compileCondition(
  condition: Condition,
  isKnown: (field: FieldName) => boolean = () => true,
): CompiledCondition {
  return compiled(condition, isKnown, 1)
}

/** `sign` is -1 within `not`, where a value is on the good side when the comparison holds. */
function compiled(
  condition: Condition,
  isKnown: (field: FieldName) => boolean,
  sign: 1 | -1,
): CompiledCondition {
  switch (condition.is) {
    case 'and':
      return together(
        condition.parts.map(part => compiled(part, isKnown, sign)),
        false,
      )
    case 'or':
      return together(
        condition.parts.map(part => compiled(part, isKnown, sign)),
        true,
      )
    case 'not': {
      const part = compiled(condition.part, isKnown, sign === 1 ? -1 : 1)
      return (subject, margin) => {
        const truth = part(subject, margin)
        return truth === null ? null : !truth
      }
    }
    default:
      return [...fieldsInCondition(condition)].every(isKnown)
        ? compiledComparison(condition, sign)
        : () => null
  }
}

/** `and` is decided by the first that is false, `or` by the first that is true; else it is known if all are. */
function together(parts: readonly CompiledCondition[], decides: boolean): CompiledCondition {
  return (subject, margin) => {
    let truth: Truth = !decides
    for (const part of parts) {
      const each = part(subject, margin)
      if (each === decides) return decides
      if (each === null) truth = null
    }
    return truth
  }
}

function compiledComparison(comparison: Comparison, sign: 1 | -1): CompiledCondition {
  if (comparison.is === 'number') return compiledNumber(comparison, sign)
  const of = TEXT_FIELDS[comparison.field].of
  const matches = textMatcher(comparison)
  const isOpposite = comparison.is === 'text' && comparison.operator === '!='
  return subject => {
    const found = of(subject)
    const isMatch = typeof found === 'string' ? matches(found) : (found?.some(matches) ?? false)
    return isMatch !== isOpposite
  }
}

function textMatcher(comparison: Exclude<Comparison, { is: 'number' }>): (text: string) => boolean {
  if (comparison.is === 'text') {
    return comparison.operator === '~' ? globMatcher(comparison.text) : sameAs(comparison.text)
  }
  const matchers = comparison.texts.map(sameAs)
  return text => matchers.some(matches => matches(text))
}

function sameAs(wanted: string): (text: string) => boolean {
  const plain = wanted.toLowerCase()
  return text => text === wanted || (text.length === wanted.length && text.toLowerCase() === plain)
}

function compiledNumber(comparison: Extract<Comparison, { is: 'number' }>, sign: 1 | -1): CompiledCondition {
  const { field, operator } = comparison
  const of = NUMBER_FIELDS[field].of
  const limitOf = limitOfComparison(comparison)
  const holds = HOLDS[operator]
  // Only what is sampled wavers about a limit; a margin makes it hold a little longer.
  const widens = (field === 'value' ? WIDENS[operator] : 0) * sign
  return (subject, margin) => {
    const found = of(subject)
    if (found === null) return null
    const limit = limitOf(subject)
    return limit === null ? null : holds(found, limit + widens * margin)
  }
}

/** What a field is compared with, in the unit that its value has in a subject; null where there is none. */
export function limitOfComparison({
  field,
  right,
}: {
  readonly field: NumberFieldName
  readonly right: Extract<Comparison, { is: 'number' }>['right']
}): (subject: ConditionSubject) => number | null {
  if (right.is === 'field') return NUMBER_FIELDS[right.field].of
  const { amount } = right
  const unit = conditionUnit(right.unit)
  const measured = NUMBER_FIELDS[field].unit
  if (!unit) return () => amount
  if (measured !== null) {
    const limit = amountIn(amount, unit, measured)
    return () => limit
  }
  let known: { readonly unit: string; readonly limit: number | null } | null = null
  return subject => {
    if (known?.unit !== subject.unit)
      known = { unit: subject.unit, limit: amountIn(amount, unit, subject.unit) }
    return known.limit
  }
}

const HOLDS: Readonly<Record<NumberOperator, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
}

/** Where a limit is moved to by a margin, so that a comparison holds for longer. */
const WIDENS: Readonly<Record<NumberOperator, -1 | 0 | 1>> = {
  '=': 0,
  '!=': 0,
  '>': -1,
  '>=': -1,
  '<': 1,
  '<=': 1,
}
