import { compileCondition, limitOfComparison } from '#shared/compile-condition.ts'
import type { Comparison, Condition, NumberOperator } from '#shared/condition.ts'
import { NUMBER_FIELDS } from '#shared/condition-fields.ts'
import { amountWords } from '../reports/amount-words.ts'
import type { AlertSubject } from './alert-subject.ts'

type NumberComparison = Extract<Comparison, { is: 'number' }>

/** Tells why a rule holds for a subject, in a sentence. */
export type FiringWords = (subject: AlertSubject) => string

/**
 * Makes the words of a condition: of the first number that is compared in it, where that comparison is the reason; else
 * the subject's own message.
 */
export function firingWords(condition: Condition): FiringWords {
  const reasons = numbersIn(condition).map(reasonOf)
  return subject => {
    for (const reason of reasons) {
      const words = reason(subject)
      if (words !== null) return words
    }
    if (subject.type === 'metric' && subject.value !== null) return `${lead(subject)}.`
    return subject.message === '' ? `${subject.name} is ${subject.status}.` : subject.message
  }
}

/** Comparisons of numbers that are not within a `not`, as they stand. */
function numbersIn(condition: Condition): readonly NumberComparison[] {
  if (condition.is === 'number') return [condition]
  return 'parts' in condition ? condition.parts.flatMap(numbersIn) : []
}

function reasonOf(comparison: NumberComparison): (subject: AlertSubject) => string | null {
  const { field, operator } = comparison
  const holds = compileCondition(comparison)
  const limitOf = limitOfComparison(comparison)
  if (field === 'deviation') {
    return subject => {
      if (holds(subject, 0) !== true) return null
      return subject.deviationWords === ''
        ? `${lead(subject)}.`
        : `${lead(subject)}, ${subject.deviationWords}.`
    }
  }
  if (field === 'responseTimeWarningMs') return () => null
  return subject => {
    const value = NUMBER_FIELDS[field].of(subject)
    const limit = limitOf(subject)
    if (value === null || limit === null) return null
    const shown = amountWords(limit, field === 'value' ? subject.unit : 'ms')
    if (holds(subject, 0) === true) return `${lead(subject)} (${OVER[operator]} ${shown}).`
    // Within the margin: it is on the good side, and not yet far enough.
    return field === 'value' ? `${lead(subject)} (not yet clear of ${shown}).` : null
  }
}

/** "Memory is at 93 %", "Answered in 640 ms". */
function lead(subject: AlertSubject): string {
  return subject.type === 'metric'
    ? `${subject.name} is at ${amountWords(subject.value, subject.unit)}`
    : `Answered in ${amountWords(subject.responseTimeMs, 'ms')}`
}

const OVER: Readonly<Record<NumberOperator, string>> = {
  '>': 'over',
  '>=': 'at least',
  '<': 'under',
  '<=': 'at most',
  '=': 'exactly',
  '!=': 'not',
}
