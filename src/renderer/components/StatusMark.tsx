import type { ReactNode } from 'react'
import type { Status } from '#shared/status.ts'
import classes from './StatusMark.module.css'

/** The words for a status, wherever it is said. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  unhealthy: 'Unhealthy',
  unknown: 'Unknown',
}

/** On a grid of 16 x 16: filled circle with a check, triangle with `!`, octagon with a cross, dashed ring. */
const SHAPES: Readonly<Record<Status, ReactNode>> = {
  healthy: (
    <>
      <circle cx="8" cy="8" r="6.75" className={classes.fill} />
      <path d="M4.9 8.3l2.1 2.1 4.1-4.5" className={classes.glyph} />
    </>
  ),
  degraded: (
    <>
      <path d="M8 1.6 15 14.2H1z" strokeLinejoin="round" className={classes.fill} />
      <path d="M8 6v3.8M8 11.9v.2" className={classes.darkGlyph} />
    </>
  ),
  unhealthy: (
    <>
      <path d="M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2z" className={classes.fill} />
      <path d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" className={classes.glyph} />
    </>
  ),
  unknown: <circle cx="8" cy="8" r="6.2" className={classes.ring} />,
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
      {SHAPES[status]}
      {muted && (
        <>
          <path d="M1.5 14.5l13-13" className={classes.slashGap} />
          <path d="M1.5 14.5l13-13" className={classes.slash} />
        </>
      )}
    </svg>
  )
}
