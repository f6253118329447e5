import type { AlertRule } from '#shared/alert-config.ts'
import { type CompiledCondition, compileCondition } from '#shared/compile-condition.ts'
import type { Condition } from '#shared/condition.ts'
import type { FieldName } from '#shared/condition-fields.ts'
import { parseCondition } from '#shared/parse-condition.ts'
import { type FiringWords, firingWords } from './firing-words.ts'

/** A rule that is ready to be held against subjects. */
export interface CompiledRule {
  readonly rule: AlertRule
  readonly condition: CompiledCondition
  /** Why it holds for a subject for which it does. */
  readonly words: FiringWords
  /** It says itself that it is about what is not known: `status = unknown`. */
  readonly asksForUnknown: boolean
}

/** Rules ready to be evaluated, in their order; those that are off, or cannot be read, are left out. */
export function compileRules(rules: readonly AlertRule[]): readonly CompiledRule[] {
  return rules.flatMap(rule => {
    const parsed = rule.off ? null : parseCondition(rule.when)
    return parsed?.ok ? [compileRule(rule, parsed.condition)] : []
  })
}

/** One rule; `isKnown` as `compileCondition` has it. */
export function compileRule(
  rule: AlertRule,
  condition: Condition,
  isKnown?: (field: FieldName) => boolean,
): CompiledRule {
  return {
    ...{ rule, condition: compileCondition(condition, isKnown), words: firingWords(condition) },
    asksForUnknown: asksForUnknown(condition, true),
  }
}

/** Whether a comparison with `unknown` makes it hold; `isPlain` is false within `not`. */
function asksForUnknown(condition: Condition, isPlain: boolean): boolean {
  if ('parts' in condition) return condition.parts.some(part => asksForUnknown(part, isPlain))
  if ('part' in condition) return asksForUnknown(condition.part, !isPlain)
  if (condition.is === 'number' || condition.field !== 'status') return false
  const texts = condition.is === 'in' ? condition.texts : [condition.text]
  const isEqual = condition.is === 'in' || condition.operator === '='
  return isEqual === isPlain && texts.some(text => text.toLowerCase() === 'unknown')
}
