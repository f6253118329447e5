import type { AnomaliesConfig } from '#shared/anomaly-config.ts'
import type { Usual } from './baseline.ts'
import { hourOfWeekWords } from './hours-of-week.ts'

/** How far something is from how it usually is: over 1 is out of the ordinary. */
export interface Deviation {
  readonly deviation: number
  /** "3.2x slower than usual for Monday 10:00". */
  readonly words: string
}

/** So many spreads from the usual are as far as is ordinary. */
const ORDINARY: Readonly<Record<AnomaliesConfig['sensitivity'], number>> = { low: 8, medium: 5, high: 3.5 }
/** Smaller ratios say little in figures. */
const LEAST_RATIO = 1.1
const MOST_RATIO = 1000

/** Compares a value with the usual at an hour of the week. A response time is only out of the ordinary when it is long. */
export function deviationFrom(
  { median, spread }: Usual,
  value: number,
  kind: 'time' | 'value',
  sensitivity: AnomaliesConfig['sensitivity'],
  hourOfWeek: number,
): Deviation {
  const distance = value - median
  const isMore = distance >= 0
  const when = `usual for ${hourOfWeekWords(hourOfWeek)}`
  if (kind === 'time' && !isMore) return { deviation: 0, words: `not slower than ${when}` }
  const deviation = Math.abs(distance) / (ORDINARY[sensitivity] * spread)
  const word = kind === 'time' ? 'slower' : isMore ? 'higher' : 'lower'
  const ratio = isMore ? value / median : median / value
  // Of what is below or about zero (degrees, rates of nothing) there are no times.
  const hasRatio = median > 0 && value > 0 && ratio >= LEAST_RATIO && ratio < MOST_RATIO
  const figure = ratio < 10 ? ratio.toFixed(1) : String(Math.round(ratio))
  return { deviation, words: `${hasRatio ? `${figure}x ` : ''}${word} than ${when}` }
}
