import { type SeriesRef, seriesKindSchema } from '#shared/history.ts'

/** A series in one word: `monitor:redis`, `service:staging/redis`. */
export function seriesId({ kind, id }: SeriesRef): string {
  return `${kind}:${id}`
}

/** The series a word stands for; null where it stands for none. */
export function parseSeriesId(text: string): SeriesRef | null {
  const colon = text.indexOf(':')
  const kind = seriesKindSchema.safeParse(text.slice(0, Math.max(0, colon)))
  const id = text.slice(colon + 1)
  return kind.success && id !== '' && id.length <= 3000 ? { kind: kind.data, id } : null
}
