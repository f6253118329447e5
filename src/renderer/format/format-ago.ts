import { formatDuration } from '#shared/format-duration.ts'

/** How long before `now` a moment was: `now` under a second, else `3 s ago`. A moment to come counts as now. */
export function formatAgo(at: number, now: number): string {
  const span = now - at
  return span < 1000 ? 'now' : `${formatDuration(span)} ago`
}
