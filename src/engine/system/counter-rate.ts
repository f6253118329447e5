/**
 * Units per second between two readings of a counter, rounded to whole units. null where it cannot be told: without an
 * earlier reading, without time between, or where the counter fell (its device was reset or replaced), because what
 * it counted before the reset is not known.
 */
export function counterRate(
  before: number | undefined,
  now: number | undefined,
  elapsedMs: number,
): number | null {
  if (before === undefined || now === undefined || !(elapsedMs > 0)) return null
  if (!Number.isFinite(before) || !Number.isFinite(now) || now < before) return null
  return Math.round(((now - before) * 1000) / elapsedMs)
}
