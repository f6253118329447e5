import type { Problem } from '#shared/problem.ts'

/** A problem in one line: "line 3, column 9, monitors.0.check.url: Give a full address." */
export function describeProblem(problem: Problem): string {
  const place = problem.line === undefined ? [] : [`line ${problem.line}, column ${problem.column ?? 1}`]
  const path = problem.path.length === 0 ? [] : [problem.path.join('.')]
  const where = [...place, ...path].join(', ')
  return where === '' ? problem.message : `${where}: ${problem.message}`
}
