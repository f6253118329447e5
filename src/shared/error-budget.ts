import { availability, type StatusTimes, type UptimeRow } from './history.ts'

const DAY_MS = 86_400_000

/** An availability that is aimed at, and over how many days. */
export interface Objective {
  readonly percent: number
  readonly days: number
}

/**
 * How much of the unhealthy time that an objective allows is left, by the times of its window.
 *
 * What is muted, in maintenance or paused is promised to nobody: it does not count as bad, and allows nothing either. Time
 * in which the status was not known, or Traylight did not watch, is promised and cannot be held against the thing: it
 * counts in the window and as nothing else. So does the part of the window before it was first watched.
 */
export function errorBudget({ percent, days }: Objective, times: StatusTimes): UptimeRow['slo'] {
  const promisedMs = Math.max(0, days * DAY_MS - times.excusedMs)
  // Rounded, since 1 - 0.999 is not quite 0.001.
  const budgetMs = Math.round(((100 - percent) / 100) * promisedMs)
  return {
    ...{ percent, days, availability: availability(times) },
    ...{ budgetMs, leftMs: budgetMs - times.unhealthyMs },
  }
}
