import { type CompiledRule, evaluate, NO_MEMORY, type RuleMemory } from './evaluate.ts'
import type { PastState } from './subject-past.ts'

/** From when to when an alert would have fired; to null: it still does. */
export interface Firing {
  readonly fromMs: number
  readonly toMs: number | null
}

/** When a rule would have fired for a subject that was as `states` say, up to `untilMs`: by evaluating it again and again. */
export function replayRule(
  rule: CompiledRule,
  states: readonly PastState[],
  untilMs: number,
): readonly Firing[] {
  const firings: Firing[] = []
  let memory: RuleMemory = NO_MEMORY
  let since: number | null = null
  let nextAt: number | null = null
  const look = (subject: NonNullable<PastState['subject']>, at: number) => {
    const evaluated = evaluate([rule], subject, memory, at)
    memory = evaluated.memory
    nextAt = evaluated.nextAt
    const isFiring = evaluated.firing.length > 0
    if (isFiring) since ??= at
    else if (since !== null) {
      firings.push({ fromMs: since, toMs: at })
      since = null
    }
  }
  for (const [index, { at, subject }] of states.entries()) {
    if (at > untilMs) break
    // Nobody looks at what is not watched; what held before is remembered meanwhile.
    if (subject === null) continue
    look(subject, at)
    const end = Math.min(states[index + 1]?.at ?? Number.POSITIVE_INFINITY, untilMs + 1)
    if (nextAt !== null && nextAt < end) look(subject, nextAt)
  }
  return since === null ? firings : [...firings, { fromMs: since, toMs: null }]
}
