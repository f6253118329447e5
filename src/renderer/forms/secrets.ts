import type { Field, Shape } from './fields.ts'
import { isRecord } from './record.ts'

const STORED = /^\$\{secret:[^}]*\}$/
const REFERENCE = /^\$\{(secret|env|file):[^}]*\}$/

/** Whether a value stands for a secret that the engine keeps: `${secret:...}`. The secret itself is never here. */
export function isStoredSecret(value: unknown): boolean {
  return typeof value === 'string' && STORED.test(value)
}

/** Whether a value only refers to a secret: kept by the engine, in the environment, or in a file. */
export function isSecretReference(value: unknown): boolean {
  return typeof value === 'string' && REFERENCE.test(value)
}

/** A draft without what was typed into secret fields: safe to keep in the browser. References stay. */
export function withoutSecrets(
  value: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
): Record<string, unknown> {
  const secretKeys = new Map(fields.map(field => [field.key, field]))
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const field = secretKeys.get(key)
      if (field === undefined) return [[key, inner]]
      const kept = field.secret ? onlyReferences(inner) : keepSafe(inner, field.shape)
      return kept === undefined ? [] : [[key, kept]]
    }),
  )
}

function keepSafe(value: unknown, shape: Shape): unknown {
  if (shape.type === 'group' && isRecord(value)) return withoutSecrets(value, shape.fields)
  if (shape.type === 'list' && Array.isArray(value)) {
    return value.map((item: unknown) => keepSafe(item, shape.item))
  }
  if (shape.type === 'pairs' && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, keepSafe(item, shape.value)]))
  }
  if (shape.type === 'either') {
    return shape.alternatives.reduce((kept, alternative) => keepSafe(kept, alternative.shape), value)
  }
  return typeof value === 'string' ? withoutPassword(value) : value
}

/** An address without the password in it; a reference to one stays. */
function withoutPassword(text: string): string {
  return text.replace(/(:\/\/[^\s/?#@:]*:)(?!\$\{)[^\s/?#@]+@/, '$1@')
}

function onlyReferences(value: unknown): unknown {
  if (typeof value === 'string') return isSecretReference(value) ? value : undefined
  if (!isRecord(value)) return undefined
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const safe = onlyReferences(inner)
    return safe === undefined ? [] : [[key, safe] as const]
  })
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}
