import { say, useAction } from '../actions/use-action.ts'
import { useItemActions } from '../actions/use-item-actions.ts'
import { useIncidentActions } from '../alerts/use-incident-actions.ts'
import { useEngine } from '../connection/hooks.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { useDirector } from '../director/use-director.ts'
import { foundWords } from '../discovery/found-words.ts'
import { goTo } from '../layout/use-route.ts'
import { targetOf } from '../lists/list-item.ts'
import type { SearchAction } from './search-entries.ts'

const HOUR_MS = 3_600_000

/** Does what an entry of the search stands for. */
export function useSearchAction(): (action: SearchAction) => void {
  const engine = useEngine()
  const dialogs = useDialogs()
  const actions = useItemActions()
  const incidents = useIncidentActions()
  const { run } = useAction()
  const [, toggleDirector] = useDirector()
  return action => {
    switch (action.do) {
      case 'go':
        goTo(action.route)
        return
      case 'director':
        toggleDirector()
        return
      case 'steer':
        void run(action.what, () => engine.call('steerStage', action.order))
        return
      case 'export':
        dialogs.openExport()
        return
      case 'check-all':
        void run('Checking everything', () => engine.call('checkNow', {}))
        return
      case 'quiet':
        void run('Changing notifications', () =>
          engine.call('setQuiet', { until: action.until?.(Date.now()) ?? null }),
        )
        return
      case 'discover':
        void run('Looking', async () => say(foundWords((await engine.call('discover', undefined)).found)))
        return
      case 'add':
        dialogs.openEditor({ type: action.type, mode: 'add' })
        return
      case 'add-profile':
        dialogs.openProfile(action.name)
        return
      case 'theme':
        void run('Changing the theme', async () => {
          const { settings } = await engine.call('getConfig', undefined)
          await engine.call('saveSettings', { settings: { ...settings, theme: action.theme } })
        })
        return
      case 'check':
        void actions.check([action.item])
        return
      case 'acknowledge':
        void incidents.acknowledge([action.incident], '')
        return
      case 'mute':
        void actions.mute([targetOf(action.item)], {
          until: action.hours === null ? null : Date.now() + action.hours * HOUR_MS,
          untilRecovery: action.hours === null,
        })
        return
      case 'unmute':
        if (action.item.muted) void actions.unmute([action.item.muted])
        return
      case 'pause':
      case 'resume':
        void actions.setPaused([action.item], action.do === 'pause')
        return
      case 'edit':
        dialogs.openEditor({
          type: action.item.scope === 'backend' ? 'backend' : 'monitor',
          mode: 'edit',
          id: action.item.id,
        })
    }
  }
}
