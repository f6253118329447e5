import type { Field, Shape } from './fields.ts'
import { isRecord } from './record.ts'

/** What a form holds: an object in the making. */
export type FormValue = Readonly<Record<string, unknown>>

/** The same value with one member set; `undefined` leaves it out, so that its default applies. */
export function withMember(value: FormValue, key: string, member: unknown): FormValue {
  const { [key]: _, ...rest } = value
  return member === undefined ? rest : { ...value, [key]: member }
}

/** Whether two values would be saved as the same. The order of an object's members does not matter. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item: unknown, index) => sameValue(item, b[index]))
  }
  if (isRecord(a) && isRecord(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...keys].every(key => sameValue(a[key], b[key]))
  }
  return a === b
}

/**
 * What is sent to be saved: fixed members filled in, and a required text left blank sent as blank, so that the
 * schema answers with its own words for it.
 */
export function completed(value: FormValue, fields: readonly Field[]): FormValue {
  const filled = fields.flatMap(field => {
    const member = completedMember(value[field.key], field)
    return member === undefined ? [] : [[field.key, member] as const]
  })
  return { ...value, ...Object.fromEntries(filled) }
}

function completedMember(member: unknown, field: Field): unknown {
  const { shape } = field
  if (shape.type === 'constant') return shape.value
  if (member === undefined && field.required && shape.type === 'text') return ''
  if (member === undefined && field.required && shape.type === 'group') return completed({}, shape.fields)
  return completedShape(member, shape)
}

function completedShape(value: unknown, shape: Shape): unknown {
  if (shape.type === 'group' && isRecord(value)) return completed(value, shape.fields)
  if (shape.type === 'list' && Array.isArray(value)) {
    return value.map((item: unknown) => completedShape(item, shape.item))
  }
  if (shape.type === 'pairs' && isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, completedShape(item, shape.value)]),
    )
  }
  if (shape.type === 'either') {
    const chosen =
      shape.alternatives[
        chosenAlternative(
          value,
          shape.alternatives.map(a => a.shape),
        )
      ]
    return chosen === undefined ? value : completedShape(value, chosen.shape)
  }
  return value
}

/** Which alternative a value is an example of; -1 where none fits. */
export function chosenAlternative(value: unknown, shapes: readonly Shape[]): number {
  if (value === undefined) return -1
  const fixed = shapes.findIndex(shape => fits(value, shape, true))
  return fixed >= 0 ? fixed : shapes.findIndex(shape => fits(value, shape, false))
}

function fits(value: unknown, shape: Shape, strictly: boolean): boolean {
  switch (shape.type) {
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'switch':
      return typeof value === 'boolean'
    case 'choice':
      return shape.options.some(option => option.value === value)
    case 'constant':
      return value === shape.value
    case 'words':
    case 'choices':
    case 'list':
      return Array.isArray(value)
    case 'pairs':
      return isRecord(value)
    case 'group':
      return isRecord(value) && groupFits(value, shape.fields, strictly)
    case 'either':
      return shape.alternatives.some(alternative => fits(value, alternative.shape, strictly))
    case 'any':
      return true
  }
}

function groupFits(value: FormValue, fields: readonly Field[], strictly: boolean): boolean {
  const fixed = fields.filter(field => field.shape.type === 'constant')
  if (fixed.length > 0) {
    return fixed.every(field => field.shape.type === 'constant' && value[field.key] === field.shape.value)
  }
  const known = new Set(fields.map(field => field.key))
  return !strictly || Object.keys(value).every(key => known.has(key))
}

/** A first value of a shape, for a row that was just added. */
export function emptyOf(shape: Shape): unknown {
  switch (shape.type) {
    case 'group':
      return completed(
        {},
        shape.fields.filter(field => field.shape.type === 'constant'),
      )
    case 'words':
    case 'choices':
    case 'list':
      return []
    case 'pairs':
      return {}
    case 'switch':
      return false
    case 'constant':
      return shape.value
    case 'either':
      return shape.alternatives[0] === undefined ? '' : emptyOf(shape.alternatives[0].shape)
    case 'number':
      return undefined
    default:
      return ''
  }
}
