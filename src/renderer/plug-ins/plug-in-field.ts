import { type Field, fieldsOf } from '../forms/fields.ts'
import { type FormValue, withMember } from '../forms/form-value.ts'
import { isRecord } from '../forms/record.ts'
import type { PlugInKind } from './KindPicker.tsx'

/** The kind that a form has chosen for one of its members; undefined before. */
export function chosenKind<K extends PlugInKind>(
  kinds: readonly K[],
  value: FormValue,
  member: string,
): K | undefined {
  const target = value[member]
  return isRecord(target) ? kinds.find(({ kind }) => kind === target.kind) : undefined
}

/** What a kind asks for, as a group of fields under the member that it is configured in. */
export function plugInField(member: string, kind: PlugInKind): Field & { readonly shape: { type: 'group' } } {
  return {
    key: member,
    title: kind.title,
    description: '',
    unit: '',
    whenEmpty: '',
    secret: false,
    advanced: false,
    required: true,
    default: undefined,
    shape: { type: 'group', fields: fieldsOf(kind.schema).filter(field => field.key !== 'kind') },
  }
}

/** The form after a kind was chosen: what the new kind asks for too is kept. */
export function withPlugIn(value: FormValue, member: string, kind: PlugInKind): FormValue {
  const before = value[member]
  const keys = new Set(fieldsOf(kind.schema).map(field => field.key))
  const kept = isRecord(before) ? Object.entries(before).filter(([key]) => keys.has(key)) : []
  return withMember(value, member, { ...Object.fromEntries(kept), kind: kind.kind })
}

/** The form without the kind, so that another can be chosen and keep what fits it too. */
export function withoutKind(value: FormValue, member: string): FormValue {
  const target = value[member]
  return withMember(value, member, isRecord(target) ? withMember(target, 'kind', undefined) : undefined)
}
