/** Pauses after the first, second ... attempt that failed, in ms; the last for all that follow. */
const PAUSES_MS = [5_000, 15_000, 60_000, 300_000, 900_000, 1_800_000] as const
/** No place may ask to be left alone for longer, in ms: what is critical is worth another try. */
const LONGEST_ASKED_MS = 3_600_000
/** By how much a pause differs, so that many that failed together do not come back together. */
const JITTER = 0.2

/** How long to wait after so many failed attempts in a row, in ms; at least what the place asked for, up to an hour. */
export function retryPauseMs(failures: number, askedMs: number | undefined, random: () => number): number {
  const base = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? PAUSES_MS[0]
  const pause = base * (1 - JITTER + 2 * JITTER * random())
  return Math.round(Math.max(pause, Math.min(askedMs ?? 0, LONGEST_ASKED_MS)))
}
