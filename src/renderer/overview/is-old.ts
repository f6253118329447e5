import { usualPause } from '../components/line-segments.ts'
import type { Sample } from '../connection/live-state.ts'

/** Nothing is old before this, however often it is sampled. Milliseconds. */
const LEAST_MS = 20_000
/** Everything is old after this, however seldom it is sampled. Milliseconds. */
const MOST_MS = 300_000
/** How many of its usual pauses a metric may miss. */
const MISSED = 4

/** Whether a metric's last sample is older than its usual rhythm explains. */
export function isOld(sampledAt: number, samples: readonly Sample[], now: number): boolean {
  const patience = Math.min(MOST_MS, Math.max(LEAST_MS, usualPause(samples) * MISSED))
  return now - sampledAt > patience
}
