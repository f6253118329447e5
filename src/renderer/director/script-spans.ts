import type { StageView } from '#shared/views.ts'

/** From when to when in the script an act is broken, in ms, and in which of the lines of a drawing it stands. */
export interface ScriptSpan {
  readonly act: string
  readonly title: string
  readonly fromMs: number
  readonly toMs: number
  /** From 0; what is broken at the same time stands in different lines. */
  readonly lane: number
}

/** The script as spans, by their beginning. What it never heals is broken until its end. */
export function scriptSpans({ script, acts, lengthMs }: StageView): readonly ScriptSpan[] {
  const titles = new Map(acts.map(act => [act.id, act.title]))
  const steps = script.toSorted((a, b) => a.atMs - b.atMs)
  const freeFrom: number[] = []
  return steps.flatMap(({ act, atMs, does }, index) => {
    if (does === 'heal') return []
    const healed = steps.slice(index + 1).find(step => step.act === act && step.does === 'heal')
    const toMs = healed?.atMs ?? lengthMs
    const free = freeFrom.findIndex(from => from <= atMs)
    const lane = free === -1 ? freeFrom.length : free
    freeFrom[lane] = toMs
    return [{ act, title: titles.get(act) ?? act, fromMs: atMs, toMs, lane }]
  })
}
