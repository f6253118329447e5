import type { AlertLevel } from '#shared/alert-level.ts'

/** A rule that holds for something, and has for as long as it asks. */
export interface FiringAlert {
  readonly ruleId: string
  readonly ruleName: string
  readonly level: AlertLevel
  /** Whether people are told, or it is only listed. */
  readonly notify: boolean
  /** Ids of the notifiers that are told; empty for all that take its level. */
  readonly notifiers: readonly string[]
  /** Since when the condition holds, in ms since the epoch. */
  readonly since: number
  /** Why, a sentence. */
  readonly message: string
}
