import { Button } from '@mantine/core'
import { useState } from 'react'
import { say, useAction } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import classes from './settings.module.css'

/** Looks for a newer version when asked, and installs it when asked again; nothing where Traylight does not update itself. */
export function UpdatesRow() {
  const engine = useEngine()
  const isPossible = useLive(state => state.info?.shell.updatesItself ?? false)
  const [version, setVersion] = useState<string | null>(null)
  const { busy, run } = useAction()
  if (!isPossible) return null
  const check = () =>
    run('Looking for updates', async () => {
      const found = (await engine.call('checkForUpdates', undefined)).version
      setVersion(found)
      if (found === null) say('This is the latest version.')
    })
  const install = () => run('Updating', () => engine.call('installUpdate', undefined))
  return (
    <div className={classes.buttons}>
      <Button loading={busy && version === null} onClick={() => void check()}>
        Check for updates
      </Button>
      {version !== null && (
        <Button variant="filled" loading={busy} onClick={() => void install()}>
          Install {version} and restart
        </Button>
      )}
    </div>
  )
}
