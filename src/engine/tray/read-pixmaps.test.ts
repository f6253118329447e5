import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrayIcon } from '#shared/tray-icon.ts'
import { type Pixmap, readPixmaps } from './read-pixmaps.ts'

const RESOURCES = join(import.meta.dirname, '../../../resources')

/** A pixel as `aarrggbb`. */
function pixel({ width, argb }: Pixmap, x: number, y: number): string {
  const at = 4 * (width * y + x)
  return argb.toString('hex', at, at + 4)
}

async function largestPixmap(icon: TrayIcon): Promise<Pixmap> {
  const largest = (await readPixmaps(RESOURCES, icon)).at(-1)
  if (!largest) throw new Error(`There is no picture of ${icon}.`)
  return largest
}

describe('readPixmaps', () => {
  it('gives each size, smallest first, with four bytes a pixel', async () => {
    const pixmaps = await readPixmaps(RESOURCES, 'degraded')

    expect(pixmaps.map(({ width }) => width)).toEqual([16, 22, 24, 32, 44, 48, 72])
    for (const { width, height, argb } of pixmaps) {
      expect(height).toBe(width)
      expect(argb).toHaveLength(4 * width * height)
    }
  })

  it.each([
    ['healthy', 36, 8, 'ff2f9e44'],
    ['unhealthy', 36, 8, 'ffe03131'],
    ['unhealthy', 36, 36, 'ffffffff'],
    ['degraded', 24, 56, 'fff59f00'],
    ['disconnected', 36, 20, 'ff868e96'],
  ] as const)('has %s at %i, %i as alpha, red, green, blue %s', async (icon, x, y, colour) => {
    expect(pixel(await largestPixmap(icon), x, y)).toBe(colour)
  })

  it('leaves the corners empty', async () => {
    const healthy = await largestPixmap('healthy')
    for (const [x, y] of [
      [0, 0],
      [71, 0],
      [0, 71],
      [71, 71],
    ] as const) {
      expect(pixel(healthy, x, y).slice(0, 2)).toBe('00')
    }
  })

  it('does not darken the colour where the edge is half covered', async () => {
    const { argb } = await largestPixmap('unhealthy')
    const halfCovered = Array.from({ length: argb.length / 4 }, (_, at) => [
      ...argb.subarray(4 * at, 4 * at + 4),
    ]).filter(([alpha = 0]) => alpha > 64 && alpha < 192)

    expect(halfCovered.length).toBeGreaterThan(20)
    for (const [, red = 0] of halfCovered) expect(Math.abs(red - 0xe0)).toBeLessThanOrEqual(2)
  })

  it('rejects where the pictures are not installed', async () => {
    await expect(readPixmaps(join(RESOURCES, 'nowhere'), 'healthy')).rejects.toThrow('ENOENT')
  })
})
