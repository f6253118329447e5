import { Button } from '@mantine/core'
import { type FormEvent, useMemo, useRef } from 'react'
import type { ProcedureOutput } from '#shared/contract.ts'
import { say } from '../actions/use-action.ts'
import type { EngineClient } from '../connection/engine-client.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { type EditedThing, useEditorForm } from '../editors/use-editor-form.ts'
import { useFocusOnProblem } from '../editors/use-focus-on-problem.ts'
import { useSuggestions } from '../editors/use-suggestions.ts'
import type { Field } from '../forms/fields.ts'
import type { FormValue } from '../forms/form-value.ts'
import { ProblemList } from '../forms/ProblemList.tsx'
import { SchemaForm } from '../forms/SchemaForm.tsx'
import type { Suggestions } from '../forms/suggestion.ts'
import classes from './settings.module.css'

interface SchemaSectionProps {
  /** Under which an unsaved draft is kept. */
  readonly name: string
  readonly fields: readonly Field[]
  /** As it is saved; what the fields do not show is kept as it is. */
  readonly saved: FormValue
  readonly save: (
    engine: EngineClient,
    value: Record<string, unknown>,
  ) => Promise<ProcedureOutput<'saveSettings'>>
  readonly onSaved: () => void
  /** Words to offer instead of those that every form has. */
  readonly suggestions?: Suggestions
}

/** A section of the settings, drawn from a schema. */
export function SchemaSection({ name, fields, saved, save, onSaved, suggestions: own }: SchemaSectionProps) {
  const engine = useEngine()
  const readOnly = useLive(state => state.info?.config.readOnly ?? true)
  const common = useSuggestions()
  const suggestions = own ?? common
  const body = useRef<HTMLFormElement>(null)
  const thing = useMemo<EditedThing>(
    () => ({
      draftName: `settings/${name}`,
      initial: saved,
      fieldsFor: () => fields,
      finish: value => value,
      save: value => save(engine, { ...value }),
    }),
    [engine, name, fields, saved, save],
  )
  const form = useEditorForm(thing)
  useFocusOnProblem(body, form.arrivedProblems, form.refusal)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!(await form.save())) return
    say('Saved')
    onSaved()
  }
  return (
    <form
      ref={body}
      className={`${classes.form} ${readOnly ? classes.fixed : ''}`}
      onSubmit={event => void submit(event)}
      noValidate
    >
      <ProblemList problems={form.problems.elsewhere} refusal={form.refusal} />
      <SchemaForm
        fields={form.fields}
        value={form.value}
        onChange={form.change}
        problems={form.problems}
        readOnly={readOnly}
        suggestions={suggestions}
      />
      {!readOnly && (
        <div className={classes.formButtons}>
          <Button type="submit" variant="filled" loading={form.saving} disabled={!form.dirty}>
            Save
          </Button>
          <Button onClick={form.discard} disabled={!form.dirty}>
            Undo changes
          </Button>
          {form.dirty && (
            <span className={classes.dimmed} role="status">
              Not saved yet
            </span>
          )}
        </div>
      )}
    </form>
  )
}
