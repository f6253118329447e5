import type { StageAct } from '#shared/views.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import classes from './director.module.css'

/** How much of the stage is broken. */
export function BrokenCount({ acts }: { readonly acts: readonly StageAct[] }) {
  const broken = acts.filter(act => act.broken).length
  return (
    <p className={classes.count} role="status">
      <StatusMark status={broken === 0 ? 'healthy' : 'unhealthy'} label="" />
      {broken === 0 ? 'All whole' : `${broken} of ${acts.length} broken`}
    </p>
  )
}
