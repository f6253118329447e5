import { routeHash } from '#shared/route.ts'
import { useLive } from '../connection/hooks.ts'
import classes from './details.module.css'

/** Which monitor of ours checks the same service, and the way to it. Nothing where that monitor is gone. */
export function CoveredBy({ id }: { readonly id: string }) {
  const name = useLive(state => state.monitors.get(id)?.name)
  if (name === undefined) return null
  return (
    <p className={classes.covered}>
      Also checked by <a href={routeHash({ page: 'monitor', id })}>{name}</a>
    </p>
  )
}
