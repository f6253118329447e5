import type { Level } from './history-store.ts'

const HOUR_MS = 3_600_000

/** How much time one row of each level covers, in ms; 0: a single result. */
export const LEVEL_MS: Readonly<Record<Level, number>> = {
  raw: 0,
  minute: 60_000,
  'ten-minutes': 600_000,
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
}
