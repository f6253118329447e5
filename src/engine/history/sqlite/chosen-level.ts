import type { BlockTable } from './block-table.ts'

/** Results that one answer adds up, at most: some ms for a chart. */
const MOST_ROWS = 40_000
const LEAST_PER_SERIES = 100
const MOST_PER_SERIES = 10_000

/**
 * Which level to add up from: the finest that does not take too long, so that steps are as exact as they can be, of those
 * that are no coarser than a step.
 *
 * @param stepMs how much time is added up into one
 */
export function chosenLevel(
  levels: readonly BlockTable[],
  range: {
    readonly ms: number
    readonly stepMs: number
    readonly intervalMs: number
    readonly seriesCount: number
  },
): number {
  const { ms, stepMs, intervalMs, seriesCount } = range
  const most = Math.min(MOST_PER_SERIES, Math.max(LEAST_PER_SERIES, MOST_ROWS / seriesCount))
  let chosen = 0
  for (const [index, { level }] of levels.entries()) {
    if (level.rowMs > stepMs) break
    if (level.level === 'minute' && intervalMs >= level.rowMs) continue
    chosen = index
    if (ms / Math.max(1, level.rowMs, intervalMs) <= most) break
  }
  return chosen
}
