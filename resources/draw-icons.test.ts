import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { TRAY_ICONS, type TrayIcon } from '#shared/tray-icon.ts'

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path))
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)]
const square = (size: number) => [size, size]

/** The four numbers of each pixel: red, green, blue, alpha. */
function pixelsOf(png: Buffer): readonly (readonly [number, number, number, number])[] {
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

/** Every two icons, once. */
const PAIRS = TRAY_ICONS.flatMap((icon, at) => TRAY_ICONS.slice(at + 1).map(other => [icon, other] as const))

describe('each icon', () => {
  it.each(TRAY_ICONS)('%s is there for Linux in each size that panels draw', icon => {
    const files = readdirSync(join(import.meta.dirname, 'tray', 'linux')).filter(file =>
      file.startsWith(`${icon}-`),
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

  it.each(TRAY_ICONS)('%s is there for notifications', icon => {
    expect(sizeOf(read('notification', `${icon}.png`))).toEqual(square(128))
  })
})

describe('at its smallest', () => {
  const coloured = (icon: TrayIcon) => read('tray', 'linux', `${icon}-16.png`)
  const template = (icon: TrayIcon) => read('tray', 'macos', `${icon}Template.png`)

  it.each(PAIRS)('%s differs from %s by shape alone', (icon, other) => {
    expect(difference(coloured(icon), coloured(other))).toBeGreaterThan(12)
    expect(difference(template(icon), template(other))).toBeGreaterThan(36)
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
