import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { TRAY_ICONS, TRAY_SIGNS, type TrayIcon } from '#shared/tray-icon.ts'

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path))
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)]
const square = (size: number) => [size, size]

type Pixel = readonly [red: number, green: number, blue: number, alpha: number]

function pixelsOf(png: Buffer): readonly Pixel[] {
  const { data } = PNG.sync.read(png)
  return Array.from({ length: data.length / 4 }, (_, pixel) => {
    const [r = 0, g = 0, b = 0, a = 0] = data.subarray(4 * pixel, 4 * pixel + 4)
    return [r, g, b, a]
  })
}

/** How many pixels, counted by how far they are covered, belong to one picture and not to the other. */
function difference(one: Buffer, other: Buffer): number {
  const others = pixelsOf(other)
  return pixelsOf(one).reduce((sum, [, , , a], at) => sum + Math.abs(a - (others[at]?.[3] ?? 0)) / 255, 0)
}

/** What an icon may be taken for without its dot: every two, once. */
const WITHOUT_DOT = TRAY_ICONS.filter(icon => !icon.endsWith('-unseen'))
const PAIRS = WITHOUT_DOT.flatMap((icon, at) =>
  WITHOUT_DOT.slice(at + 1).map(other => [icon, other] as const),
)
/** Every icon with a dot, and without. */
const DOTS = TRAY_ICONS.flatMap(icon => {
  const without = TRAY_ICONS.find(other => `${other}-unseen` === icon)
  return without === undefined ? [] : [[icon, without] as const]
})

/** Whether two pixels look the same; of one that is hardly covered the colour says little. */
function isAlike([r, g, b, a]: Pixel, [r2, g2, b2, a2]: Pixel): boolean {
  const colour = Math.max(Math.abs(r - r2), Math.abs(g - g2), Math.abs(b - b2))
  return Math.abs(a - a2) < 24 && (a < 64 || colour < 8)
}

/** How bright it is on a dark panel, 0 to 255, pixel by pixel. */
function brightness(png: Buffer): readonly number[] {
  const PANEL = 34
  return pixelsOf(png).map(([r, g, b, a]) => {
    const colour = 0.299 * r + 0.587 * g + 0.114 * b
    return (colour * a + PANEL * (255 - a)) / 255
  })
}

/** How many pixels, counted by how much, look different to somebody who sees no colours. */
function contrastBetween(one: Buffer, other: Buffer): number {
  const others = brightness(other)
  return brightness(one).reduce((sum, value, at) => sum + Math.abs(value - (others[at] ?? 0)) / 255, 0)
}

describe('each icon', () => {
  it.each(TRAY_ICONS)('%s is there for Linux in each size that panels draw', icon => {
    const files = readdirSync(join(import.meta.dirname, 'tray', 'linux')).filter(
      file => file.replace(/-\d+\.png$/, '') === icon,
    )

    expect(files.sort()).toEqual([16, 22, 24, 32, 44, 48, 72].map(size => `${icon}-${size}.png`))
    for (const file of files) {
      expect(sizeOf(read('tray', 'linux', file))).toEqual(square(Number(/\d+/.exec(file)?.[0])))
    }
  })

  it.each(TRAY_ICONS)('%s is there for Windows in one file with all sizes', icon => {
    expect(icoSizes(read('tray', 'windows', `${icon}.ico`))).toEqual([16, 20, 24, 28, 32, 36, 40, 48, 64])
  })

  it.each(TRAY_ICONS)('%s is there for the menu bar of macOS, without colour', icon => {
    for (const [suffix, size] of [
      ['', 18],
      ['@2x', 36],
      ['@3x', 54],
    ] as const) {
      const png = read('tray', 'macos', `${icon}Template${suffix}.png`)
      expect(sizeOf(png)).toEqual(square(size))
      expect(pixelsOf(png).filter(([r, g, b]) => r + g + b > 0)).toEqual([])
      expect(pixelsOf(png).filter(([, , , a]) => a === 255).length).toBeGreaterThan(size)
    }
  })

  it.each(TRAY_SIGNS)('%s is there for notifications', sign => {
    expect(sizeOf(read('notification', `${sign}.png`))).toEqual(square(128))
  })
})

describe('at its smallest', () => {
  const coloured = (icon: TrayIcon) => read('tray', 'linux', `${icon}-16.png`)
  const template = (icon: TrayIcon) => read('tray', 'macos', `${icon}Template.png`)

  it.each(PAIRS)('%s differs from %s by shape alone', (icon, other) => {
    expect(contrastBetween(coloured(icon), coloured(other))).toBeGreaterThan(8)
    // The tick of degraded stands on its fill: there the shape is that of degraded, and the sign another.
    const isSameOutline = other === `${icon}-acknowledged` && icon === 'degraded'
    if (!isSameOutline) expect(difference(coloured(icon), coloured(other))).toBeGreaterThan(12)
    expect(difference(template(icon), template(other))).toBeGreaterThan(isSameOutline ? 18 : 36)
  })

  it.each(DOTS)('%s has a dot that %s has not, in a corner and with room around it', (icon, without) => {
    for (const [width, png, plain] of [
      [16, coloured(icon), coloured(without)],
      [18, template(icon), template(without)],
    ] as const) {
      const [shown, before] = [pixelsOf(png), pixelsOf(plain)]
      const isSame = shown.map((pixel, at) => isAlike(pixel, before[at] ?? pixel))
      const changed = isSame.flatMap((same, at) =>
        same ? [] : [{ x: at % width, y: Math.floor(at / width) }],
      )
      expect(Math.min(...changed.map(({ x }) => x))).toBeGreaterThanOrEqual(width / 2)
      expect(Math.max(...changed.map(({ y }) => y))).toBeLessThan(width / 2)
      const solid = changed.filter(({ x, y }) => (shown[width * y + x]?.[3] ?? 0) > 200)
      expect(solid.length).toBeGreaterThanOrEqual(12)
    }
    expect(contrastBetween(coloured(icon), coloured(without))).toBeGreaterThan(3)
  })

  it('the ring of unknown still has gaps between its seven dashes', () => {
    const pixels = pixelsOf(coloured('unknown'))
    // Once around, in the middle of the dashes.
    const isDash = Array.from({ length: 360 }, (_, degree) => {
      const angle = (degree * Math.PI) / 180
      const [x, y] = [Math.floor(8 + 6.6 * Math.sin(angle)), Math.floor(8 - 6.6 * Math.cos(angle))]
      return (pixels[16 * y + x]?.[3] ?? 0) > 127
    })
    const starts = isDash.filter((dash, degree) => dash && !isDash.at(degree - 1))

    expect(starts).toHaveLength(7)
  })

  it('muted is green but for a few pixels', () => {
    const shown = pixelsOf(coloured('muted')).filter(([, , , a]) => a > 127)
    const green = shown.filter(([r, g, b]) => g > 2 * r && g > 2 * b)

    expect(shown.length).toBeGreaterThan(100)
    expect(green.length / shown.length).toBeGreaterThan(0.95)
  })
})

describe('the icon of the application', () => {
  it('is there in the sizes of the desktops of Linux, and large', () => {
    const files = readdirSync(join(import.meta.dirname, 'app', 'linux'))

    expect(files.map(file => Number.parseInt(file, 10)).sort((a, b) => a - b)).toEqual([
      16, 24, 32, 48, 64, 128, 256, 512,
    ])
    for (const file of files) {
      expect(file).toMatch(/^(\d+)x\1\.png$/)
      expect(sizeOf(read('app', 'linux', file))).toEqual(square(Number.parseInt(file, 10)))
    }
    expect(sizeOf(read('app', 'icon.png'))).toEqual(square(1024))
  })

  it('is there for Windows, up to the 256 px that installers ask for', () => {
    expect(icoSizes(read('app', 'icon.ico'))).toEqual([16, 24, 32, 48, 64, 128, 256])
  })

  it('is there for macOS in every size of its container', () => {
    expect(icnsSizes(read('app', 'icon.icns'))).toEqual({
      ic11: square(32),
      ic12: square(64),
      ic07: square(128),
      ic08: square(256),
      ic13: square(256),
      ic09: square(512),
      ic14: square(512),
      ic10: square(1024),
    })
  })
})

/** Edges of the pictures in an .ico, as its directory and the bitmaps themselves say. */
function icoSizes(ico: Buffer): readonly number[] {
  expect(ico.subarray(0, 4)).toEqual(Buffer.from([0, 0, 1, 0]))
  return Array.from({ length: ico.readUInt16LE(4) }, (_, entry) => {
    const at = 6 + 16 * entry
    // A byte holds no 256.
    const size = ico.readUInt8(at) || 256
    const bitmap = ico.readUInt32LE(at + 12)
    expect(ico.readUInt8(at + 1) || 256).toBe(size)
    // Twice as high, for the mask beneath the picture.
    expect([ico.readInt32LE(bitmap + 4), ico.readInt32LE(bitmap + 8)]).toEqual([size, 2 * size])
    expect(bitmap + ico.readUInt32LE(at + 8)).toBeLessThanOrEqual(ico.length)
    return size
  })
}

/** Width and height of each picture in an .icns by its code. */
function icnsSizes(icns: Buffer): Readonly<Record<string, readonly number[]>> {
  expect(icns.toString('latin1', 0, 4)).toBe('icns')
  expect(icns.readUInt32BE(4)).toBe(icns.length)
  const sizes: Record<string, readonly number[]> = {}
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    sizes[icns.toString('latin1', at, at + 4)] = sizeOf(icns.subarray(at + 8))
  }
  return sizes
}
