import { IconLock } from '@tabler/icons-react'
import { useLive } from '../connection/hooks.ts'
import classes from './settings.module.css'

/** Says where settings come from while this page may not change them; nothing else. */
export function ReadOnlyNote() {
  const config = useLive(state => state.info?.config)
  if (!config?.readOnly) return null
  return (
    <p className={classes.readOnly}>
      <IconLock size={14} aria-hidden /> Settings come from {config.path}. Change that file; it is read again
      when it is saved. Muting works here.
    </p>
  )
}
