import type { AlertSubject } from './alert-subject.ts'
import type { CompiledRule } from './compile-rules.ts'
import type { FiringAlert } from './firing-alert.ts'

export { type CompiledRule, compileRules } from './compile-rules.ts'

/** By the id of a rule that holds: since when, in ms since the epoch. */
export type RuleMemory = ReadonlyMap<string, number>

/** What the rules say of a subject. */
export interface Evaluated {
  /** In the order of the rules. */
  readonly firing: readonly FiringAlert[]
  /** For the next time; the same object where nothing in it changed, and `NO_MEMORY` where nothing holds. */
  readonly memory: RuleMemory
  /** When the time of a rule that holds runs out, so that it is looked at again then; null where none does. */
  readonly nextAt: number | null
  /** Whether it is known how the subject is. Where it is not, what fired goes on, and nothing else fires. */
  readonly isKnown: boolean
}

/** How far a metric in percent must be on the good side of a limit before an alert of it is over, in points. */
export const MARGIN_POINTS = 2

export const NO_MEMORY: RuleMemory = new Map()

/** Of most subjects there is nothing to say. */
const CALM: Evaluated = { firing: [], memory: NO_MEMORY, nextAt: null, isKnown: true }
const UNKNOWN: Evaluated = { ...CALM, isKnown: false }

/**
 * Holds the rules against a subject, as it is at `now` (ms since the epoch). To be called whenever the subject changed,
 * and at `nextAt`.
 *
 * - A rule fires when it has held for as long as it asks, and ceases when it does not hold. One of a metric in percent
 *   that has fired ceases only when the value is `marginPoints` on the good side, so that it does not waver about a limit.
 * - Of a subject that nobody knows how it is (stale, no network here, a metric without a value) what fired goes on, what
 *   waited for its time begins anew afterwards, and nothing fires but a rule that asks for `status = unknown`.
 */
export function evaluate(
  rules: readonly CompiledRule[],
  subject: AlertSubject,
  before: RuleMemory,
  now: number,
  marginPoints = MARGIN_POINTS,
): Evaluated {
  const isKnown = isKnownNow(subject)
  const margin = subject.unit === '%' ? marginPoints : 0
  const firing: FiringAlert[] = []
  // Made only where something holds: of nearly all subjects nothing does.
  let memory: Map<string, number> | null = null
  let nextAt: number | null = null
  for (const compiled of rules) {
    const { rule } = compiled
    const forMs = rule.forSeconds * 1000
    const remembered = before.get(rule.id)
    // A clock that was set back must not make it wait for the time that was taken back.
    const since = remembered === undefined ? null : Math.min(remembered, now)
    if (isKnown || compiled.asksForUnknown) {
      const hasFired = since !== null && now - since > forMs
      const holds = compiled.condition(subject, hasFired ? margin : 0) === true
      if (!holds && (isKnown || !hasFired)) continue
    } else if (since === null || now - since < forMs) continue
    const held = since ?? now
    memory ??= new Map()
    memory.set(rule.id, held)
    const firesAt = held + forMs
    if (firesAt <= now) firing.push(firingAlert(compiled, subject, held, isKnown))
    else nextAt = Math.min(nextAt ?? firesAt, firesAt)
  }
  if (memory === null) return isKnown ? CALM : UNKNOWN
  return { firing, memory: isSame(memory, before) ? before : memory, nextAt, isKnown }
}

/** Whether it is known how a subject is. A metric is known by its value, whatever its thresholds made of the last one. */
export function isKnownNow({ type, status, value }: AlertSubject): boolean {
  return status !== 'unknown' && (type !== 'metric' || value !== null)
}

function firingAlert(
  { rule, words }: CompiledRule,
  subject: AlertSubject,
  since: number,
  isKnown: boolean,
): FiringAlert {
  const { id, name, level, notify, notifiers } = rule
  const message = isKnown ? words(subject) : unknownWords(subject)
  return { ruleId: id, ruleName: name, level, notify, notifiers, since, message }
}

function unknownWords({ type, name, value, message }: AlertSubject): string {
  if (type === 'metric' && value === null) return `${name} has no value now.`
  return message === '' ? `Nothing is known of ${name} now.` : message
}

function isSame(a: RuleMemory, b: RuleMemory): boolean {
  if (a.size !== b.size) return false
  for (const [id, since] of a) if (b.get(id) !== since) return false
  return true
}
