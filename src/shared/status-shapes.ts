import type { Status } from '#shared/status.ts'

/** How a status is drawn, on a grid of 16 x 16. */
export interface StatusShape {
  /** The outline, filled but for a ring. */
  readonly outline: string
  /** Drawn on the fill; empty for a ring. */
  readonly glyph: string
  readonly kind: 'filled' | 'ring'
}

/** Filled circle with a check, triangle with `!`, octagon with a cross, dashed ring. */
export const STATUS_SHAPES: Readonly<Record<Status, StatusShape>> = {
  healthy: {
    kind: 'filled',
    outline: 'M8 1.25a6.75 6.75 0 1 1 0 13.5a6.75 6.75 0 1 1 0-13.5z',
    glyph: 'M4.9 8.3l2.1 2.1 4.1-4.5',
  },
  degraded: { kind: 'filled', outline: 'M8 1.6 15 14.2H1z', glyph: 'M8 6v3.1M8 12v.1' },
  unhealthy: {
    kind: 'filled',
    outline: 'M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2z',
    glyph: 'M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
  },
  unknown: { kind: 'ring', outline: 'M8 1.8a6.2 6.2 0 1 1 0 12.4a6.2 6.2 0 1 1 0-12.4z', glyph: '' },
}

/** Dashes of the ring, in units of the grid. */
export const RING_DASHES = '3.2 2.3'
