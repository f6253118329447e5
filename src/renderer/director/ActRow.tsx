import { Button } from '@mantine/core'
import { formatDuration } from '#shared/format-duration.ts'
import type { StageAct } from '#shared/views.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import { useFromNow } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import classes from './director.module.css'
import { useSteering } from './use-steering.ts'

/** One thing on the stage: what happens when it is broken, how it is, and the button that changes that. */
export function ActRow({ act, reachable }: { readonly act: StageAct; readonly reachable: boolean }) {
  const { steer, busy } = useSteering()
  const waiting = busy || act.changing
  const verb = act.broken ? 'Heal' : 'Break'
  const change = () => {
    if (waiting) return
    const what = `${act.broken ? 'Healing' : 'Breaking'} “${act.title}”`
    steer(what, { do: act.broken ? 'heal' : 'break', act: act.id })
  }
  return (
    <li className={classes.row}>
      <StatusMark status={act.broken ? 'unhealthy' : 'healthy'} label={act.broken ? 'Broken' : 'Whole'} />
      <span className={classes.title}>{act.title}</span>
      <div className={classes.change}>
        <Button
          size="compact-sm"
          fz={12}
          // Not disabled while it waits: it would lose the focus.
          data-disabled={waiting}
          aria-disabled={waiting}
          disabled={!reachable}
          aria-label={`${verb}: ${act.title}`}
          onClick={change}
        >
          {verb}
        </Button>
        <span className={classes.state}>
          {waiting ? 'changing' : act.since !== null && <BrokenFor since={act.since} />}
        </span>
      </div>
      <span className={classes.description}>{act.description}</span>
    </li>
  )
}

function BrokenFor({ since }: { readonly since: number }) {
  const duration = useFromNow(now => formatDuration(Math.max(1000, now - since)))
  return (
    <time dateTime={new Date(since).toISOString()} title={`Broken since ${formatMoment(since)}`}>
      for {duration}
    </time>
  )
}
