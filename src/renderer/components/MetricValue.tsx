import type { MetricStatus } from '#shared/status.ts'
import { formatParts } from '../format/format-value.ts'
import { METRIC_AS_STATUS } from '../theme.ts'
import classes from './MetricValue.module.css'
import { StatusMark } from './StatusMark.tsx'

const METRIC_STATUS_WORDS = { healthy: 'Healthy', warning: 'Warning', critical: 'Critical' } as const

interface MetricValueProps {
  readonly value: number | null
  readonly unit: string
  readonly status: MetricStatus
  /** Dimmed: not measured for a while. */
  readonly old?: boolean
  /** 28 px for a tile, else the size of text. */
  readonly large?: boolean
}

/** A metric's number with its unit, coloured and marked where it is over a threshold. A dash where it is missing. */
export function MetricValue({ value, unit, status, old = false, large = false }: MetricValueProps) {
  const [number, shownUnit] = formatParts(value, unit)
  const wrong = status !== 'healthy' && value !== null
  return (
    <span className={classes.value} data-large={large || undefined} data-old={old || undefined}>
      {wrong && (
        <StatusMark
          status={METRIC_AS_STATUS[status]}
          size={large ? 18 : 14}
          label={METRIC_STATUS_WORDS[status]}
        />
      )}
      <span style={wrong ? { color: `var(--status-${METRIC_AS_STATUS[status]}-text)` } : undefined}>
        <span key={number} className={classes.number}>
          {number}
        </span>
        {shownUnit !== '' && <span className={classes.unit}> {shownUnit}</span>}
      </span>
    </span>
  )
}
