import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { EmptyState } from '../components/EmptyState.tsx'
import { useLive } from '../connection/hooks.ts'
import { BackendDetails } from '../details/BackendDetails.tsx'
import { useDialogs } from '../dialogs/dialogs.ts'
import { backendItems, type ListItem } from '../lists/list-item.ts'
import { WatchList } from '../lists/WatchList.tsx'
import { ReadOnlyNote } from '../settings/ReadOnlyNote.tsx'
import { useConfigSource } from '../settings/use-config-source.ts'

/** The backends whose health endpoints are polled, worst first, each with the services it reports. */
export function BackendsTab({
  openId,
  note = true,
}: {
  readonly openId?: string
  /** Whether to say that settings are read-only; not where it has been said above. */
  readonly note?: boolean
}) {
  const empty = useLive(state => state.backends.size === 0)
  if (empty) {
    return (
      <>
        {note && <ReadOnlyNote />}
        <EmptyState title="No backends yet" action={<AddBackend filled />}>
          A backend is a remote system that reports the health of its own services. Give its address, and each
          service it reports appears here and in the tab of its category.
        </EmptyState>
      </>
    )
  }
  return (
    <>
      {note && <ReadOnlyNote />}
      <WatchList label="Backends" select={backendItems} openId={openId} renderOpen={renderOpen}>
        <AddBackend />
      </WatchList>
    </>
  )
}

function renderOpen(item: ListItem) {
  return <BackendDetails item={item} />
}

function AddBackend({ filled = false }: { readonly filled?: boolean }) {
  const dialogs = useDialogs()
  const { readOnly } = useConfigSource()
  if (readOnly) return null
  return (
    <Button
      variant={filled ? 'filled' : 'default'}
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => dialogs.openEditor({ type: 'backend', mode: 'add' })}
    >
      Add backend
    </Button>
  )
}
