import type { StageView } from '#shared/views.ts'

/** How far into the script it is at the moment `now`, in ms; the script begins anew at its end. */
export function scriptPosition(stage: StageView, now: number): number {
  const { positionMs, at, playing, lengthMs } = stage
  if (lengthMs <= 0) return 0
  const sinceMs = playing ? Math.max(0, now - at) : 0
  return (positionMs + sinceMs) % lengthMs
}
