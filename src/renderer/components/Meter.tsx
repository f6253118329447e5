import type { MetricStatus } from '#shared/status.ts'
import { METRIC_AS_STATUS } from '../theme.ts'
import classes from './Meter.module.css'

interface MeterProps {
  /** 0 to 100; null draws an empty meter. */
  readonly percent: number | null
  readonly status: MetricStatus
  readonly thresholds?: { readonly warning: number; readonly critical: number } | null
}

/** A thin bar from 0 to 100 % with ticks at the thresholds. Decoration beside a value that is said in words. */
export function Meter({ percent, status, thresholds }: MeterProps) {
  const fill =
    status === 'healthy' ? 'var(--mantine-color-text)' : `var(--status-${METRIC_AS_STATUS[status]}-edge)`
  return (
    <svg className={classes.meter} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
      <rect className={classes.track} width="100" height="8" />
      <rect width={Math.min(100, Math.max(0, percent ?? 0))} height="8" style={{ fill }} />
      {thresholds && (
        <path className={classes.ticks} d={`M${thresholds.warning} 0v8M${thresholds.critical} 0v8`} />
      )}
    </svg>
  )
}
