import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { useEngine } from '../connection/hooks.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { fieldsOf } from '../forms/fields.ts'
import type { ItemForm } from '../item-lists/ItemDrawer.tsx'
import { RowLine } from '../item-lists/ItemRow.tsx'
import { ListSection } from '../item-lists/ListSection.tsx'
import { useChangeItems } from '../item-lists/use-change-items.ts'
import { useNotifierSuggestions } from '../notifiers/use-notifier-suggestions.ts'
import { Fetching } from '../settings/Fetching.tsx'
import { SchemaSection } from '../settings/SchemaSection.tsx'
import settingsClasses from '../settings/settings.module.css'
import { useConfigSource } from '../settings/use-config-source.ts'
import type { LoadedSettings } from '../settings/use-settings.ts'
import { RuleFields } from './RuleFields.tsx'
import { ruleWords } from './rule-words.ts'
import classes from './rules.module.css'
import { RULES, RULES_KEY } from './rules-list.ts'

const FORM: ItemForm = { Fields: RuleFields }

/** What is worth an alert, and how it is told. */
export function AlertsSection() {
  const { readOnly } = useConfigSource()
  return (
    <>
      <p className={settingsClasses.intro}>
        A rule is a condition that everything watched is held against. What it holds for is an incident, and
        notifiers are told.
      </p>
      <ListSection
        list={RULES}
        label="Rules"
        nothing={{
          title: 'No rules',
          text: 'Without rules nothing is an alert, and nobody is told of anything.',
        }}
        whenDeleted="Nobody is told by this rule any more."
        switchedBy="off"
        form={FORM}
        bar={readOnly ? null : <RestoreDefaults />}
        wordsOf={(rule, { config }) => {
          const names = new Map(config.notifiers.map(({ id, name }) => [id, name]))
          return {
            tags: [rule.level, ...ruleWords(rule, names)],
            lines: (
              <RowLine>
                <span className={classes.condition}>{rule.when}</span>
              </RowLine>
            ),
          }
        }}
      />
      <h3 className={settingsClasses.part}>How alerts are told</h3>
      <Fetching>{(settings, reload) => <AlertsForm settings={settings} onSaved={reload} />}</Fetching>
    </>
  )
}

/** All of the section but the rules, which are saved by themselves. */
function AlertsForm({
  settings: { config, kinds },
  onSaved,
}: {
  readonly settings: LoadedSettings
  readonly onSaved: () => void
}) {
  const suggestions = useNotifierSuggestions(config)
  const { saved, fields } = useMemo(() => {
    const { rules: _, ...rest } = config.alerts
    return { saved: rest, fields: fieldsOf(kinds.sections.alerts).filter(({ key }) => key !== RULES_KEY) }
  }, [config, kinds])
  return (
    <SchemaSection
      name="alerts"
      fields={fields}
      saved={saved}
      save={async (engine, value) => {
        // The rules as they are now, which may have been changed above.
        const { alerts } = await engine.call('getConfig', undefined)
        return engine.call('saveSection', { section: 'alerts', value: { ...value, rules: alerts.rules } })
      }}
      onSaved={onSaved}
      suggestions={suggestions}
    />
  )
}

function RestoreDefaults() {
  const engine = useEngine()
  const dialogs = useDialogs()
  const { busy, change } = useChangeItems(RULES)
  const restore = async () => {
    const sure = await dialogs.confirm({
      title: 'Go back to the rules that Traylight comes with?',
      text: 'Rules of your own are deleted, and changes to the others are undone.',
      action: 'Replace all rules',
    })
    if (!sure) return
    await change(
      'Restoring the rules',
      () => engine.call('defaultRules', undefined),
      'The rules are as they come',
    )
  }
  return (
    <Button loading={busy} onClick={() => void restore()}>
      Restore the defaults
    </Button>
  )
}
