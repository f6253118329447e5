import { useState } from 'react'
import { sayRefused } from '../actions/use-action.ts'
import { useEngine } from '../connection/hooks.ts'

/** Checking everything now, and stopping that. Progress comes with the live state. */
export function useRefresh(): {
  readonly refresh: () => void
  readonly cancel: () => void
  /** Asked for and not answered yet. */
  readonly starting: boolean
} {
  const engine = useEngine()
  const [starting, setStarting] = useState(false)
  const refresh = () => {
    if (starting || engine.store.getState().progress) return
    setStarting(true)
    engine
      .call('checkNow', {})
      .catch((error: unknown) => sayRefused('Checking everything did not work', error))
      .finally(() => setStarting(false))
  }
  const cancel = () => {
    engine
      .call('cancelRefresh', undefined)
      .catch((error: unknown) => sayRefused('Cancelling did not work', error))
  }
  return { refresh, cancel, starting }
}
