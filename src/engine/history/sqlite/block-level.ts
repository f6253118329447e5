import type { Level } from '../history-store.ts'

const HOUR_MS = 3_600_000

/** How one level is stored. Times in ms. */
export interface BlockLevel {
  readonly level: Level
  readonly table: 'raw' | 'minutes' | 'ten_minutes' | 'hours' | 'days'
  /** How much time one row covers; 0: a single result. */
  readonly rowMs: number
  /** How much time one block covers. */
  readonly blockMs: number
}

/** The finest first. */
export const BLOCK_LEVELS = [
  { level: 'raw', table: 'raw', rowMs: 0, blockMs: HOUR_MS },
  { level: 'minute', table: 'minutes', rowMs: 60_000, blockMs: HOUR_MS },
  { level: 'ten-minutes', table: 'ten_minutes', rowMs: 600_000, blockMs: HOUR_MS },
  { level: 'hour', table: 'hours', rowMs: HOUR_MS, blockMs: 24 * HOUR_MS },
  { level: 'day', table: 'days', rowMs: 24 * HOUR_MS, blockMs: 24 * HOUR_MS },
] as const satisfies readonly BlockLevel[]
