const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000] as const

/** How long the steps of a chart can be, in ms: those of a clock, each a part or a multiple of every level's time. */
export const CHART_STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map(count => count * SECOND),
  ...[1, 2, 5, 10, 20, 30].map(count => count * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map(count => count * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map(count => count * DAY),
]

/** The shortest step by which this range has about as many points at most, in ms. */
export function chartStep(fromMs: number, toMs: number, points: number): number {
  const shortest = (toMs - fromMs) / Math.max(1, points)
  return CHART_STEPS_MS.find(step => step >= shortest) ?? Math.ceil(shortest / DAY) * DAY
}

/** The range, widened to whole steps since the epoch. */
export function wholeSteps(fromMs: number, toMs: number, stepMs: number): readonly [number, number] {
  return [Math.floor(fromMs / stepMs) * stepMs, Math.ceil(toMs / stepMs) * stepMs]
}
