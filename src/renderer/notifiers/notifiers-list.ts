import type { Kinds } from '#shared/contract.ts'
import type { NotifierKind } from '#shared/incidents.ts'
import type { NotifierConfig } from '#shared/notifier-config.ts'
import type { Field } from '../forms/fields.ts'
import type { FormValue } from '../forms/form-value.ts'
import { itemFields } from '../item-lists/item-fields.ts'
import type { SettingsList } from '../item-lists/settings-list.ts'
import { chosenKind, plugInField } from '../plug-ins/plug-in-field.ts'

/** The notifiers of the configuration. */
export const NOTIFIERS: SettingsList<NotifierConfig> = {
  section: 'notifiers',
  path: [],
  noun: 'notifier',
  itemsOf: config => config.notifiers,
  sectionWith: (_, notifiers) => notifiers,
  schemaOf: kinds => kinds.sections.notifiers,
}

/** The key under which stands where a notifier's messages go. */
export const TARGET = 'to'

/** The kind that a notifier's form has chosen; undefined before. */
export function notifierKindOf(kinds: Kinds, value: FormValue): NotifierKind | undefined {
  return chosenKind(kinds.notifiers, value, TARGET)
}

/** All fields of a notifier as far as it is chosen: its own, and those of its kind as a group. */
export function notifierFields(kinds: Kinds, value: FormValue): readonly Field[] {
  const own = itemFields(NOTIFIERS.schemaOf(kinds)).filter(field => field.key !== TARGET)
  const kind = notifierKindOf(kinds, value)
  return kind === undefined ? own : [...own, plugInField(TARGET, kind)]
}
