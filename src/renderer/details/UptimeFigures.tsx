import { formatUptime } from '../format/format-uptime.ts'
import classes from './details.module.css'

interface UptimeFiguresProps {
  readonly of: {
    readonly uptime24h: number | null
    readonly uptime7d: number | null
    readonly uptime30d: number | null
  }
}

/** Availability over a day, a week and a month. */
export function UptimeFigures({ of }: UptimeFiguresProps) {
  const figures = [
    ['24 h', of.uptime24h],
    ['7 d', of.uptime7d],
    ['30 d', of.uptime30d],
  ] as const
  return (
    <span className={classes.uptimes}>
      {figures.map(([window, percent]) => (
        <span key={window}>
          {formatUptime(percent)} <span className={classes.uptimeWindow}>{window}</span>
        </span>
      ))}
    </span>
  )
}
