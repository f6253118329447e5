import { Loader } from '@mantine/core'
import { useState } from 'react'
import type { Config, SectionName } from '#shared/config.ts'
import type { Kinds } from '#shared/contract.ts'
import type { EngineClient } from '../connection/engine-client.ts'
import { useEngine } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import { type Field, fieldsOf } from '../forms/fields.ts'
import { SchemaSection } from './SchemaSection.tsx'
import { StartAtLogin } from './StartAtLogin.tsx'

/** Settings that have a place of their own, or are kept for the operator and not by them. */
const ELSEWHERE: ReadonlySet<string> = new Set(['theme', 'dismissedDiscoveries'])

interface Loaded {
  readonly kinds: Kinds
  readonly config: Config
}

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
type FormSection = Exclude<SectionName, 'reports' | 'maintenance' | 'notifiers' | 'logSources'>

/** One section of the configuration that is saved as a whole. */
export function ConfigSection({ name }: { readonly name: FormSection }) {
  return (
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
  )
}

function settingsFields(kinds: Kinds, wanted: (key: string) => boolean): readonly Field[] {
  return fieldsOf(kinds.settings).filter(field => wanted(field.key))
}

const saveSettings = (engine: EngineClient, settings: Record<string, unknown>) =>
  engine.call('saveSettings', { settings })

function Fetching({
  children,
}: {
  readonly children: (loaded: Loaded, reload: () => void) => React.ReactNode
}) {
  const engine = useEngine()
  const [version, setVersion] = useState(0)
  const { value, refusal } = useFetched(async () => {
    const [kinds, config] = await Promise.all([
      engine.call('kinds', undefined),
      engine.call('getConfig', undefined),
    ])
    return { kinds, config }
  }, version)
  if (refusal !== '' && value === null) return <p role="alert">{refusal}</p>
  if (value === null) return <Loader size="sm" role="status" aria-label="Loading" />
  return children(value, () => setVersion(version + 1))
}
