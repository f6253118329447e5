import { formatDuration } from '#shared/format-duration.ts'
import { IncidentLink } from '../alerts/IncidentLink.tsx'
import { STATUS_WORDS, StatusMark } from '../components/StatusMark.tsx'
import { StatusText } from '../components/StatusText.tsx'
import { useNow } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import type { ListItem } from '../lists/list-item.ts'
import classes from './details.module.css'

interface StatusLineProps {
  readonly item: ListItem
  /** False where what was said last stands beside it already. */
  readonly withMessage?: boolean
}

/** Status in words and since when, then what was said last. */
export function StatusLine({ item, withMessage = true }: StatusLineProps) {
  const now = useNow(1000)
  return (
    <div className={classes.status}>
      <StatusMark status={item.status} muted={item.muted !== null} label="" size={20} />
      <div>
        <div>
          <strong>
            <StatusText status={item.status}>{STATUS_WORDS[item.status]}</StatusText>
          </strong>
          {item.since !== null && (
            <span className={classes.dimmed} title={formatMoment(item.since)}>
              {' '}
              for {formatDuration(now - item.since)}
            </span>
          )}
          {item.paused && <span className={classes.dimmed}>, paused: not checked, not counted</span>}
        </div>
        <IncidentLink item={item} />
        {withMessage && item.message !== '' && <div className={classes.message}>{item.message}</div>}
        {withMessage && item.pending !== null && item.pending !== item.message && (
          <div className={classes.dimmed}>{item.pending}</div>
        )}
      </div>
    </div>
  )
}
