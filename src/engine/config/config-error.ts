import type { Problem } from '#shared/problem.ts'
import { describeProblem } from './describe-problem.ts'

/** A configuration is refused; the message says so with every problem, a line each. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[]

  /** `subject` begins the message: the file's path, or "The configuration". */
  constructor(subject: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
    super(
      [`${subject} has ${count}:`, ...problems.map(problem => `  ${describeProblem(problem)}`)].join('\n'),
    )
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** Settings cannot be saved, since they come from a file that Traylight only reads. */
export class ConfigReadOnlyError extends Error {
  readonly path: string

  constructor(path: string) {
    super(`Settings come from ${path}, which Traylight only reads. Change them in that file.`)
    this.name = 'ConfigReadOnlyError'
    this.path = path
  }
}
