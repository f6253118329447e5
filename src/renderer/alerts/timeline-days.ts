import type { TimelineEntry } from '#shared/incidents.ts'

/** The entries of one day in local time, each with a key that it keeps while others follow. */
export interface TimelineDay {
  readonly key: string
  /** "24 November 2026" */
  readonly day: string
  readonly entries: readonly { readonly key: string; readonly entry: TimelineEntry }[]
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })

/** A timeline by days, in its own order. */
export function timelineDays(entries: readonly TimelineEntry[]): readonly TimelineDay[] {
  const seen = new Map<string, number>()
  const keyed = entries.map(entry => {
    const base = `${entry.at} ${entry.kind} ${entry.text}`
    const count = seen.get(base) ?? 0
    seen.set(base, count + 1)
    return { key: `${base} ${count}`, entry }
  })
  return [...Map.groupBy(keyed, ({ entry }) => new Date(entry.at).toDateString())].map(([key, own]) => ({
    key,
    day: DAY.format(own[0]?.entry.at),
    entries: own,
  }))
}
