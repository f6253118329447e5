import type { CheckerKind, Kinds } from '#shared/contract.ts'
import { type Field, fieldsOf } from '../forms/fields.ts'
import { type FormValue, withMember } from '../forms/form-value.ts'
import { chosenKind, plugInField, withPlugIn } from '../plug-ins/plug-in-field.ts'

/** What a monitor seldom needs: under "More options", whatever its schema says. The id is made from the name. */
const SELDOM: ReadonlySet<string> = new Set(['id', 'thresholds', 'retrySeconds', 'healing'])

/** The key under which a monitor's check stands. */
export const CHECK = 'check'

/** The kind that a monitor's form has chosen; undefined before. */
export function kindOf(kinds: Kinds, value: FormValue): CheckerKind | undefined {
  return chosenKind(kinds.checkers, value, CHECK)
}

/** All fields of a monitor of this kind: its own, and those of the check as a group. */
export function monitorFields(kinds: Kinds, kind: CheckerKind | undefined): readonly Field[] {
  const own = fieldsOf(kinds.monitor)
    .filter(field => field.key !== CHECK)
    .map(field =>
      field.key === 'timeoutSeconds' && kind ? { ...field, default: kind.timeoutSeconds } : field,
    )
    .map(field => (SELDOM.has(field.key) ? { ...field, required: false, advanced: true } : field))
  return kind === undefined ? own : [...own, plugInField(CHECK, kind)]
}

/**
 * The form after a kind was chosen: what the new kind has too is kept, and the category is the kind's unless there
 * is one already.
 */
export function withKind(value: FormValue, kind: CheckerKind, kinds: Kinds): FormValue {
  const previous = kindOf(kinds, value)
  const ownCategory = value.category !== undefined && value.category !== previous?.category
  const next = withPlugIn(value, CHECK, kind)
  return ownCategory ? next : withMember(next, 'category', kind.category)
}
