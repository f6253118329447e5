import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compileCondition, type Truth } from './compile-condition.ts'
import type { Comparison, Condition } from './condition.ts'
import {
  type ConditionSubject,
  NUMBER_FIELD_NAMES,
  NUMBER_FIELDS,
  TEXT_FIELD_NAMES,
  TEXT_FIELDS,
} from './condition-fields.ts'
import { CONDITION_UNITS } from './condition-units.ts'
import { globMatcher } from './glob.ts'
import { parseCondition } from './parse-condition.ts'
import { printCondition } from './print-condition.ts'
import { conditionProblem } from './rule-condition.ts'

const word = fc.oneof(
  fc.constantFrom('and', 'OR', 'not', 'in', 'status', '90', 'a', 'b', 'prod', '"', '\\', "it's", 'ü'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
)
const textOf = (values: readonly string[] | null) => (values === null ? word : fc.constantFrom(...values))

const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.constantFrom(...TEXT_FIELD_NAMES).chain(field =>
    fc.record({
      is: fc.constant('text' as const),
      field: fc.constant(field),
      operator: fc.constantFrom('=' as const, '!=' as const),
      text: textOf(TEXT_FIELDS[field].values),
    }),
  ),
  fc.record({
    is: fc.constant('text' as const),
    field: fc.constantFrom(...TEXT_FIELD_NAMES),
    operator: fc.constant('~' as const),
    text: fc.oneof(word, fc.constantFrom('*', 'a*', '?', '*o*', 'heal*')),
  }),
  fc.constantFrom(...TEXT_FIELD_NAMES).chain(field =>
    fc.record({
      is: fc.constant('in' as const),
      field: fc.constant(field),
      texts: fc.array(textOf(TEXT_FIELDS[field].values), { minLength: 1, maxLength: 3 }),
    }),
  ),
  fc.constantFrom(...NUMBER_FIELD_NAMES).chain(field => {
    const { unit: measured } = NUMBER_FIELDS[field]
    const units = CONDITION_UNITS.filter(
      ({ dimension }) => measured === null || (measured === 'ms' && dimension === 'time'),
    )
    const amount = fc
      .oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }))
      .map(each => (each === 0 ? 0 : each))
    return fc.record({
      is: fc.constant('number' as const),
      field: fc.constant(field),
      operator: fc.constantFrom(...(['=', '!=', '>', '>=', '<', '<='] as const)),
      right: fc.oneof(
        fc.record({
          is: fc.constant('amount' as const),
          amount,
          unit: fc.constantFrom('', ...(measured === '' ? [] : units.map(({ symbol }) => symbol))),
        }),
        fc.record({ is: fc.constant('field' as const), field: fc.constantFrom(...NUMBER_FIELD_NAMES) }),
      ),
    })
  }),
)

const condition: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>(tie => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    comparison,
    fc.record({
      is: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ is: fc.constant('not' as const), part: tie('any') }),
  ),
})).any

const number = fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(1000, 2e9)))
const subject: fc.Arbitrary<ConditionSubject> = fc.record({
  type: fc.constantFrom('monitor', 'backend', 'service', 'metric', 'pushed'),
  ...{ id: word, name: word, category: fc.option(word), tags: fc.array(word, { maxLength: 3 }) },
  severity: fc.constantFrom(null, 'critical', 'minor'),
  status: fc.constantFrom('healthy', 'degraded', 'unhealthy', 'unknown', 'warning', 'critical'),
  level: fc.constantFrom(null, 'info', 'warning', 'critical'),
  ...{ message: word, responseTimeMs: number, responseTimeWarningMs: number, value: number },
  ...{ unit: fc.constantFrom('', '%', 'ms', 's', 'B', 'B/s', '°C', 'apples'), deviation: number },
})

/** The plainest reading of a condition: known and true is 1, known and false 0, not known one half. */
function reference(part: Condition, of: ConditionSubject): number {
  if ('parts' in part) {
    const each = part.parts.map(inner => reference(inner, of))
    return part.is === 'and' ? Math.min(...each) : Math.max(...each)
  }
  if ('part' in part) return 1 - reference(part.part, of)
  if (part.is !== 'number') {
    const found = [TEXT_FIELDS[part.field].of(of)].flat().filter(each => each !== null)
    const wanted = part.is === 'in' ? part.texts : [part.text]
    const isLike = (a: string, b: string) =>
      part.is === 'text' && part.operator === '~' ? globOf(b).test(a) : a.toLowerCase() === b.toLowerCase()
    const isFound = found.some(a => wanted.some(b => isLike(a, b)))
    return isFound === (part.is === 'in' || part.operator !== '!=') ? 1 : 0
  }
  const value = NUMBER_FIELDS[part.field].of(of)
  const limit = limitOf(part, of)
  if (value === null || limit === null) return 0.5
  const truths = { '=': value === limit, '!=': value !== limit, '>': value > limit, '<': value < limit }
  if (part.operator === '>=') return truths['>'] || truths['='] ? 1 : 0
  if (part.operator === '<=') return truths['<'] || truths['='] ? 1 : 0
  return truths[part.operator] ? 1 : 0
}

function limitOf(
  { field, right }: Extract<Comparison, { is: 'number' }>,
  of: ConditionSubject,
): number | null {
  if (right.is === 'field') return NUMBER_FIELDS[right.field].of(of)
  const unit = CONDITION_UNITS.find(({ symbol }) => symbol === right.unit)
  const wanted = CONDITION_UNITS.find(({ symbol }) => symbol === (NUMBER_FIELDS[field].unit ?? of.unit))
  if (unit === undefined) return right.amount
  return wanted?.dimension === unit.dimension ? (right.amount * unit.factor) / wanted.factor : null
}

/** A glob as a regular expression, for short texts. */
function globOf(pattern: string): { test(text: string): boolean } {
  const escaped = pattern.toLowerCase().replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
  const source = escaped.replaceAll(/\*+/g, '[\\s\\S]*').replaceAll('?', '[\\s\\S]')
  return { .../(?:)/, test: (text: string) => new RegExp(`^${source}$`).test(text.toLowerCase()) }
}

it('is read back as it was printed', () => {
  fc.assert(
    fc.property(condition, written => {
      const text = printCondition(written)
      fc.pre(text.length <= 1000)
      expect(parseCondition(text)).toEqual({ ok: true, condition: written })
    }),
    { numRuns: 500 },
  )
})

it('holds where the plainest reading of it holds', () => {
  const truths = new Map<number, Truth>([
    [0, false],
    [0.5, null],
    [1, true],
  ])
  fc.assert(
    fc.property(condition, subject, (written, of) => {
      expect(compileCondition(written)(of, 0)).toBe(truths.get(reference(written, of)))
    }),
    { numRuns: 1000 },
  )
})

it('matches patterns as a regular expression would', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 12 })
  fc.assert(
    fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'B'), maxLength: 12 }), (pattern, text) => {
      expect(globMatcher(pattern)(text)).toBe(globOf(pattern).test(text))
    }),
    { numRuns: 1000 },
  )
})

it('never throws at any text, and is never slow', () => {
  const tokens = [
    '(',
    ')',
    'not ',
    'tag ',
    'in ',
    '= ',
    '~',
    '"',
    "'",
    '\\',
    '90%',
    'value ',
    'and ',
    'é',
    '\u2028',
    '!',
    ',',
  ]
  const garbage = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1000 }),
    fc.array(fc.constantFrom(...tokens), { maxLength: 300 }).map(parts => parts.join('').slice(0, 1000)),
  )
  const startedAt = performance.now()
  fc.assert(
    fc.property(garbage, text => {
      const problem = conditionProblem(text)
      expect(problem === null || (problem.length > 10 && problem.length < 300)).toBe(true)
    }),
    { numRuns: 500 },
  )
  const worst = [
    '('.repeat(1000),
    'not '.repeat(250),
    '9'.repeat(1000),
    `value > ${'9.'.repeat(490)}`,
    '"'.repeat(999),
  ]
  for (const text of worst) expect(conditionProblem(text)).not.toBeNull()
  const glob = globMatcher(`*${'a?'.repeat(240)}*${'?b*'.repeat(80)}c`)
  expect(glob('a'.repeat(3000))).toBe(false)
  expect(performance.now() - startedAt).toBeLessThan(3000)
})
