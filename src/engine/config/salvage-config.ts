import { type Config, configSchema } from '#shared/config.ts'
import { isMapping } from './is-mapping.ts'
import type { ValidateCheck } from './validate-check.ts'
import { validateConfig } from './validate-config.ts'
import type { ValuePath } from './validate-value.ts'
import { valueAt } from './value-at.ts'

/** Each round drops what the one before could not see; deeper settings take one round per level. */
const MAX_ROUNDS = 8

/** A copy without what stands at a path. */
function without(value: unknown, path: ValuePath): unknown {
  const [key, ...rest] = path
  if (key === undefined) return undefined
  if (Array.isArray(value)) return value.filter((_, index) => index !== key)
  if (!isMapping(value)) return value
  const { [String(key)]: inner, ...others } = value
  return rest.length === 0 ? others : { ...others, [String(key)]: without(inner, rest) }
}

/** What is dropped for a problem: a whole monitor or backend, or else the setting itself. */
function culprit(value: unknown, path: ValuePath): ValuePath {
  const [list, index] = path
  if ((list === 'monitors' || list === 'backends') && typeof index === 'number') return [list, index]
  let place = path
  while (place.length > 1 && valueAt(value, place) === undefined) place = place.slice(0, -1)
  return place
}

/** Later entries first, so that dropping one does not move the next. */
const lastFirst = (a: ValuePath, b: ValuePath) => Number(b[1] ?? 0) - Number(a[1] ?? 0)

/**
 * The part of an invalid configuration that can be used: valid monitors and backends stay whole, invalid ones are
 * left out, and of thresholds and settings only what is wrong falls back to its default.
 */
export function salvageConfig(
  value: Readonly<Record<string, unknown>>,
  validateCheck?: ValidateCheck,
  validateNotifier?: ValidateCheck,
): Config {
  let remaining: unknown = value
  for (let round = 0; round < MAX_ROUNDS && isMapping(remaining); round++) {
    const result = validateConfig(remaining, validateCheck, validateNotifier)
    if (result.ok) return result.value
    const culprits = new Map<string, ValuePath>()
    for (const problem of result.problems) {
      const path = culprit(remaining, problem.path)
      culprits.set(JSON.stringify(path), path)
    }
    for (const path of [...culprits.values()].toSorted(lastFirst)) remaining = without(remaining, path)
  }
  return configSchema.parse({})
}
