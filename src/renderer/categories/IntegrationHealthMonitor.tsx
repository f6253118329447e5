import { Button } from '@mantine/core'
import { IconChevronDown, IconPlus } from '@tabler/icons-react'
import { useCallback } from 'react'
import { categoryTitle } from '#shared/category.ts'
import { useItemActions } from '../actions/use-item-actions.ts'
import { useLive } from '../connection/hooks.ts'
import type { EngineState } from '../connection/live-state.ts'
import { MonitorDetails } from '../details/MonitorDetails.tsx'
import { ServiceDetails } from '../details/ServiceDetails.tsx'
import { useDialogs } from '../dialogs/dialogs.ts'
import { REALTIME_CATEGORY } from '../layout/tabs-of.ts'
import { categoryItems, type ListItem } from '../lists/list-item.ts'
import { WatchList } from '../lists/WatchList.tsx'
import { MuteMenu } from '../mutes/MuteMenu.tsx'
import { RealtimePanel } from '../realtime/RealtimePanel.tsx'
import { ReadOnlyNote } from '../settings/ReadOnlyNote.tsx'
import { useConfigSource } from '../settings/use-config-source.ts'

/** A category's accordion: its monitors and the services that backends report in it, worst first. */
export function IntegrationHealthMonitor({
  category,
  openId,
}: {
  readonly category: string
  readonly openId?: string
}) {
  const select = useCallback((state: EngineState) => categoryItems(state, category), [category])
  // The tab of channels is there before anything in it is watched.
  const hasItems = useLive(state => category !== REALTIME_CATEGORY || select(state).length > 0)
  return (
    <>
      <ReadOnlyNote />
      {hasItems && (
        <WatchList
          key={category}
          label={categoryTitle(category)}
          select={select}
          openId={openId}
          renderOpen={renderOpen}
        >
          <CategoryActions category={category} />
        </WatchList>
      )}
      {category === REALTIME_CATEGORY && <RealtimePanel />}
    </>
  )
}

function renderOpen(item: ListItem) {
  return item.scope === 'service' ? <ServiceDetails item={item} /> : <MonitorDetails item={item} />
}

function CategoryActions({ category }: { readonly category: string }) {
  const actions = useItemActions()
  const dialogs = useDialogs()
  const { readOnly } = useConfigSource()
  const mute = useLive(state => categoryMute(state, category))
  return (
    <>
      {mute === undefined ? (
        <MuteMenu targets={[{ scope: 'category', id: category }]} what={categoryTitle(category)}>
          <Button rightSection={<IconChevronDown size={14} aria-hidden />}>Mute all</Button>
        </MuteMenu>
      ) : (
        <Button onClick={() => void actions.unmute([mute])}>Unmute all</Button>
      )}
      {!readOnly && (
        <Button
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => dialogs.openEditor({ type: 'monitor', mode: 'add', prefill: { category } })}
        >
          Add monitor
        </Button>
      )}
    </>
  )
}

/** The mute of the category as a whole, as its rows carry it. */
function categoryMute(state: EngineState, category: string) {
  return (
    categoryItems(state, category).find(item => item.muted?.target.scope === 'category')?.muted ?? undefined
  )
}
