import type { AlertLevel } from '#shared/alert-level.ts'
import { STATUS_SHAPES, type StatusShape } from '#shared/status-shapes.ts'
import classes from './LevelMark.module.css'

/** The words for a level, wherever it is said. */
export const LEVEL_WORDS: Readonly<Record<AlertLevel, string>> = {
  info: 'Info',
  warning: 'Warning',
  critical: 'Critical',
}

/** A warning and something critical look like the status they give; what only informs is a ring with an i. */
const SHAPES: Readonly<Record<AlertLevel, StatusShape>> = {
  critical: STATUS_SHAPES.unhealthy,
  warning: STATUS_SHAPES.degraded,
  info: {
    kind: 'ring',
    outline: 'M8 1.75a6.25 6.25 0 1 1 0 12.5a6.25 6.25 0 1 1 0-12.5z',
    glyph: 'M8 7.4v3.8M8 4.7v.1',
  },
}

interface LevelMarkProps {
  readonly level: AlertLevel
  /** Drawn with a tick: somebody takes care. */
  readonly acknowledged?: boolean
  /** Drawn with a slash: nobody is told of it. */
  readonly silent?: boolean
  /** Drawn as an outline, without colour: it is over. */
  readonly over?: boolean
  /** Edge length in px. */
  readonly size?: number
  /** Said instead of the level; empty where the words stand beside the mark. */
  readonly label?: string
}

/** The one drawing of how urgent an alert is: colour and shape together, never colour alone. */
export function LevelMark(props: LevelMarkProps) {
  const { level, acknowledged = false, silent = false, over = false, size = 16 } = props
  const { label = LEVEL_WORDS[level] } = props
  const { kind, outline, glyph } = SHAPES[level]
  return (
    <svg
      className={classes.mark}
      data-level={level}
      data-over={over || undefined}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role="img"
      aria-label={label}
      aria-hidden={label === ''}
    >
      <path d={outline} className={kind === 'filled' ? classes.fill : classes.ring} />
      <path d={glyph} className={classes.glyph} />
      {silent && (
        <>
          <path d="M1.5 14.5l13-13" className={classes.slashGap} />
          <path d="M1.5 14.5l13-13" className={classes.slash} />
        </>
      )}
      {acknowledged && (
        <>
          <circle cx="12" cy="12" r="5" className={classes.tickGap} />
          <path d="M9.3 12.1l2 2 3.6-4.2" className={classes.tick} />
        </>
      )}
    </svg>
  )
}
