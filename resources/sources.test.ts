import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { statusSchema } from '#shared/status.ts'
import { STATUS_COLOURS } from '#shared/status-colours.ts'
import { RING_DASHES, STATUS_SHAPES } from '#shared/status-shapes.ts'
import { TRAY_SIGN_STATUS, TRAY_SIGNS } from '#shared/tray-icon.ts'

const LIGHT_PANEL = '#f5f5f5'
const DARK_PANEL = '#222222'

/** Attributes of the path of a class in a source; undefined where there is none. */
async function pathOf(icon: string, name: string): Promise<ReadonlyMap<string, string> | undefined> {
  const svg = await readFile(join(import.meta.dirname, 'svg', `${icon}.svg`), 'utf8')
  const path = new RegExp(`<path class="${name}"([^>]*)/>`).exec(svg)?.[1]
  if (path === undefined) return undefined
  return new Map([...path.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]))
}

describe('the source of an icon', () => {
  it.each(statusSchema.options)('draws %s as the dashboard does', async status => {
    const { kind, outline, glyph } = STATUS_SHAPES[status]
    const drawn = await pathOf(status, 'outline')

    expect(drawn?.get('d')).toBe(outline)
    expect((await pathOf(status, 'glyph'))?.get('d') ?? '').toBe(glyph)
    expect(drawn?.get('fill')).toBe(kind === 'ring' ? 'none' : STATUS_COLOURS[status])
    expect(drawn?.get('stroke-dasharray')).toBe(kind === 'ring' ? RING_DASHES : undefined)
  })

  it('draws muted as the shape of healthy with a slash, in its colour', async () => {
    const outline = await pathOf('muted', 'outline')
    const slash = await pathOf('muted', 'slash')

    expect(outline?.get('d')).toBe(STATUS_SHAPES.healthy.outline)
    expect(outline?.get('fill')).toBe(STATUS_COLOURS.healthy)
    expect(slash?.get('stroke')).toBe(STATUS_COLOURS.healthy)
  })

  it('draws disconnected in grey, as a sign of its own', async () => {
    const outline = await pathOf('disconnected', 'outline')

    expect(outline?.get('stroke')).toBe(STATUS_COLOURS[TRAY_SIGN_STATUS.disconnected])
    expect(Object.values(STATUS_SHAPES).map(shape => shape.outline)).not.toContain(outline?.get('d'))
  })

  it.each(['degraded', 'unhealthy'] as const)(
    'draws %s acknowledged as the same outline with a tick',
    async status => {
      const outline = await pathOf(`${status}-acknowledged`, 'outline')
      const tick =
        (await pathOf(`${status}-acknowledged`, 'tick')) ?? (await pathOf(`${status}-acknowledged`, 'glyph'))

      expect(outline?.get('d')).toBe(STATUS_SHAPES[status].outline)
      expect(outline?.get('stroke')).toBe((await pathOf(status, 'outline'))?.get('stroke'))
      expect(tick?.get('d')).not.toBe(STATUS_SHAPES[status].glyph)
    },
  )

  it.each([...TRAY_SIGNS, 'degraded-acknowledged', 'unhealthy-acknowledged'])(
    'ends %s in a colour with a contrast of 3 on light and dark panels',
    async icon => {
      const edge = (await pathOf(icon, 'outline'))?.get('stroke') ?? ''

      expect(contrast(edge, LIGHT_PANEL)).toBeGreaterThanOrEqual(3)
      expect(contrast(edge, DARK_PANEL)).toBeGreaterThanOrEqual(3)
    },
  )

  it('draws the dot of what nobody has seen in the colour of no status, with the same contrast', async () => {
    const dot = (await pathOf('unseen', 'mark'))?.get('fill') ?? ''

    expect(Object.values(STATUS_COLOURS)).not.toContain(dot)
    expect(contrast(dot, LIGHT_PANEL)).toBeGreaterThanOrEqual(3)
    expect(contrast(dot, DARK_PANEL)).toBeGreaterThanOrEqual(3)
  })
})

/** Of two colours `#rrggbb` (WCAG 2.2). */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map(start => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
