import { useCallback, useMemo, useState } from 'react'
import type { Problem } from '#shared/problem.ts'
import type { CheckResultView } from '#shared/views.ts'
import { refusalText } from '../actions/use-action.ts'
import { dropDraft, keepDraft, readDraft } from '../forms/drafts.ts'
import type { Field } from '../forms/fields.ts'
import { completed, type FormValue, sameValue } from '../forms/form-value.ts'
import { NO_PROBLEMS, type PlacedProblems, placeProblems, withoutChanged } from '../forms/problems.ts'
import { withoutSecrets } from '../forms/secrets.ts'

type Refused = { readonly ok: false; readonly problems: readonly Problem[] }

/** What trying a form found. */
export type TestedResult = Pick<CheckResultView, 'status' | 'message' | 'responseTimeMs' | 'details'>

/** What a form edits, and what the engine does with it. */
export interface EditedThing {
  /** Where an unsaved draft of it is kept: "monitor/redis". */
  readonly draftName: string
  readonly initial: FormValue
  /** The fields that the form has while it holds this value. */
  readonly fieldsFor: (value: FormValue) => readonly Field[]
  /** Fills in what is made from the rest, such as the id, just before it is sent. */
  readonly finish: (value: FormValue) => FormValue
  readonly save: (value: FormValue) => Promise<{ readonly ok: true } | Refused>
  /** Left out where there is nothing to try before saving. */
  readonly test?: (
    value: FormValue,
  ) => Promise<{ readonly ok: true; readonly result: TestedResult } | Refused>
}

export type TestState =
  | { readonly state: 'none' }
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly result: TestedResult }

export interface EditorForm {
  readonly value: FormValue
  readonly fields: readonly Field[]
  /** What is wrong with it, as far as it has not been changed since. */
  readonly problems: PlacedProblems
  /** The same as it arrived, and as long as nothing new does. */
  readonly arrivedProblems: PlacedProblems
  /** Why the engine could not be asked; empty where it could. */
  readonly refusal: string
  readonly dirty: boolean
  /** When the draft that was brought back was kept; null where the form began as it is saved. */
  readonly restoredFrom: number | null
  readonly saving: boolean
  /** Whether there is something to try before saving. */
  readonly canTest: boolean
  readonly test: TestState
  change(value: FormValue): void
  /** True when it was saved. */
  save(): Promise<boolean>
  runTest(): Promise<void>
  /** Back to what is saved; forgets the draft. */
  discard(): void
}

/** The state of a form: its value, its unsaved draft, its problems, its last test. */
export function useEditorForm(thing: EditedThing): EditorForm {
  const [draft] = useState(() => readDraft(localStorage, thing.draftName))
  const [value, setValue] = useState<FormValue>(draft?.value ?? thing.initial)
  const [restoredFrom, setRestoredFrom] = useState(draft?.savedAt ?? null)
  const [answered, setAnswered] = useState({ of: value, problems: NO_PROBLEMS })
  const [refusal, setRefusal] = useState('')
  const [saving, setSaving] = useState(false)
  const [test, setTest] = useState<TestState>({ state: 'none' })
  const fields = thing.fieldsFor(value)
  const problems = useMemo(() => withoutChanged(answered.problems, answered.of, value), [answered, value])

  const change = useCallback(
    (next: FormValue) => {
      setValue(next)
      const safe = withoutSecrets(next, thing.fieldsFor(next))
      if (sameValue(safe, thing.initial)) dropDraft(localStorage, thing.draftName)
      else keepDraft(localStorage, thing.draftName, safe, Date.now())
    },
    [thing],
  )
  /** Sends the form; null where it was refused, with the reason shown. */
  const send = async <T extends { readonly ok: true }>(
    how: (value: FormValue) => Promise<T | Refused>,
  ): Promise<T | null> => {
    setRefusal('')
    try {
      const answer = await how(thing.finish(completed(value, fields)))
      setAnswered({ of: value, problems: answer.ok ? NO_PROBLEMS : placeProblems(answer.problems, fields) })
      return answer.ok ? answer : null
    } catch (error) {
      setRefusal(refusalText(error))
      return null
    }
  }
  const save = async () => {
    setSaving(true)
    const saved = await send(thing.save)
    setSaving(false)
    if (saved) dropDraft(localStorage, thing.draftName)
    return saved !== null
  }
  const runTest = async () => {
    if (thing.test === undefined) return
    setTest({ state: 'running' })
    const answer = await send(thing.test)
    setTest(answer === null ? { state: 'none' } : { state: 'done', result: answer.result })
  }
  const discard = () => {
    dropDraft(localStorage, thing.draftName)
    setValue(thing.initial)
    setRestoredFrom(null)
    setAnswered({ of: thing.initial, problems: NO_PROBLEMS })
  }
  return {
    value,
    fields,
    problems,
    arrivedProblems: answered.problems,
    refusal,
    dirty: !sameValue(value, thing.initial),
    restoredFrom,
    saving,
    canTest: thing.test !== undefined,
    test,
    change,
    save,
    runTest,
    discard,
  }
}
