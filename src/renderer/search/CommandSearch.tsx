import '@mantine/spotlight/styles.css'
import { ActionIcon, Tooltip } from '@mantine/core'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { LevelMark } from '../components/LevelMark.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import { useLive } from '../connection/hooks.ts'
import { useProfiles } from '../profiles/use-profiles.ts'
import classes from './search.module.css'
import { type SearchAction, searchEntries } from './search-entries.ts'
import { useSearchAction } from './use-search-action.ts'

/** Ctrl or Cmd with K: finds anything that is watched, any tab, any action. */
export function CommandSearch() {
  const [query, setQuery] = useState('')
  const act = useSearchAction()
  return (
    <>
      <Tooltip label="Search, Ctrl or Cmd with K">
        <ActionIcon aria-label="Search" aria-keyshortcuts="Control+K Meta+K" onClick={() => spotlight.open()}>
          <IconSearch size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Spotlight.Root
        query={query}
        onQueryChange={setQuery}
        shortcut="mod + K"
        tagsToIgnore={[]}
        scrollable
        maxHeight="70vh"
        transitionProps={{ duration: 0 }}
        title="Search"
        classNames={{ header: 'visually-hidden' }}
        overlayProps={{ blur: 0 }}
      >
        <Spotlight.Search
          aria-label="Find anything that is watched, a tab or an action"
          placeholder="Find a monitor, a tab, an action"
          leftSection={<IconSearch size={16} aria-hidden />}
        />
        <Spotlight.ActionsList>
          <Results query={query} onChoose={act} />
        </Spotlight.ActionsList>
      </Spotlight.Root>
    </>
  )
}

/** Drawn only while the search is open. */
function Results({
  query,
  onChoose,
}: {
  readonly query: string
  readonly onChoose: (action: SearchAction) => void
}) {
  const state = useLive(all => all)
  const { profiles } = useProfiles()
  const groups = searchEntries(state, query, profiles ?? [])
  if (groups.length === 0) return <Spotlight.Empty>Nothing found</Spotlight.Empty>
  return groups.map(group => (
    <Spotlight.ActionsGroup key={group.title} label={group.title}>
      {group.entries.map(entry => (
        <Spotlight.Action
          key={entry.key}
          label={entry.label}
          className={classes.action ?? ''}
          onClick={() => onChoose(entry.action)}
        >
          {entry.item && <StatusMark status={entry.item.status} muted={entry.item.muted !== null} />}
          {entry.incident && (
            <LevelMark level={entry.incident.level} acknowledged={entry.incident.state === 'acknowledged'} />
          )}
          <span className={classes.label}>{entry.label}</span>
          <span className={classes.note}>{entry.note}</span>
        </Spotlight.Action>
      ))}
    </Spotlight.ActionsGroup>
  ))
}
