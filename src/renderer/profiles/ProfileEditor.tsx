import { Loader } from '@mantine/core'
import { useMemo } from 'react'
import type { ProfileKind } from '#shared/contract.ts'
import type { Problem } from '#shared/problem.ts'
import { useEngine } from '../connection/hooks.ts'
import { EditorFrame } from '../editors/EditorFrame.tsx'
import { type EditedThing, useEditorForm } from '../editors/use-editor-form.ts'
import { useSuggestions } from '../editors/use-suggestions.ts'
import { type Field, fieldsOf } from '../forms/fields.ts'
import { completed, type FormValue, withMember } from '../forms/form-value.ts'
import { ProblemList } from '../forms/ProblemList.tsx'
import { type PlacedProblems, placeProblems } from '../forms/problems.ts'
import { isRecord } from '../forms/record.ts'
import { SchemaForm } from '../forms/SchemaForm.tsx'
import { ProfileItems } from './ProfileItems.tsx'
import { chosenItems, withTicked } from './profile-choice.ts'
import classes from './profiles.module.css'
import { sayAdded } from './say-added.tsx'
import { usePreview } from './use-preview.ts'

/** Under these the form holds a profile's settings and what is left out, so that a draft keeps both. */
const SETTINGS = 'settings'
const LEFT_OUT = 'leaveOut'
const SETTINGS_PATH = [SETTINGS] as const
const NOTHING_YET: FormValue = { [SETTINGS]: {}, [LEFT_OUT]: [] }

/** A profile's settings, and beneath them everything that it would add, to be ticked off. */
export function ProfileEditor({
  profile,
  onClose,
}: {
  readonly profile: ProfileKind
  readonly onClose: () => void
}) {
  const engine = useEngine()
  const suggestions = useSuggestions()
  const { name, title } = profile
  const fromEnvironment = useMemo(() => JSON.stringify(profile.schema).includes('${env:'), [profile])
  const fields = useMemo(() => fieldsOf(profile.schema), [profile])
  const thing = useMemo<EditedThing>(() => {
    const whole = [settingsField(fields)]
    return {
      draftName: `profile/${name}`,
      initial: NOTHING_YET,
      fieldsFor: () => whole,
      finish: value => value,
      save: async value => {
        const settings = { ...settingsOf(value) }
        const answer = await engine.call('addProfile', { name, settings, leaveOut: [...leftOutOf(value)] })
        return answer.ok ? answer : { ok: false, problems: answer.problems.map(ofSettings) }
      },
    }
  }, [engine, fields, name])
  const form = useEditorForm(thing)
  const settings = settingsOf(form.value)
  const leftOut = leftOutOf(form.value)
  const preview = usePreview(
    name,
    useMemo(() => completed(settings, fields), [settings, fields]),
  )
  const isWrong = preview.problems.length > 0
  const found = useMemo(
    () => placeProblems(preview.problems.map(ofSettings), thing.fieldsFor({})),
    [preview.problems, thing],
  )
  const chosen = chosenItems(preview.items ?? [], leftOut)
  const change = (key: string) => (member: unknown) => form.change(withMember(form.value, key, member))
  return (
    <EditorFrame
      title={`Add profile ${title}`}
      saveWords={chosen.length === 0 ? 'Add' : `Add ${chosen.length}`}
      form={form}
      ready={chosen.length > 0}
      onSaved={() => {
        sayAdded(title, chosen)
        onClose()
      }}
      onClose={onClose}
    >
      <p className={classes.lead}>{profile.summary} What it adds is listed beneath its settings.</p>
      {fromEnvironment && (
        <p className={classes.lead}>
          Where a grey <code>{'${env:NAME}'}</code> stands in an empty field, the environment variable of that
          name is taken, as it was where Traylight was started.
        </p>
      )}
      <SchemaForm
        fields={fields}
        value={settings}
        onChange={change(SETTINGS)}
        problems={isWrong ? found : form.problems}
        suggestions={suggestions}
        path={SETTINGS_PATH}
      />
      <section aria-labelledby="profile-items" className={classes.preview}>
        <h2 id="profile-items">What is added</h2>
        <PreviewNote found={found} refusal={preview.refusal} isWrong={isWrong} />
        {preview.items === null && !isWrong && preview.refusal === '' && (
          <Loader size="sm" role="status" aria-label="Loading" />
        )}
        <div className={classes.groups}>
          <ProfileItems
            items={preview.items ?? []}
            leftOut={leftOut}
            onTick={(items, ticked) => change(LEFT_OUT)(withTicked(leftOut, items, ticked))}
          />
        </div>
      </section>
    </EditorFrame>
  )
}

function PreviewNote({
  found,
  refusal,
  isWrong,
}: {
  readonly found: PlacedProblems
  readonly refusal: string
  readonly isWrong: boolean
}) {
  return (
    <>
      <ProblemList problems={found.elsewhere} refusal={refusal} />
      {isWrong && (
        <p className={classes.dimmed}>
          Correct what is marked above, and what would be added is listed again.
        </p>
      )}
    </>
  )
}

/** All settings as one group, so that the form can hold something beside them. */
function settingsField(fields: readonly Field[]): Field {
  return {
    key: SETTINGS,
    title: 'Settings',
    description: '',
    unit: '',
    whenEmpty: '',
    secret: false,
    advanced: false,
    required: true,
    default: undefined,
    shape: { type: 'group', fields },
  }
}

/** The engine knows the settings alone; in the form they are a member. What has no place is about what they add. */
function ofSettings(problem: Problem): Problem {
  return problem.path.length === 0 ? problem : { ...problem, path: [SETTINGS, ...problem.path] }
}

const NO_SETTINGS: FormValue = {}

function settingsOf(value: FormValue): FormValue {
  const settings = value[SETTINGS]
  return isRecord(settings) ? settings : NO_SETTINGS
}

function leftOutOf(value: FormValue): readonly string[] {
  const keys = value[LEFT_OUT]
  return Array.isArray(keys) ? keys.filter(key => typeof key === 'string') : []
}
