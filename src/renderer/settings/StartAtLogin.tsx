import { Switch } from '@mantine/core'
import { useState } from 'react'
import { useAction } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import classes from './settings.module.css'

/** Whether Traylight starts when this person logs in; nothing where the shell cannot arrange that. */
export function StartAtLogin() {
  const isPossible = useLive(state => state.info?.shell.startsAtLogin ?? false)
  return isPossible ? <StartAtLoginSwitch /> : null
}

function StartAtLoginSwitch() {
  const engine = useEngine()
  const [version, setVersion] = useState(0)
  const { busy, run } = useAction()
  const { value } = useFetched(() => engine.call('startAtLogin', undefined), version)
  const set = async (enabled: boolean) => {
    await run('Changing what starts at login', () => engine.call('setStartAtLogin', { enabled }))
    setVersion(before => before + 1)
  }
  return (
    <Switch
      className={classes.startAtLogin ?? ''}
      label="Start at login"
      description="Hidden in the tray, for this user on this machine."
      checked={value?.enabled ?? false}
      disabled={busy || value === null}
      onChange={event => void set(event.currentTarget.checked)}
    />
  )
}
