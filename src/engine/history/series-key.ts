import type { SeriesRef } from '#shared/history.ts'

/** One text for a series, to find it by. */
export const seriesKey = ({ kind, id }: SeriesRef): string => `${kind}:${id}`
