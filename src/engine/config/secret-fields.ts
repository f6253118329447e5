import { z } from 'zod'
import { backendSchema, type SectionName, sectionNameSchema, sectionSchemas } from '#shared/config.ts'
import { isSecretName } from '#shared/secret-name.ts'
import type { Checker } from '../checkers/checker.ts'
import type { Notifier } from '../notify/notifier.ts'
import { isMapping } from './is-mapping.ts'
import type { ValuePath } from './validate-value.ts'

/**
 * Whether the text at a path is a secret as a whole, because its schema says `secret: true`. `kind` is that of the
 * check the path is in; null for a path in a backend, `sectionOf` for one in a section, `notifierOf` for one in where a
 * notifier's messages go.
 */
export type IsSecretField = (kind: string | null, path: ValuePath) => boolean

/** Stands for a section of the configuration where else the kind of a check is asked for. */
export const sectionOf = (name: SectionName): string => `section ${name}`

/** Stands for a kind of notifier where else the kind of a check is asked for. */
export const notifierOf = (kind: string): string => `notifier ${kind}`

const branchesOf = (schema: Readonly<Record<string, unknown>>): unknown[] =>
  [schema.anyOf, schema.oneOf, schema.allOf].flatMap(branches => (Array.isArray(branches) ? branches : []))

/** The schema of what stands under `key`, and whether `key` is a name the operator chose. */
function schemaUnder(schema: Readonly<Record<string, unknown>>, key: string | number) {
  if (isMapping(schema.properties) && Object.hasOwn(schema.properties, key)) {
    return { schema: schema.properties[key], chosen: false }
  }
  if (typeof key === 'number') {
    const fixed: unknown = Array.isArray(schema.prefixItems) ? schema.prefixItems[key] : undefined
    return { schema: fixed ?? schema.items, chosen: false }
  }
  return { schema: schema.additionalProperties, chosen: true }
}

function isSecretIn(schema: unknown, path: ValuePath, inSecret: boolean): boolean {
  if (!isMapping(schema)) return false
  const secret = inSecret || schema.secret === true
  const [key, ...rest] = path
  if (branchesOf(schema).some(branch => isSecretIn(branch, path, secret))) return true
  if (key === undefined) return secret
  const under = schemaUnder(schema, key)
  if (under.chosen && !isSecretName(String(key))) return isSecretIn(under.schema, rest, false)
  return isSecretIn(under.schema, rest, secret)
}

/** Tells secret fields by the `secret: true` in the schemas of the checkers, the notifiers, the sections and of backends. */
export function secretFieldsOf(
  checkers: readonly Checker[],
  notifiers: readonly Notifier[] = [],
): IsSecretField {
  const schemas = new Map<string | null, unknown>()
  const schemaOf = (kind: string | null) => {
    if (!schemas.has(kind)) {
      const section = sectionNameSchema.options.find(name => sectionOf(name) === kind)
      const ofCheck = checkers.find(checker => checker.kind === kind)?.schema
      const ofNotifier = notifiers.find(notifier => notifierOf(notifier.kind) === kind)?.schema
      const schema =
        kind === null ? backendSchema : section ? sectionSchemas[section] : (ofCheck ?? ofNotifier)
      const options = { io: 'input', unrepresentable: 'any' } as const
      schemas.set(kind, schema && z.toJSONSchema(schema, options))
    }
    return schemas.get(kind)
  }
  return (kind, path) => isSecretIn(schemaOf(kind), path, false)
}
