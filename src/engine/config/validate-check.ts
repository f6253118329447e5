import type { z } from 'zod'
import { closestWord } from '#shared/closest-word.ts'
import { holdsReference } from '#shared/reference.ts'
import type { Checker } from '../checkers/checker.ts'
import type { Notifier } from '../notify/notifier.ts'
import { plainWords } from './plain-words.ts'
import { type FoundProblem, problemsOf } from './validate-value.ts'
import { valueAt } from './value-at.ts'

/** Finds what is wrong with a monitor's `check` or a notifier's `to`; paths are inside it. */
export type ValidateCheck = (check: Readonly<Record<string, unknown>>) => readonly FoundProblem[]

/** What a plug-in says of what is configured for it. */
type PlugIn = Pick<Checker, 'kind' | 'schema'>

function unknownKind(what: string, kind: string, plugIns: readonly PlugIn[]): FoundProblem {
  const kinds = plugIns.map(plugIn => plugIn.kind)
  const meant = closestWord(kind, kinds)
  const question = meant === undefined ? '' : ` Did you mean "${meant}"?`
  const message = `There is no kind of ${what} called ${JSON.stringify(kind)}.${question} There are: ${kinds.join(', ')}.`
  return { path: ['kind'], message }
}

/** Whether no text at all would do where the issue is. */
function wantsNoText(issue: z.core.$ZodIssue): boolean {
  if (issue.code === 'invalid_type') return true
  return (
    issue.code === 'invalid_union' &&
    issue.errors.length > 0 &&
    issue.errors.every(branch =>
      branch.some(inner => inner.path.length === 0 && inner.code === 'invalid_type'),
    )
  )
}

/**
 * Whether an issue cannot be decided before references are filled in: `${env:URL}` is no address yet, but will be.
 * A text where a number belongs stays wrong, since a reference is always filled in with a text.
 */
function waitsForReference(issue: z.core.$ZodIssue, target: unknown): boolean {
  if (wantsNoText(issue)) return false
  const value = valueAt(
    target,
    issue.path.map(key => (typeof key === 'number' ? key : String(key))),
  )
  return typeof value === 'string' && holdsReference(value)
}

/** Validates each check against the schema of its checker; an unknown kind is answered with those that exist. */
export function checkValidator(checkers: readonly Checker[]): ValidateCheck {
  return kindValidator('check', checkers)
}

/** Validates where a notifier's messages go against the schema of its kind. */
export function notifierValidator(notifiers: readonly Notifier[]): ValidateCheck {
  return kindValidator('notifier', notifiers)
}

function kindValidator(what: string, plugIns: readonly PlugIn[]): ValidateCheck {
  return ({ kind, ...target }) => {
    // A missing or empty kind is the configuration schema's own problem.
    if (typeof kind !== 'string' || kind === '') return []
    const plugIn = plugIns.find(candidate => candidate.kind === kind)
    if (!plugIn) return [unknownKind(what, kind, plugIns)]
    const result = plugIn.schema.safeParse(target, { error: plainWords })
    if (result.success) return []
    return problemsOf(result.error.issues.filter(issue => !waitsForReference(issue, target)))
  }
}
