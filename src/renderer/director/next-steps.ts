import type { StageStep, StageView } from '#shared/views.ts'
import { scriptPosition } from './script-position.ts'

/** What the script does next: all steps of that moment, and in how many ms it comes while the script plays. */
export interface NextSteps {
  readonly steps: readonly StageStep[]
  readonly inMs: number
}

/** The next steps after the moment `now`, those of the next round where this one has no more; null without a script. */
export function nextSteps(stage: StageView, now: number): NextSteps | null {
  const positionMs = scriptPosition(stage, now)
  const moments = stage.script.map(step => step.atMs).toSorted((a, b) => a - b)
  const later = moments.find(atMs => atMs > positionMs)
  const atMs = later ?? moments[0]
  if (atMs === undefined) return null
  return {
    steps: stage.script.filter(step => step.atMs === atMs),
    inMs: later === undefined ? stage.lengthMs - positionMs + atMs : atMs - positionMs,
  }
}

/** What happens in it: "Redis stops", `"Redis stops" is healed`, and how many more; the countdown follows. */
export function nextWords(stage: StageView, { steps }: NextSteps): string {
  const [first] = steps
  if (first === undefined) return ''
  const title = stage.acts.find(act => act.id === first.act)?.title ?? first.act
  const words = first.does === 'break' ? title : `“${title}” is healed`
  return steps.length === 1 ? words : `${words}, and ${steps.length - 1} more,`
}
