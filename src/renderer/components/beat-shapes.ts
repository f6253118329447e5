import type { Status } from '#shared/status.ts'
import type { Beat } from '#shared/views.ts'

/** Width of one beat with the gap after it, px. */
export const BEAT_STEP = 5
const BEAT_WIDTH = 4
export const BAR_HEIGHT = 20

/** Taller is worse, so that a bar is read without its colours; unknown is a stub. */
const HEIGHTS: Readonly<Record<Status, number>> = { healthy: 10, degraded: 15, unhealthy: 20, unknown: 3 }

const STATUSES: readonly Status[] = ['healthy', 'degraded', 'unhealthy', 'unknown']

/** One SVG path per status for the newest `slots` beats, the newest at the right edge; statuses without a beat are left out. */
export function beatPaths(
  beats: readonly Beat[],
  slots: number,
): readonly { readonly status: Status; readonly path: string }[] {
  const shown = beats.slice(-slots)
  const offset = slots - shown.length
  const paths: Record<Status, string> = { healthy: '', degraded: '', unhealthy: '', unknown: '' }
  shown.forEach(([, status], index) => {
    const height = HEIGHTS[status]
    const x = (offset + index) * BEAT_STEP
    const y = (BAR_HEIGHT - height) / 2
    paths[status] += `M${x} ${y}h${BEAT_WIDTH}v${height}h-${BEAT_WIDTH}z`
  })
  return STATUSES.filter(status => paths[status] !== '').map(status => ({ status, path: paths[status] }))
}

/** The beat under `x` px from the left edge; undefined on an empty slot. */
export function beatAt(beats: readonly Beat[], slots: number, x: number): Beat | undefined {
  const shown = beats.slice(-slots)
  const index = Math.floor(x / BEAT_STEP) - (slots - shown.length)
  return index < 0 ? undefined : shown[index]
}

/** The bar in words: "38 of the last 40 checks healthy". */
export function beatSummary(beats: readonly Beat[]): string {
  if (beats.length === 0) return 'No checks yet'
  const healthy = beats.filter(([, status]) => status === 'healthy').length
  if (beats.length === 1)
    return healthy === 1 ? 'The last check was healthy' : 'The last check was not healthy'
  return `${healthy} of the last ${beats.length} checks healthy`
}
