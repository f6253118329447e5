import type { SectionName } from '#shared/config.ts'
import type { Kinds } from '#shared/contract.ts'
import type { EngineClient } from '../connection/engine-client.ts'
import { type Field, fieldsOf } from '../forms/fields.ts'
import { Fetching } from './Fetching.tsx'
import { SchemaSection } from './SchemaSection.tsx'
import { StartAtLogin } from './StartAtLogin.tsx'
import classes from './settings.module.css'

/** Settings that have a place of their own, or are kept for the operator and not by them. */
const ELSEWHERE: ReadonlySet<string> = new Set(['theme', 'dismissedDiscoveries'])

/** Starting at login, how this machine is sampled, and how many checks run at once. */
export function GeneralSection() {
  return (
    <>
      <StartAtLogin />
      <Fetching>
        {({ config, kinds }, reload) => (
          <SchemaSection
            name="general"
            fields={settingsFields(kinds, key => !ELSEWHERE.has(key))}
            saved={config.settings}
            save={saveSettings}
            onSaved={reload}
          />
        )}
      </Fetching>
    </>
  )
}

/** When what is measured is too much. */
export function ThresholdsSection() {
  return (
    <Fetching>
      {({ config, kinds }, reload) => (
        <SchemaSection
          name="thresholds"
          fields={fieldsOf(kinds.thresholds)}
          saved={config.thresholds}
          save={(engine, thresholds) => engine.call('saveThresholds', { thresholds })}
          onSaved={reload}
        />
      )}
    </Fetching>
  )
}

/** Light, dark, or as the system has it. */
export function AppearanceSection() {
  return (
    <Fetching>
      {({ config, kinds }, reload) => (
        <SchemaSection
          name="appearance"
          fields={settingsFields(kinds, key => key === 'theme')}
          saved={config.settings}
          save={saveSettings}
          onSaved={reload}
        />
      )}
    </Fetching>
  )
}

/** A section that is one form; the others are lists, with an interface of their own. */
type FormSection = Exclude<SectionName, 'alerts' | 'reports' | 'maintenance' | 'notifiers' | 'logSources'>

/** One section of the configuration that is saved as a whole, below a sentence on what it is for. */
export function ConfigSection({ name, intro }: { readonly name: FormSection; readonly intro?: string }) {
  return (
    <>
      {intro !== undefined && <p className={classes.intro}>{intro}</p>}
      <Fetching>
        {({ config, kinds }, reload) => (
          <SchemaSection
            name={name}
            fields={fieldsOf(kinds.sections[name])}
            saved={config[name]}
            save={(engine, value) => engine.call('saveSection', { section: name, value })}
            onSaved={reload}
          />
        )}
      </Fetching>
    </>
  )
}

function settingsFields(kinds: Kinds, wanted: (key: string) => boolean): readonly Field[] {
  return fieldsOf(kinds.settings).filter(field => wanted(field.key))
}

const saveSettings = (engine: EngineClient, settings: Record<string, unknown>) =>
  engine.call('saveSettings', { settings })
