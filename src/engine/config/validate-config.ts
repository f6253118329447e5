import { type Config, configSchema } from '#shared/config.ts'
import { idFromName } from './id-from-name.ts'
import { isMapping } from './is-mapping.ts'
import type { ValidateCheck } from './validate-check.ts'
import { type FoundProblem, type Validated, validateValue } from './validate-value.ts'

/** Gives an id made from the name to each entry of a list that has none. */
function withIds(entries: unknown, fallback: string): unknown {
  if (!Array.isArray(entries)) return entries
  const taken = new Set<string>()
  for (const entry of entries) if (isMapping(entry) && typeof entry.id === 'string') taken.add(entry.id)
  return entries.map((entry: unknown) => {
    if (!isMapping(entry) || entry.id !== undefined || typeof entry.name !== 'string') return entry
    const id = idFromName(entry.name, taken, fallback)
    taken.add(id)
    return { id, ...entry }
  })
}

function completed(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  // Editors look for `$schema` in JSON files to offer help; it is no setting.
  const { $schema: _, ...rest } = value
  return {
    ...rest,
    ...('monitors' in rest && { monitors: withIds(rest.monitors, 'monitor') }),
    ...('backends' in rest && { backends: withIds(rest.backends, 'backend') }),
  }
}

function checkProblems(monitors: unknown, validateCheck: ValidateCheck): FoundProblem[] {
  if (!Array.isArray(monitors)) return []
  return monitors.flatMap((monitor: unknown, index) => {
    const check = isMapping(monitor) ? monitor.check : undefined
    if (!isMapping(check)) return []
    return validateCheck(check).map(problem => ({
      ...problem,
      path: ['monitors', index, 'check', ...problem.path],
    }))
  })
}

const noCheckProblems: ValidateCheck = () => []

/**
 * Validates a whole configuration of the current version: defaults are filled in, ids that are left out are made
 * from names, and each check is held against its checker. Answers with every problem at once.
 */
export function validateConfig(
  value: Readonly<Record<string, unknown>>,
  validateCheck: ValidateCheck = noCheckProblems,
): Validated<Config> {
  const complete = completed(value)
  const result = validateValue(configSchema, complete)
  const inChecks = checkProblems(complete.monitors, validateCheck)
  if (result.ok && inChecks.length === 0) return result
  return { ok: false, problems: [...(result.ok ? [] : result.problems), ...inChecks] }
}
