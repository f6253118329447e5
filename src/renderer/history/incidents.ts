import type { StatusSpan } from '#shared/history.ts'
import type { Status } from '#shared/status.ts'
import { seriesId } from './series-id.ts'

/** A time in which something was unhealthy and nothing excused it. */
export interface Incident {
  readonly seriesId: string
  readonly fromMs: number
  /** Null while it lasts. */
  readonly toMs: number | null
  readonly message: string
  /** How bad it was; unhealthy where it is left out. */
  readonly status?: Status
}

/** Incidents among spans, the latest first; one that changed its message is one, under what was said first. */
export function incidentsOf(spans: readonly StatusSpan[]): readonly Incident[] {
  const bad = spans.filter(({ status, excuse }) => status === 'unhealthy' && excuse === null)
  const found = [...Map.groupBy(bad, seriesId)].flatMap(([id, own]) => {
    const merged: Incident[] = []
    for (const { fromMs, toMs, message } of own.toSorted((a, b) => a.fromMs - b.fromMs)) {
      const last = merged.at(-1)
      if (last?.toMs === fromMs) {
        merged[merged.length - 1] = { ...last, toMs, message: last.message || message }
      } else merged.push({ seriesId: id, fromMs, toMs, message })
    }
    return merged
  })
  return found.sort((a, b) => b.fromMs - a.fromMs)
}
