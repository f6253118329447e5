import type { AlertRule } from '#shared/alert-config.ts'
import type { AlertSubject } from './alert-subject.ts'
import type { FiringAlert } from './firing-alert.ts'

/** What the rules say of one thing at a moment. */
export interface Evaluation {
  readonly firing: readonly FiringAlert[]
  /** Since when each rule's condition holds, by its id; for the next time. */
  readonly memory: ReadonlyMap<string, number>
  /** When time alone makes another rule hold, in ms since the epoch; null where it does not. */
  readonly nextAt: number | null
  /** False where it is not known how it is: neither a new alarm nor a recovery. */
  readonly isKnown: boolean
}

/** Holds rules against one thing. */
export type Evaluate = (subject: AlertSubject, memory: ReadonlyMap<string, number>, now: number) => Evaluation

/** Makes rules ready to be held against many things. */
export type PrepareRules = (rules: readonly AlertRule[]) => Evaluate
