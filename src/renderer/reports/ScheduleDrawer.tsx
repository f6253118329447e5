import { useMemo } from 'react'
import type { Config } from '#shared/config.ts'
import type { Kinds } from '#shared/contract.ts'
import { say } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import { EditorFrame } from '../editors/EditorFrame.tsx'
import { idFromName } from '../editors/item-id.ts'
import { LoadingDrawer } from '../editors/LoadingDrawer.tsx'
import { type EditedThing, useEditorForm } from '../editors/use-editor-form.ts'
import type { FormValue } from '../forms/form-value.ts'
import { SchemaForm } from '../forms/SchemaForm.tsx'
import { titledSuggestions } from '../forms/suggestion.ts'
import { scheduleFields } from './schedule-fields.ts'

interface ScheduleDrawerProps {
  /** As it is saved; null for a new one. */
  readonly schedule: FormValue | null
  readonly onClose: () => void
}

/** Fetches what the form is drawn from, then shows it. */
export function ScheduleDrawer({ schedule, onClose }: ScheduleDrawerProps) {
  const engine = useEngine()
  const { value, refusal } = useFetched(async () => {
    const [kinds, config] = await Promise.all([
      engine.call('kinds', undefined),
      engine.call('getConfig', undefined),
    ])
    return { kinds, config }
  }, '')
  if (value === null) return <LoadingDrawer refusal={refusal} onClose={onClose} />
  return <ScheduleEditor schedule={schedule} kinds={value.kinds} config={value.config} onClose={onClose} />
}

const NEW: FormValue = {}

function ScheduleEditor({
  schedule,
  kinds,
  config,
  onClose,
}: ScheduleDrawerProps & { readonly kinds: Kinds; readonly config: Config }) {
  const engine = useEngine()
  const suggestions = useWatched()
  const taken = useMemo(() => new Set(config.reports.map(({ id }) => id)), [config])
  const thing = useMemo<EditedThing>(
    () => ({
      draftName: schedule === null ? 'schedule/new' : `schedule/${String(schedule.id)}`,
      initial: schedule ?? NEW,
      fieldsFor: value => scheduleFields(kinds.sections.reports, kinds.reportFormats, value),
      finish: value =>
        typeof value.id === 'string' && value.id !== ''
          ? value
          : { ...value, id: idFromName(nameOf(value), taken) },
      save: async value => {
        // As they are now: another page may have saved meanwhile.
        const { reports } = await engine.call('getConfig', undefined)
        const at = reports.findIndex(({ id }) => id === schedule?.id)
        const index = at < 0 ? reports.length : at
        const next: readonly unknown[] = [...reports.slice(0, index), value, ...reports.slice(index + 1)]
        const answer = await engine.call('saveSection', { section: 'reports', value: next })
        if (answer.ok) return answer
        return {
          ok: false,
          problems: answer.problems.map(({ path, ...rest }) => ({
            ...rest,
            path: path[0] === index ? path.slice(1) : path,
          })),
        }
      },
    }),
    [engine, kinds, schedule, taken],
  )
  const form = useEditorForm(thing)
  const hint = idFromName(nameOf(form.value), taken)
  return (
    <EditorFrame
      title={schedule === null ? 'Add scheduled report' : `Edit ${nameOf(schedule)}`}
      form={form}
      ready
      onClose={onClose}
      onSaved={() => {
        say(`Saved ${nameOf(form.value)}`)
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

/** What can be reported on, to be found by its name. */
function useWatched() {
  const ids = useLive(state => [...state.monitors.keys(), ...state.backends.keys()])
  const names = useLive(state => [
    ...[...state.monitors.values()].map(({ name }) => name),
    ...[...state.backends.values()].map(({ name }) => name),
  ])
  return useMemo(
    () => ({ monitors: titledSuggestions(ids, id => names[ids.indexOf(id)] ?? id) }),
    [ids, names],
  )
}

function nameOf(value: FormValue): string {
  return typeof value.name === 'string' ? value.name : ''
}
