import type { Config } from '#shared/config.ts'
import type { Problem } from '#shared/problem.ts'
import { expandConfigured } from '../profiles/expand-configured.ts'
import type { Profile } from '../profiles/profile.ts'
import { MIGRATIONS, type Migration, migrateConfig } from './migrate-config.ts'
import { type Locate, readDocument } from './read-document.ts'
import type { ValidateCheck } from './validate-check.ts'
import { validateConfig } from './validate-config.ts'
import type { FoundProblem } from './validate-value.ts'

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | {
      readonly ok: false
      /** Whether it is no YAML or JSON, of a version that cannot be used, or has settings that are not valid. */
      readonly failedAt: 'reading' | 'migrating' | 'validating'
      readonly problems: readonly Problem[]
      /** What the text holds, brought to the current version; only where it failed at `validating`. */
      readonly value?: Readonly<Record<string, unknown>>
    }

export interface ParseConfigOptions {
  /** Holds each check against its checker; without it only the shape around the checks is validated. */
  readonly validateCheck?: ValidateCheck
  /** Holds each notifier against its kind. */
  readonly validateNotifier?: ValidateCheck
  /** Those that a configuration can name; none if left out. */
  readonly profiles?: readonly Profile[]
  readonly migrations?: readonly Migration[]
}

function located(problem: FoundProblem, locate: Locate): Problem {
  const { aboutName, ...rest } = problem
  return { ...rest, ...locate(problem.path, aboutName ? 'name' : 'value') }
}

const inOrder = (a: Problem, b: Problem) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)

/**
 * Reads a configuration from YAML or JSON. Answers with the configuration, defaults filled in, or with every problem:
 * its path, line and column (of what is missing, its parent's), and a sentence that says what to do.
 */
export function parseConfig(text: string, options: ParseConfigOptions = {}): ParsedConfig {
  const document = readDocument(text)
  if (!document.ok) return { ...document, failedAt: 'reading' }
  const at = (problems: readonly FoundProblem[]) =>
    problems.map(problem => located(problem, document.locate)).toSorted(inOrder)

  const migrated = migrateConfig(document.value, options.migrations ?? MIGRATIONS)
  if (!migrated.ok) return { ok: false, failedAt: 'migrating', problems: at(migrated.problems) }
  const { value, problems, relocate } = expandConfigured(migrated.value, options.profiles ?? [])
  const validated = validateConfig(value, options.validateCheck, options.validateNotifier)
  if (validated.ok && problems.length === 0) return { ok: true, config: validated.value }
  const inRest = validated.ok ? [] : validated.problems.map(relocate)
  return { ok: false, failedAt: 'validating', problems: at([...problems, ...inRest]), value }
}
