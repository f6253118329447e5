import { z } from 'zod'
import { closestWord } from '#shared/closest-word.ts'
import { type Backend, backendSchema, type Monitor, monitorSchema } from '#shared/config.ts'
import { type Validated, validateValue } from '../config/validate-value.ts'
import { problemInItem } from './problem-in-item.ts'
import type { Profile } from './profile.ts'

/** What a profile adds, with defaults filled in. */
export interface ExpandedProfile {
  readonly monitors: readonly Monitor[]
  readonly backends: readonly Backend[]
}

const expandedSchema = z.object({ monitors: z.array(monitorSchema), backends: z.array(backendSchema) })

/** Makes the monitors and backends of a named profile; answers with what is wrong with its name or settings. */
export function expandProfile(
  profiles: readonly Profile[],
  name: string,
  settings: unknown,
): Validated<ExpandedProfile> {
  const profile = profiles.find(candidate => candidate.name === name)
  if (!profile) return { ok: false, problems: [{ path: ['name'], message: unknownProfile(name, profiles) }] }
  const read = validateValue(profile.schema, settings)
  if (!read.ok) return read
  const items = profile.expand(read.value)
  const expanded = validateValue(expandedSchema, items)
  if (expanded.ok) return expanded
  return {
    ok: false,
    problems: expanded.problems.map(problem => ({ path: [], message: problemInItem(problem, items) })),
  }
}

function unknownProfile(name: string, profiles: readonly Profile[]): string {
  const names = profiles.map(profile => profile.name)
  const meant = closestWord(name, names)
  const question = meant === undefined ? '' : ` Did you mean "${meant}"?`
  return `There is no profile called ${JSON.stringify(name)}.${question} There are: ${names.join(', ')}.`
}
