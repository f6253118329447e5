import { closestWord } from '#shared/closest-word.ts'
import { isMapping } from '../config/is-mapping.ts'
import type { FoundProblem, ValuePath } from '../config/validate-value.ts'
import { valueAt } from '../config/value-at.ts'
import { expandProfile } from './expand-profile.ts'
import { problemInItem } from './problem-in-item.ts'
import type { Profile } from './profile.ts'

type Value = Readonly<Record<string, unknown>>

export interface Expanded {
  /** The configuration without `profiles`, with what they add behind what stands in it. */
  readonly value: Value
  readonly problems: readonly FoundProblem[]
  /** Of a problem in something that a profile added: the same, where the profile is named. */
  relocate(problem: FoundProblem): FoundProblem
}

/**
 * Puts the monitors and backends of the `profiles` that a configuration names into it, as if they had been written out.
 * What the configuration has under the same id itself takes the place of the profile's, and what an entry's `leaveOut`
 * names does not come. A profile with a problem adds nothing.
 */
export function expandConfigured(value: Value, profiles: readonly Profile[]): Expanded {
  const { profiles: entries, ...rest } = value
  if (entries === undefined || profiles.length === 0) return { value, problems: [], relocate: asItIs }
  if (!Array.isArray(entries)) {
    const message = `This must be a list of profiles, such as [${profiles[0]?.name}].`
    return { value: rest, problems: [{ path: ['profiles'], message }], relocate: asItIs }
  }
  const problems: FoundProblem[] = [...namedTwice(entries)]
  const origins = new Map<unknown, ValuePath>()
  let expanded: Value = rest
  for (const [index, entry] of entries.entries()) {
    const path = ['profiles', index]
    const added = readEntry(entry, path, profiles)
    if ('problems' in added) {
      problems.push(...added.problems)
      continue
    }
    for (const item of [...added.monitors, ...added.backends]) origins.set(item, path)
    expanded = withItems(expanded, added)
  }
  return { value: expanded, problems, relocate: problem => relocated(problem, expanded, origins) }
}

function* namedTwice(entries: readonly unknown[]): Iterable<FoundProblem> {
  const seen = new Set<unknown>()
  for (const [index, entry] of entries.entries()) {
    const name = typeof entry === 'string' ? entry : fieldsOf(entry).name
    if (seen.has(name)) {
      yield { path: ['profiles', index], message: `The profile ${name} is named twice. Name it once.` }
    }
    if (name !== undefined) seen.add(name)
  }
}

const asItIs = (problem: FoundProblem): FoundProblem => problem

function relocated(
  problem: FoundProblem,
  value: Value,
  origins: ReadonlyMap<unknown, ValuePath>,
): FoundProblem {
  const [list, index] = problem.path
  const item = list === undefined || index === undefined ? undefined : valueAt(value, [list, index])
  const origin = origins.get(item)
  return origin === undefined ? problem : { path: [...origin], message: problemInItem(problem, value) }
}

interface Added {
  readonly monitors: readonly { readonly id: string }[]
  readonly backends: readonly { readonly id: string }[]
}

function readEntry(
  entry: unknown,
  path: ValuePath,
  profiles: readonly Profile[],
): Added | { readonly problems: readonly FoundProblem[] } {
  const { name, leaveOut, ...settings } = typeof entry === 'string' ? { name: entry } : fieldsOf(entry)
  const wrong = (message: string, ...rest: ValuePath) => ({
    problems: [{ path: [...path, ...rest], message }],
  })
  if (typeof name !== 'string') {
    return wrong('Name a profile: its name alone, or a group of settings with its name.')
  }
  if (leaveOut !== undefined && !isListOfTexts(leaveOut)) {
    return wrong('This must be a list of ids.', 'leaveOut')
  }
  const expanded = expandProfile(profiles, name, settings)
  const problems = [
    ...(expanded.ok ? [] : expanded.problems).map(problem => ({
      ...problem,
      // A name that stands alone has no place inside it.
      path: typeof entry === 'string' ? [...path] : [...path, ...problem.path],
    })),
    ...unknownItems(name, leaveOut ?? [], profiles).map(problem => ({
      ...problem,
      path: [...path, 'leaveOut', ...problem.path],
    })),
  ]
  if (!expanded.ok || problems.length > 0) return { problems }
  const { monitors, backends } = expanded.value
  const isWanted = (item: { readonly id: string }) => !leaveOut?.includes(item.id)
  return { monitors: monitors.filter(isWanted), backends: backends.filter(isWanted) }
}

/** Ids that a profile does not have, whatever its settings are. */
function unknownItems(
  profile: string,
  wanted: readonly string[],
  profiles: readonly Profile[],
): readonly FoundProblem[] {
  const usual = expandProfile(profiles, profile, {})
  if (!usual.ok) return []
  const ids = [...usual.value.monitors, ...usual.value.backends].map(item => item.id)
  return wanted.flatMap((id, index) => {
    if (ids.includes(id)) return []
    const meant = closestWord(id, ids)
    const hint = meant === undefined ? there(ids) : ` Did you mean "${meant}"?`
    const message = `The profile ${profile} has nothing with the id ${JSON.stringify(id)}.${hint}`
    return [{ path: [index], message }]
  })
}

/** As long as they can be read in a sentence. */
const there = (ids: readonly string[]) => (ids.length > 10 ? '' : ` There are: ${ids.join(', ')}.`)

interface EntryFields {
  readonly name?: unknown
  readonly leaveOut?: unknown
}

const fieldsOf = (entry: unknown): EntryFields & Value => (isMapping(entry) ? entry : {})

const isListOfTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')

/** Something that is no list is left as it is: validation says what is wrong with it. */
function withItems(value: Value, { monitors, backends }: Added): Value {
  return {
    ...value,
    monitors: joined(value.monitors, monitors),
    backends: joined(value.backends, backends),
  }
}

function joined(own: unknown, added: readonly { readonly id: string }[]): unknown {
  if (own !== undefined && !Array.isArray(own)) return own
  const items: readonly unknown[] = own ?? []
  const taken = new Set(items.map(item => (isMapping(item) ? item.id : undefined)))
  return [...items, ...added.filter(item => !taken.has(item.id))]
}
