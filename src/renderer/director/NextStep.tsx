import type { StageView } from '#shared/views.ts'
import { useFromNow } from '../connection/hooks.ts'
import classes from './director.module.css'
import { formatCountdown } from './format-countdown.ts'
import { nextSteps, nextWords } from './next-steps.ts'

/** What the script does next, and when: "Redis stops in 12 s". */
export function NextStep({ stage }: { readonly stage: StageView }) {
  const words = useFromNow(now => {
    const next = nextSteps(stage, now)
    return next === null ? '' : nextWords(stage, next)
  })
  const left = useFromNow(now => formatCountdown(nextSteps(stage, now)?.inMs ?? 0))
  return (
    <p className={classes.next} title={words}>
      <span className={classes.ellipsis}>{stage.playing ? words : `Paused. Next: ${words}`}</span>
      {stage.playing && <span className={classes.countdown}> in {left}</span>}
    </p>
  )
}
