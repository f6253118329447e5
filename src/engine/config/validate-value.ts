import type { z } from 'zod'
import type { Problem } from '#shared/problem.ts'
import { plainWords } from './plain-words.ts'

/** A path into a value, as zod and problems have it. */
export type ValuePath = readonly (string | number)[]

/** A problem, and whether it is about a setting's name rather than its value. */
export interface FoundProblem extends Problem {
  readonly aboutName?: boolean
}

export type Validated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FoundProblem[] }

type Issue = z.core.$ZodIssue

/** The branch of a union that the value was most likely meant for; undefined where none stands out. */
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const plausible = branches.filter(branch =>
    branch.every(issue => issue.path.length > 0 || issue.code !== 'invalid_type'),
  )
  return plausible.toSorted((a, b) => a.length - b.length)[0]
}

function problemsOfIssue(issue: Issue, prefix: ValuePath): FoundProblem[] {
  const path = [...prefix, ...issue.path.map(key => (typeof key === 'number' ? key : String(key)))]
  if (issue.code === 'unrecognized_keys') {
    const lines = issue.message.split('\n')
    return issue.keys.map((key, index) => ({
      path: [...path, key],
      message: lines[index] ?? issue.message,
      aboutName: true,
    }))
  }
  if (issue.code === 'invalid_union') {
    const branch = likeliestBranch(issue.errors)
    if (branch) return problemsOf(branch, path)
  }
  if (issue.code === 'invalid_key') {
    const why = issue.issues.map(inner => inner.message)
    return [{ path, message: [issue.message, ...why].join(' '), aboutName: true }]
  }
  return [{ path, message: issue.message }]
}

/** What zod found, as problems: one for each unknown name, and of a union those of the likeliest branch. */
export function problemsOf(issues: readonly Issue[], prefix: ValuePath = []): FoundProblem[] {
  return issues.flatMap(issue => problemsOfIssue(issue, prefix))
}

/** Parses a value with a schema; what is wrong comes back as problems in plain words. */
export function validateValue<T>(schema: z.ZodType<T>, value: unknown): Validated<T> {
  const result = schema.safeParse(value, { error: plainWords })
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, problems: problemsOf(result.error.issues) }
}
