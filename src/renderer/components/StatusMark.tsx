import type { Status } from '#shared/status.ts'
import { RING_DASHES, STATUS_SHAPES } from '#shared/status-shapes.ts'
import classes from './StatusMark.module.css'

/** The words for a status, wherever it is said. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  unhealthy: 'Unhealthy',
  unknown: 'Unknown',
}

interface StatusMarkProps {
  readonly status: Status
  /** Drawn with a slash: shown, not counted. */
  readonly muted?: boolean
  /** Edge length in px. */
  readonly size?: number
  /** Said instead of the status; empty where the words stand beside the mark. */
  readonly label?: string
}

/** The one drawing of a status: colour and shape together, never colour alone. */
export function StatusMark({ status, muted = false, size = 16, label }: StatusMarkProps) {
  const words = label ?? (muted ? `${STATUS_WORDS[status]}, muted` : STATUS_WORDS[status])
  const { kind, outline, glyph } = STATUS_SHAPES[status]
  return (
    <svg
      className={classes.mark}
      data-status={status}
      data-muted={muted || undefined}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role="img"
      aria-label={words}
      aria-hidden={words === ''}
    >
      {kind === 'filled' ? (
        <path d={outline} className={classes.fill} />
      ) : (
        <path d={outline} className={classes.ring} strokeDasharray={RING_DASHES} />
      )}
      {glyph !== '' && <path d={glyph} className={classes.glyph} />}
      {muted && (
        <>
          <path d="M1.5 14.5l13-13" className={classes.slashGap} />
          <path d="M1.5 14.5l13-13" className={classes.slash} />
        </>
      )}
    </svg>
  )
}
