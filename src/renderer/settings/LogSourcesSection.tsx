import type { LogSource } from '#shared/log-source-config.ts'
import { useLive } from '../connection/hooks.ts'
import { RowLine } from '../item-lists/ItemRow.tsx'
import { ListSection } from '../item-lists/ListSection.tsx'
import type { SettingsList } from '../item-lists/settings-list.ts'
import { coverWords } from '../maintenance/window-words.ts'
import classes from './settings.module.css'

const LOG_SOURCES: SettingsList<LogSource> = {
  section: 'logSources',
  path: [],
  noun: 'log source',
  itemsOf: config => config.logSources,
  sectionWith: (_, sources) => sources,
  schemaOf: kinds => kinds.sections.logSources,
}

/** Where the log lines around an incident are found. */
export function LogSourcesSection() {
  return (
    <>
      <p className={classes.intro}>
        The page of an incident shows the lines that were logged around it, from a file on this machine or
        from Loki.
      </p>
      <ListSection
        list={LOG_SOURCES}
        label="Log sources"
        nothing={{
          title: 'No log sources yet',
          text: 'A log source is a log file on this machine, or a query of Loki.',
        }}
        whenDeleted="Pages of incidents no longer show lines from it. The log itself stays."
        wordsOf={source => ({
          tags: [source.file === undefined ? 'Loki' : 'File'],
          lines: (
            <>
              <RowLine>{source.file ?? source.query ?? source.lokiUrl}</RowLine>
              <Covered monitors={source.monitors} />
            </>
          ),
        })}
      />
    </>
  )
}

function Covered({ monitors }: Pick<LogSource, 'monitors'>) {
  const words = useLive(state =>
    coverWords(
      { monitors, categories: [], tags: [] },
      id => state.monitors.get(id)?.name ?? state.backends.get(id)?.name ?? id,
    ),
  )
  return <RowLine>For {monitors.length === 0 ? 'every incident' : words}</RowLine>
}
