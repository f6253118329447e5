import type { IncidentView } from '#shared/incidents.ts'
import type { TimeSpan } from '../history/history-range.ts'

const MINUTE_MS = 60_000
/** A bit before and after: a quarter of how long it lasted, within these. */
const [LEAST_AROUND_MS, MOST_AROUND_MS] = [4 * MINUTE_MS, 12 * 60 * MINUTE_MS]
/** While it lasts its chart grows in steps that can be seen, and not more often than this. */
const LEAST_STEP_MS = 15_000
const STEPS = 200

/** The time around an incident that its chart shows: from a bit before it began to a bit after its end, never past now. */
export function chartSpan(
  { startedAt, resolvedAt }: Pick<IncidentView, 'startedAt' | 'resolvedAt'>,
  now: number,
): TimeSpan {
  const end = resolvedAt ?? now
  const around = Math.min(MOST_AROUND_MS, Math.max(LEAST_AROUND_MS, (end - startedAt) / 4))
  const step = Math.max(LEAST_STEP_MS, (end - startedAt) / STEPS)
  const grown = startedAt + Math.ceil((now - startedAt) / roundStep(step)) * roundStep(step)
  return {
    fromMs: startedAt - (resolvedAt === null ? roundUp(around) : around),
    toMs: resolvedAt === null ? grown : Math.min(end + around, Math.max(end + MINUTE_MS, now)),
  }
}

/** The next power of two of the least step, so that it stays the same for as long as possible. */
function roundStep(step: number): number {
  return LEAST_STEP_MS * 2 ** Math.ceil(Math.log2(step / LEAST_STEP_MS))
}

/** Likewise for the time before it. */
function roundUp(around: number): number {
  return LEAST_AROUND_MS * 2 ** Math.ceil(Math.log2(around / LEAST_AROUND_MS))
}
