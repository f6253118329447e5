import { z } from 'zod'
import { configSchema } from '#shared/config.ts'
import type { Checker } from '../checkers/checker.ts'
import type { Profile } from '../profiles/profile.ts'
import { isMapping } from './is-mapping.ts'

/** A JSON Schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>

const without = (names: unknown, name: string): unknown[] =>
  Array.isArray(names) ? names.filter(other => other !== name) : []

/** Lets `${env:NAME}` stand where an address belongs, which no validator takes for a URI. */
function withReferences(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withReferences)
  if (!isMapping(schema)) return schema
  const { format, ...rest } = schema
  const kept = format === 'uri' ? rest : schema
  return Object.fromEntries(Object.entries(kept).map(([key, value]) => [key, withReferences(value)]))
}

/** A checker's schema with `kind` added to it, and to each branch where it has several. */
function withKind(schema: unknown, kind: string): unknown {
  if (!isMapping(schema)) return schema
  const { $schema: _, ...rest } = schema
  for (const branches of ['anyOf', 'oneOf', 'allOf']) {
    const inner = rest[branches]
    if (Array.isArray(inner)) return { ...rest, [branches]: inner.map(branch => withKind(branch, kind)) }
  }
  const properties = isMapping(rest.properties) ? rest.properties : {}
  return {
    ...rest,
    properties: { kind: { const: kind }, ...properties },
    required: ['kind', ...without(rest.required, 'kind')],
  }
}

function checkBranch(checker: Checker): unknown {
  const schema = z.toJSONSchema(checker.schema, { io: 'input', unrepresentable: 'any' })
  const branch = withKind(withReferences(schema), checker.kind)
  return { title: checker.title, description: checker.summary, ...(isMapping(branch) && branch) }
}

/** The entries of a list changed; ids may be left out there, since they are made from the names. */
function entries(list: unknown, properties: JsonSchema): JsonSchema {
  const schema = isMapping(list) ? list : {}
  const items = isMapping(schema.items) ? schema.items : {}
  const existing = isMapping(items.properties) ? items.properties : {}
  return {
    ...schema,
    items: {
      ...items,
      properties: { ...existing, ...properties },
      required: without(items.required, 'id'),
    },
  }
}

/** A profile in the list: its name alone, or its name with settings and what is to be left out. */
function profileEntry(profile: Profile): unknown[] {
  const schema = withReferences(z.toJSONSchema(profile.schema, { io: 'input', unrepresentable: 'any' }))
  const { $schema: _, properties, ...rest } = isMapping(schema) ? schema : {}
  const own = {
    name: { const: profile.name },
    leaveOut: { type: 'array', items: { type: 'string' }, description: 'Ids of what is not wanted of it.' },
  }
  const about = { title: profile.title, description: profile.summary }
  return [
    { const: profile.name, ...about },
    {
      ...rest,
      ...about,
      properties: { ...own, ...(isMapping(properties) && properties) },
      required: ['name'],
    },
  ]
}

/** JSON Schema of a whole configuration file, for editors: each kind of check is a branch of `check`. */
export function configJsonSchema(
  checkers: readonly Checker[],
  profiles: readonly Profile[] = [],
): JsonSchema {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' })
  const properties = schema.properties ?? {}
  const check = { title: 'Check', oneOf: checkers.map(checkBranch) }
  return {
    ...schema,
    title: 'Traylight configuration',
    properties: {
      $schema: { type: 'string', description: 'For editors; not a setting.' },
      ...properties,
      ...(profiles.length > 0 && {
        profiles: {
          type: 'array',
          description: 'Named sets of monitors and backends.',
          items: { anyOf: profiles.flatMap(profileEntry) },
        },
      }),
      monitors: entries(properties.monitors, checkers.length > 0 ? { check } : {}),
      backends: entries(properties.backends, {}),
    },
  }
}
