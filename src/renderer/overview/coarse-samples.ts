import type { Sample } from '../connection/live-state.ts'

/** Samples averaged over steps of `stepMs`, each at its last sample; a step in which nothing was measured is null. */
export function coarse(samples: readonly Sample[], stepMs: number): readonly Sample[] {
  const steps = Map.groupBy(samples, ([at]) => Math.floor(at / stepMs))
  return [...steps.values()].map(members => {
    const at = members.at(-1)?.[0] ?? 0
    const values = members.flatMap(([, value]) => (value === null ? [] : [value]))
    const sum = values.reduce((total, value) => total + value, 0)
    return [at, values.length === 0 ? null : sum / values.length] as const
  })
}
