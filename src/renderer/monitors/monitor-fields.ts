import type { CheckerKind, Kinds } from '#shared/contract.ts'
import { type Field, fieldsOf } from '../forms/fields.ts'
import { type FormValue, withMember } from '../forms/form-value.ts'
import { isRecord } from '../forms/record.ts'

/** What a monitor seldom needs: under "More options", whatever its schema says. The id is made from the name. */
const SELDOM: ReadonlySet<string> = new Set(['id', 'thresholds', 'retrySeconds'])

/** The key under which a monitor's check stands. */
export const CHECK = 'check'

/** The kind that a monitor's form has chosen; undefined before. */
export function kindOf(kinds: Kinds, value: FormValue): CheckerKind | undefined {
  const check = isRecord(value[CHECK]) ? value[CHECK] : {}
  return kinds.checkers.find(checker => checker.kind === check.kind)
}

/** All fields of a monitor of this kind: its own, and those of the check as a group. */
export function monitorFields(kinds: Kinds, kind: CheckerKind | undefined): readonly Field[] {
  const own = fieldsOf(kinds.monitor)
    .filter(field => field.key !== CHECK)
    .map(field =>
      field.key === 'timeoutSeconds' && kind ? { ...field, default: kind.timeoutSeconds } : field,
    )
    .map(field => (SELDOM.has(field.key) ? { ...field, required: false, advanced: true } : field))
  if (kind === undefined) return own
  return [...own, checkField(kind)]
}

function checkField(kind: CheckerKind): Field {
  return {
    key: CHECK,
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

/**
 * The form after a kind was chosen: what the new kind has too is kept, and the category is the kind's unless there
 * is one already.
 */
export function withKind(value: FormValue, kind: CheckerKind, kinds: Kinds): FormValue {
  const before = isRecord(value[CHECK]) ? value[CHECK] : {}
  const { shape } = checkField(kind)
  const keys = new Set(shape.type === 'group' ? shape.fields.map(field => field.key) : [])
  const kept = Object.fromEntries(Object.entries(before).filter(([key]) => keys.has(key)))
  const previous = kindOf(kinds, value)
  const ownCategory = value.category !== undefined && value.category !== previous?.category
  const next = withMember(value, CHECK, { ...kept, kind: kind.kind })
  return ownCategory ? next : withMember(next, 'category', kind.category)
}
