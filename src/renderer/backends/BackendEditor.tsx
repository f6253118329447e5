import { useMemo } from 'react'
import type { Kinds } from '#shared/contract.ts'
import { say } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { EditorFrame } from '../editors/EditorFrame.tsx'
import { draftNameOf, type EditorProps, titleOf } from '../editors/editor-props.ts'
import { idFromName } from '../editors/item-id.ts'
import { type EditedThing, useEditorForm } from '../editors/use-editor-form.ts'
import { useSuggestions } from '../editors/use-suggestions.ts'
import { useTestAtOnce } from '../editors/use-test-at-once.ts'
import { type Field, fieldsOf } from '../forms/fields.ts'
import { SchemaForm } from '../forms/SchemaForm.tsx'

/** What a backend seldom needs: under "More options", whatever its schema says. The id is made from the name. */
const SELDOM: ReadonlySet<string> = new Set(['id', 'retrySeconds'])

/** Adds, edits or duplicates a backend, with the form that its schema asks for. */
export function BackendEditor({ request, kinds, initial, onClose }: EditorProps) {
  const engine = useEngine()
  const suggestions = useSuggestions()
  const taken = useLive(state => [...state.backends.keys()])
  const thing = useMemo<EditedThing>(() => {
    const fields = backendFields(kinds)
    const replaces = request.mode === 'edit' ? { replaces: request.id } : {}
    return {
      draftName: draftNameOf(request),
      initial,
      fieldsFor: () => fields,
      finish: value =>
        typeof value.id === 'string' ? value : { ...value, id: idFromName(nameOf(value), new Set(taken)) },
      save: value => engine.call('saveBackend', { backend: value, ...replaces }),
      test: value => engine.call('testBackend', { backend: value }),
    }
  }, [engine, kinds, initial, request, taken])
  const form = useEditorForm(thing)
  useTestAtOnce(request.mode === 'add' && request.test === true, form.runTest)
  const hint = idFromName(nameOf(form.value), new Set(taken))
  return (
    <EditorFrame
      title={titleOf(request, initial)}
      form={form}
      ready
      onClose={onClose}
      onSaved={() => {
        say(`Saved ${nameOf(form.value) || 'the backend'}`)
        onClose()
      }}
    >
      <SchemaForm
        fields={form.fields.map(field => (field.key === 'id' ? { ...field, default: hint } : field))}
        value={form.value}
        onChange={form.change}
        problems={form.problems}
        suggestions={suggestions}
      />
    </EditorFrame>
  )
}

function nameOf(value: Readonly<Record<string, unknown>>): string {
  return typeof value.name === 'string' ? value.name : ''
}

/** A backend's fields; its format is chosen among those the engine reads, or found out from the document. */
function backendFields(kinds: Kinds): readonly Field[] {
  const options = [
    { value: 'auto', label: 'Find out by itself' },
    ...kinds.formats
      .filter(format => format.name !== 'auto')
      .map(format => ({ value: format.name, label: format.title })),
  ]
  return fieldsOf(kinds.backend).map(field => {
    if (field.key === 'format') return { ...field, shape: { type: 'choice', options } }
    return SELDOM.has(field.key) ? { ...field, required: false, advanced: true } : field
  })
}
