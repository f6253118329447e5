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
    ...('notifiers' in rest && { notifiers: withIds(rest.notifiers, 'notifier') }),
    ...('maintenance' in rest && { maintenance: withIds(rest.maintenance, 'window') }),
    ...('logSources' in rest && { logSources: withIds(rest.logSources, 'log') }),
  }
}

/** What is wrong with the part of each entry of a list that a plug-in owns. */
function problemsOfKinds(
  value: Readonly<Record<string, unknown>>,
  list: string,
  part: string,
  validate: ValidateCheck,
): FoundProblem[] {
  const entries = value[list]
  if (!Array.isArray(entries)) return []
  return entries.flatMap((entry: unknown, index) => {
    const owned = isMapping(entry) ? entry[part] : undefined
    if (!isMapping(owned)) return []
    return validate(owned).map(problem => ({ ...problem, path: [list, index, part, ...problem.path] }))
  })
}

const noProblems: ValidateCheck = () => []

/**
 * Validates a whole configuration of the current version: defaults are filled in, ids that are left out are made
 * from names, and each check is held against its checker, each notifier against its kind. Answers with every problem at once.
 */
export function validateConfig(
  value: Readonly<Record<string, unknown>>,
  validateCheck: ValidateCheck = noProblems,
  validateNotifier: ValidateCheck = noProblems,
): Validated<Config> {
  const complete = completed(value)
  const result = validateValue(configSchema, complete)
  const inKinds = [
    ...problemsOfKinds(complete, 'monitors', 'check', validateCheck),
    ...problemsOfKinds(complete, 'notifiers', 'to', validateNotifier),
  ]
  if (result.ok && inKinds.length === 0) return result
  return { ok: false, problems: [...(result.ok ? [] : result.problems), ...inKinds] }
}
