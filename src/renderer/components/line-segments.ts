import type { Sample } from '../connection/live-state.ts'

/** A pause this many times the usual one between two samples is a gap, not a line. */
const GAP_FACTOR = 4

/** The usual pause between samples: their median, ms; infinite with fewer than three. */
export function usualPause(samples: readonly Sample[]): number {
  if (samples.length < 3) return Number.POSITIVE_INFINITY
  const pauses = samples
    .slice(1)
    .map((sample, index) => sample[0] - (samples[index]?.[0] ?? 0))
    .sort((a, b) => a - b)
  return pauses[Math.floor(pauses.length / 2)] ?? Number.POSITIVE_INFINITY
}

/** Samples cut into runs without a gap: at null values and where nothing was measured for a while. */
export function lineSegments(
  samples: readonly Sample[],
): readonly (readonly (readonly [number, number])[])[] {
  const longest = usualPause(samples) * GAP_FACTOR
  const runs: (readonly [number, number])[][] = []
  let run: (readonly [number, number])[] = []
  let before = Number.NEGATIVE_INFINITY
  const finish = () => {
    if (run.length > 0) runs.push(run)
    run = []
  }
  for (const [at, value] of samples) {
    if (value === null || at - before > longest) finish()
    if (value !== null) run.push([at, value])
    before = at
  }
  finish()
  return runs
}
