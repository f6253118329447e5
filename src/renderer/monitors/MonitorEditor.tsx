import { useMemo } from 'react'
import { say } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { EditorFrame } from '../editors/EditorFrame.tsx'
import { draftNameOf, type EditorProps, titleOf } from '../editors/editor-props.ts'
import { idFromName } from '../editors/item-id.ts'
import { type EditedThing, useEditorForm } from '../editors/use-editor-form.ts'
import { useSuggestions } from '../editors/use-suggestions.ts'
import { useTestAtOnce } from '../editors/use-test-at-once.ts'
import type { FormValue } from '../forms/form-value.ts'
import { KindPicker } from '../plug-ins/KindPicker.tsx'
import { PlugInFields } from '../plug-ins/PlugInFields.tsx'
import { withoutKind } from '../plug-ins/plug-in-field.ts'
import { CHECK, kindOf, monitorFields, withKind } from './monitor-fields.ts'

/** Adds, edits or duplicates a monitor: first its kind, then the form that the kind's schema asks for. */
export function MonitorEditor({ request, kinds, initial, onClose }: EditorProps) {
  const engine = useEngine()
  const suggestions = useSuggestions()
  const taken = useLive(state => state.order)
  const thing = useMemo<EditedThing>(() => {
    const replaces = request.mode === 'edit' ? { replaces: request.id } : {}
    return {
      draftName: draftNameOf(request),
      initial,
      fieldsFor: value => monitorFields(kinds, kindOf(kinds, value)),
      finish: value => withId(value, new Set(taken)),
      save: value => engine.call('saveMonitor', { monitor: value, ...replaces }),
      test: value => engine.call('testMonitor', { monitor: value }),
    }
  }, [engine, kinds, initial, request, taken])
  const form = useEditorForm(thing)
  useTestAtOnce(request.mode === 'add' && request.test === true, form.runTest)
  const kind = kindOf(kinds, form.value)
  const hint = idFromName(typeof form.value.name === 'string' ? form.value.name : '', new Set(taken))
  const fields = form.fields.map(field => (field.key === 'id' ? { ...field, default: hint } : field))
  return (
    <EditorFrame
      title={titleOf(request, initial)}
      form={form}
      ready={kind !== undefined}
      onClose={onClose}
      onSaved={() => {
        say(`Saved ${typeof form.value.name === 'string' ? form.value.name : 'the monitor'}`)
        onClose()
      }}
    >
      <KindPicker
        label="Kind of check"
        question="What should be checked?"
        kinds={kinds.checkers}
        chosen={kind}
        onChoose={next => form.change(withKind(form.value, next, kinds))}
        onClear={() => form.change(withoutKind(form.value, CHECK))}
      />
      {kind && (
        <PlugInFields
          form={{ ...form, fields }}
          suggestions={suggestions}
          member={CHECK}
          what="of the check"
        />
      )}
    </EditorFrame>
  )
}

function withId(value: FormValue, taken: ReadonlySet<string>): FormValue {
  if (typeof value.id === 'string' && value.id !== '') return value
  return { ...value, id: idFromName(typeof value.name === 'string' ? value.name : '', taken) }
}
