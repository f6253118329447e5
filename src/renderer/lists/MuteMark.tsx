import type { Mute } from '#shared/views.ts'
import { useNow } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import { formatMute } from '../format/format-mute.ts'
import classes from './watch-list.module.css'

/** Says that a row is muted, and for how long. */
export function MuteMark({ mute }: { readonly mute: Mute }) {
  const now = useNow(60_000)
  const whole =
    mute.maintenance !== undefined
      ? `In maintenance (${mute.maintenance})`
      : mute.target.scope === 'category'
        ? 'Muted with its category'
        : 'Muted'
  return (
    <span className={classes.mark} {...(mute.until === null ? {} : { title: formatMoment(mute.until) })}>
      {whole} {formatMute(mute, now)}
    </span>
  )
}
