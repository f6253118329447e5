import { useCallback } from 'react'
import { useAction } from '../actions/use-action.ts'
import { CallRefused } from '../connection/engine-client.ts'
import { useEngine } from '../connection/hooks.ts'
import { problemSentence } from '../forms/problems.ts'
import type { ListedItem, SettingsList } from './settings-list.ts'

/** Changes the things of a list as they are now, since another page may have saved meanwhile; says what was refused. */
export function useChangeItems<T extends ListedItem>(list: SettingsList<T>) {
  const engine = useEngine()
  const { busy, run } = useAction()
  const change = useCallback(
    (
      what: string,
      next: (items: readonly T[]) => readonly unknown[] | Promise<readonly unknown[]>,
      done?: string,
    ) =>
      run(
        what,
        async () => {
          const config = await engine.call('getConfig', undefined)
          const value = list.sectionWith(config, await next(list.itemsOf(config)))
          const answer = await engine.call('saveSection', { section: list.section, value })
          if (answer.ok) return
          const message = answer.problems.map(problemSentence).join(' ')
          throw new CallRefused({ code: 'failed', message })
        },
        done,
      ),
    [engine, list, run],
  )
  return { busy, change }
}
