import { type ReactNode, useMemo, useState } from 'react'
import { say } from '../actions/use-action.ts'
import { useEngine } from '../connection/hooks.ts'
import { EditorFrame } from '../editors/EditorFrame.tsx'
import { idFromName } from '../editors/item-id.ts'
import { type EditedThing, type EditorForm, useEditorForm } from '../editors/use-editor-form.ts'
import type { Field } from '../forms/fields.ts'
import type { FormValue } from '../forms/form-value.ts'
import { SchemaForm } from '../forms/SchemaForm.tsx'
import type { Suggestions } from '../forms/suggestion.ts'
import { useNotifierSuggestions } from '../notifiers/use-notifier-suggestions.ts'
import type { LoadedSettings } from '../settings/use-settings.ts'
import { itemFields } from './item-fields.ts'
import {
  draftNameOf,
  type ItemRequest,
  initialItem,
  type ListedItem,
  placedItem,
  problemsOfItem,
  type SettingsList,
} from './settings-list.ts'

/** What the inside of a form is given where it is more than the fields of a schema. */
export interface ItemFormProps {
  readonly form: EditorForm
  readonly suggestions: Suggestions
  readonly settings: LoadedSettings
}

/** How the form of a list's things differs from what its schema says. */
export interface ItemForm {
  /** The fields for what the form holds so far; those of the schema where it is left out. */
  readonly fieldsFor?: (settings: LoadedSettings, value: FormValue) => readonly Field[]
  /** Drawn instead of the plain form. */
  readonly Fields?: (props: ItemFormProps) => ReactNode
  /** Whether there is something to save yet. */
  readonly isReady?: (settings: LoadedSettings, value: FormValue) => boolean
  readonly test?: EditedThing['test']
  /** On the button that tries it. */
  readonly testWords?: string
}

interface ItemDrawerProps<T extends ListedItem> extends ItemForm {
  readonly list: SettingsList<T>
  readonly request: ItemRequest
  readonly settings: LoadedSettings
  readonly onClose: () => void
}

/** The form of one thing in a list of the configuration, drawn from the list's schema. */
export function ItemDrawer<T extends ListedItem>(props: ItemDrawerProps<T>) {
  const { list, request, settings, onClose } = props
  const { fieldsFor, Fields = PlainFields, isReady, test, testWords } = props
  const engine = useEngine()
  const suggestions = useNotifierSuggestions(settings.config)
  // As it was when the form was opened: what is saved meanwhile does not change what is being typed.
  const [initial] = useState<FormValue>(() => initialItem(list.itemsOf(settings.config), request) ?? {})
  const taken = useMemo(
    () =>
      new Set(
        list
          .itemsOf(settings.config)
          .map(({ id }) => id)
          .filter(id => request.mode !== 'edit' || id !== request.id),
      ),
    [list, settings.config, request],
  )
  const thing = useMemo<EditedThing>(
    () => ({
      draftName: draftNameOf(list.section, request),
      initial,
      fieldsFor: value => (fieldsFor ?? schemaFields(list))(settings, value).map(withoutAskingForId),
      finish: value => withId(value, taken, list.noun),
      save: async value => {
        const config = await engine.call('getConfig', undefined)
        const { items, index } = placedItem(list.itemsOf(config), request, value)
        const answer = await engine.call('saveSection', {
          section: list.section,
          value: list.sectionWith(config, items),
        })
        if (answer.ok) return answer
        return { ok: false, problems: problemsOfItem(answer.problems, list.path, index) }
      },
      ...(test === undefined ? {} : { test }),
    }),
    [engine, list, request, settings, initial, taken, fieldsFor, test],
  )
  const form = useEditorForm(thing)
  const hint = idFromName(nameOf(form.value), taken, list.noun)
  const fields = form.fields.map(field => (field.key === 'id' ? { ...field, default: hint } : field))
  const inner = { form: { ...form, fields }, suggestions, settings }
  return (
    <EditorFrame
      title={titleOf(list.noun, request, initial)}
      form={form}
      ready={isReady?.(settings, form.value) ?? true}
      {...(testWords === undefined ? {} : { testWords })}
      onClose={onClose}
      onSaved={() => {
        say(`Saved ${nameOf(form.value)}`)
        onClose()
      }}
    >
      <Fields {...inner} />
    </EditorFrame>
  )
}

function PlainFields({ form, suggestions }: ItemFormProps) {
  return (
    <SchemaForm
      fields={form.fields}
      value={form.value}
      onChange={form.change}
      problems={form.problems}
      suggestions={suggestions}
    />
  )
}

const schemaFields =
  <T extends ListedItem>(list: SettingsList<T>) =>
  ({ kinds }: LoadedSettings) =>
    itemFields(list.schemaOf(kinds))

/** An id is made from the name, so it is asked for only by those who want another. */
function withoutAskingForId(field: Field): Field {
  return field.key === 'id' ? { ...field, required: false, advanced: true } : field
}

function withId(value: FormValue, taken: ReadonlySet<string>, noun: string): FormValue {
  if (typeof value.id === 'string' && value.id !== '') return value
  return { ...value, id: idFromName(nameOf(value), taken, noun) }
}

function titleOf(noun: string, request: ItemRequest, initial: FormValue): string {
  if (request.mode === 'add') return `Add ${noun}`
  return request.mode === 'duplicate' ? `Duplicate ${noun}` : `Edit ${nameOf(initial)}`
}

function nameOf(value: FormValue): string {
  return typeof value.name === 'string' ? value.name : ''
}
