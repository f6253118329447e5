import type { UptimeRow } from '#shared/history.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import classes from './uptime.module.css'
import { budgetLeft, budgetWords, targetWords } from './uptime-words.ts'

interface ErrorBudgetProps {
  readonly slo: UptimeRow['slo']
  /** How fast it is spent. */
  readonly note: string
}

/** What is left of an error budget: a bar that empties, and words. */
export function ErrorBudget({ slo, note }: ErrorBudgetProps) {
  const overdrawn = slo.availability !== null && slo.leftMs < 0
  const left = slo.availability === null ? 0 : budgetLeft(slo)
  return (
    <span className={classes.budgetBox} title={`Aims at ${targetWords(slo)}`}>
      <svg className={classes.meter} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
        <rect className={classes.meterTrack} width="100" height="6" />
        <rect
          className={overdrawn ? classes.meterOver : classes.meterLeft}
          width={overdrawn ? 100 : left * 100}
          height="6"
        />
      </svg>
      <span className={classes.budgetWords} data-overdrawn={overdrawn || undefined}>
        {overdrawn && <StatusMark status="unhealthy" size={12} label="" />} {budgetWords(slo)}
        {note !== '' && <span className={classes.burn}>{note}</span>}
      </span>
    </span>
  )
}
