import { routeHash } from '#shared/route.ts'
import { useLive } from '../connection/hooks.ts'
import classes from './details.module.css'

/** Which monitor of ours checks the same service, and the way to it. Nothing where that monitor is gone. */
export function AlsoChecked({ by }: { readonly by: string }) {
  const name = useLive(state => state.monitors.get(by)?.name)
  if (name === undefined) return null
  return (
    <p className={classes.alsoChecked}>
      Also checked from here: <a href={routeHash({ page: 'monitor', id: by })}>{name}</a>
    </p>
  )
}
