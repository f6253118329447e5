import { useMemo } from 'react'
import type { MuteSpan } from '#shared/mute-spans.ts'
import type { Mute, Target } from '#shared/views.ts'
import { useEngine } from '../connection/hooks.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { countWords } from '../lists/count-words.ts'
import type { ListItem } from '../lists/list-item.ts'
import { useAction } from './use-action.ts'

/** What can be done with rows of a list. */
export interface ItemActions {
  readonly busy: boolean
  check(items: readonly ListItem[]): Promise<boolean>
  setPaused(items: readonly ListItem[], paused: boolean): Promise<boolean>
  /** Asks first, naming what goes. False when it was not done. */
  remove(items: readonly ListItem[]): Promise<boolean>
  mute(targets: readonly Target[], span: MuteSpan): Promise<boolean>
  unmute(mutes: readonly Mute[]): Promise<boolean>
}

/** The actions on monitors, backends and reported services; each says so when it is refused. */
export function useItemActions(): ItemActions {
  const engine = useEngine()
  const dialogs = useDialogs()
  const { busy, run } = useAction()
  return useMemo(
    () => ({
      busy,
      check: items =>
        run(`Checking ${countWords(items)}`, () =>
          engine.call('checkNow', { monitors: idsOf(items, 'monitor'), backends: backendIdsOf(items) }),
        ),
      setPaused: (items, paused) =>
        run(`${paused ? 'Pausing' : 'Resuming'} ${countWords(items)}`, () =>
          engine.call('setPaused', {
            monitors: idsOf(items, 'monitor'),
            backends: idsOf(items, 'backend'),
            paused,
          }),
        ),
      remove: async items => {
        const what = countWords(items)
        const sure = await dialogs.confirm({
          title: `Delete ${what}?`,
          text: `${namesOf(items)} will no longer be watched. Recent checks are forgotten with ${items.length === 1 ? 'it' : 'them'}.`,
          action: 'Delete',
        })
        if (!sure) return false
        return run(
          `Deleting ${what}`,
          async () => {
            const monitors = idsOf(items, 'monitor')
            const backends = idsOf(items, 'backend')
            if (monitors.length > 0) await engine.call('deleteMonitors', { ids: monitors })
            if (backends.length > 0) await engine.call('deleteBackends', { ids: backends })
          },
          `Deleted ${what}`,
        )
      },
      mute: (targets, span) => run('Muting', () => engine.call('mute', { targets: [...targets], ...span })),
      unmute: mutes =>
        run('Unmuting', () => engine.call('unmute', { targets: mutes.map(mute => mute.target) })),
    }),
    [engine, dialogs, busy, run],
  )
}

function idsOf(items: readonly ListItem[], scope: ListItem['scope']): string[] {
  return items.filter(item => item.scope === scope).map(item => item.id)
}

/** Backends among the rows, and those behind reported services: a service is checked by polling its backend. */
function backendIdsOf(items: readonly ListItem[]): string[] {
  return [...new Set(items.flatMap(item => (item.scope === 'backend' ? [item.id] : (item.backendId ?? []))))]
}

function namesOf(items: readonly ListItem[]): string {
  const names = items.slice(0, 5).map(item => item.name)
  const rest = items.length - names.length
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ')
}
