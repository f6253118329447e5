import type { Status } from '#shared/status.ts'
import { RING_DASHES, STATUS_SHAPES } from '#shared/status-shapes.ts'
import { DARK_PALETTE } from '../theme.ts'

/** A picture of a status for the browser's tab, as a data address. Said in words by the title beside it. */
export function statusFavicon(status: Status): string {
  const { kind, outline, glyph } = STATUS_SHAPES[status]
  const colour = DARK_PALETTE.shape[status]
  const body =
    kind === 'filled'
      ? `<path d="${outline}" fill="${colour}"/>`
      : `<path d="${outline}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${RING_DASHES}"/>`
  const ink = status === 'degraded' ? '#2b1a00' : '#fff'
  const sign = `<path d="${glyph}" fill="none" stroke="${ink}" stroke-width="1.8" stroke-linecap="round"/>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${body}${sign}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
