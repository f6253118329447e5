import { formatDuration } from '#shared/format-duration.ts'

/** "Would have fired 3 times in the last 24 h". */
export function previewLine(count: number, hours: number): string {
  const time = `in the last ${hours >= 48 && hours % 24 === 0 ? `${hours / 24} days` : `${Number(hours.toFixed(1))} h`}`
  if (count === 0) return `Would not have fired ${time}`
  return `Would have fired ${count === 1 ? 'once' : `${count} times`} ${time}`
}

/** What a preview could not take into account. */
export interface PreviewLimits {
  /** How many things were looked at, of so many for which the rule may hold. */
  readonly looked: number
  readonly of: number
  /** The longest time that one value stands for, in ms; 0 where each stands for itself. */
  readonly coarsestMs: number
  readonly deviation: boolean
  readonly metricStatus: boolean
  readonly pushed: boolean
  /** Whether there is history of what is no longer watched. */
  readonly gone: boolean
  /** How far the history goes back, where that is less than was asked for; in ms. */
  readonly knownMs: number | null
}

/** Says what of a condition the history knows nothing about; empty where it knows all. */
export function previewNote(limits: PreviewLimits): string {
  const { looked, of, coarsestMs, knownMs } = limits
  return [
    looked < of && `Only the first ${looked} of ${of} things were looked at.`,
    limits.deviation && 'How far something was from the usual is not remembered.',
    limits.metricStatus && 'The status of metrics is not remembered; their values are.',
    limits.pushed && 'Alerts from channels are not remembered.',
    limits.gone && 'What is no longer watched is left out.',
    coarsestMs >= 60_000 && `Values are averages of ${formatDuration(coarsestMs)}.`,
    knownMs !== null && `The history of it goes back ${formatDuration(knownMs)}.`,
  ]
    .filter(part => part !== false)
    .join(' ')
}
