import type { AlertLevel } from '#shared/alert-level.ts'
import type { TimelineEntry } from '#shared/incidents.ts'

/** An entry of a timeline, without what most have not. */
export function timelineEntry(
  at: number,
  kind: TimelineEntry['kind'],
  text: string,
  more: { readonly level?: AlertLevel | null; readonly by?: string; readonly output?: string } = {},
): TimelineEntry {
  return { at, kind, text, level: more.level ?? null, by: more.by ?? null, output: more.output ?? '' }
}
