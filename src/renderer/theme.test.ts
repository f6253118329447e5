import { describe, expect, it } from 'vitest'
import { DARK_PALETTE, LIGHT_PALETTE } from './theme.ts'

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map(start => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

describe.each([
  ['light', LIGHT_PALETTE],
  ['dark', DARK_PALETTE],
] as const)('the %s colours', (_, palette) => {
  const surfaces = [palette.surface, palette.surfaceAlt]

  it.each(Object.entries(palette.edge))('draw the shape of %s with a contrast of 3', (_status, colour) => {
    for (const surface of surfaces) expect(contrast(colour, surface)).toBeGreaterThanOrEqual(3)
  })

  it.each(Object.entries(palette.text))('write %s with a contrast of 4.5', (_status, colour) => {
    for (const surface of surfaces) expect(contrast(colour, surface)).toBeGreaterThanOrEqual(4.5)
  })

  it('write text and dimmed text with a contrast of 4.5', () => {
    for (const surface of surfaces) {
      expect(contrast(palette.ink, surface)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(palette.inkDimmed, surface)).toBeGreaterThanOrEqual(4.5)
    }
  })
})
