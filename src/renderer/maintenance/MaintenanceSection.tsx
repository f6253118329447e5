import type { MaintenanceWindow } from '#shared/maintenance-config.ts'
import { useLive, useNow } from '../connection/hooks.ts'
import type { ItemForm } from '../item-lists/ItemDrawer.tsx'
import { RowLine } from '../item-lists/ItemRow.tsx'
import { ListSection } from '../item-lists/ListSection.tsx'
import type { SettingsList } from '../item-lists/settings-list.ts'
import settingsClasses from '../settings/settings.module.css'
import { WindowFields } from './WindowFields.tsx'
import { coverWords, windowWords } from './window-words.ts'

const WINDOWS: SettingsList<MaintenanceWindow> = {
  section: 'maintenance',
  path: [],
  noun: 'window',
  itemsOf: config => config.maintenance,
  sectionWith: (_, windows) => windows,
  schemaOf: kinds => kinds.sections.maintenance,
}
const FORM: ItemForm = { Fields: WindowFields }
/** Of this page, which is on the machine of the engine as a rule. */
const HERE = () => new Intl.DateTimeFormat().resolvedOptions().timeZone

/** Times in which things are still checked and shown, and nobody is told. */
export function MaintenanceSection() {
  return (
    <>
      <p className={settingsClasses.intro}>
        In a maintenance window things are still checked and shown. They do not count, and nobody is told.
      </p>
      <ListSection
        list={WINDOWS}
        label="Maintenance windows"
        nothing={{
          title: 'No maintenance windows yet',
          text: 'A window begins once, at a date and time, or again and again, such as on Sundays at 03:00.',
        }}
        whenDeleted="What it covers counts again at once, and people are told of it."
        switchedBy="off"
        form={FORM}
        wordsOf={window => ({
          tags: [],
          lines: (
            <>
              <When window={window} />
              <Cover window={window} />
            </>
          ),
        })}
      />
    </>
  )
}

function When({ window }: { readonly window: MaintenanceWindow }) {
  const now = useNow(60_000)
  return <RowLine>{windowWords(window, now, HERE())}</RowLine>
}

function Cover({ window }: { readonly window: MaintenanceWindow }) {
  const words = useLive(({ monitors, backends }) =>
    coverWords(window, id => monitors.get(id)?.name ?? backends.get(id)?.name ?? id),
  )
  return <RowLine>{words}</RowLine>
}
