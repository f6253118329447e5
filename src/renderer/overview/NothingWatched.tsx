import { Button, Group } from '@mantine/core'
import { EmptyState } from '../components/EmptyState.tsx'
import { useDialogs } from '../dialogs/dialogs.ts'
import { useProfiles } from '../profiles/use-profiles.ts'
import { useConfigSource } from '../settings/use-config-source.ts'

/** The first start: this machine is watched, and nothing else yet. */
export function NothingWatched() {
  const { openEditor, openProfile } = useDialogs()
  const { readOnly } = useConfigSource()
  const { profiles } = useProfiles()
  const offered = readOnly ? [] : (profiles ?? [])
  return (
    <EmptyState
      title="This machine is watched. What else should be?"
      action={
        <Group gap={8} justify="center">
          <Button variant="filled" onClick={() => openEditor({ type: 'monitor', mode: 'add' })}>
            Add monitor
          </Button>
          <Button onClick={() => openEditor({ type: 'backend', mode: 'add' })}>Add backend</Button>
          {offered.map(({ name, title }) => (
            <Button key={name} onClick={() => openProfile(name)}>
              Add profile {title}
            </Button>
          ))}
        </Group>
      }
    >
      A monitor checks one thing: a website, a database, a port, a command. A backend is asked for its own
      health document and reports many services at once.
      {offered.length > 0 && ' A profile is a set of both for one system.'}
    </EmptyState>
  )
}
