import { readFile, writeFile } from 'node:fs/promises'
import { PNG } from 'pngjs'

/** A rectangle of a screen, in pixels from the top left corner. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A colour as it is on the screen, each part from 0 to 255. */
export interface Colour {
  readonly red: number
  readonly green: number
  readonly blue: number
}

/** What a screen showed at one moment. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** How many pixels of a region are of a kind; of the whole screen if it is left out. */
  count(isMeant: (colour: Colour) => boolean, region?: Region): number
  /** The smallest region that holds all pixels of a kind; null where there is none. */
  find(isMeant: (colour: Colour) => boolean, region?: Region): Region | null
  /** Writes it, or a region of it, to a file as PNG. */
  save(file: string, region?: Region): Promise<void>
}

/** Of the header of an X window dump, version 7: its length, and where its numbers stand (X11/XWDFile.h). */
const HEADER = {
  width: 16,
  height: 20,
  byteOrder: 28,
  bitsPerPixel: 44,
  bytesPerLine: 48,
  colours: 76,
} as const
const COLOUR_BYTES = 12
const TOLERANCE = 8

/** Whether a colour is this one, such as `#2f9e44`, or so near that nobody would see it: scaling changes colours a little. */
export function looksLike(hex: string): (colour: Colour) => boolean {
  const [red = 0, green = 0, blue = 0] = Buffer.from(hex.slice(1), 'hex')
  const isNear = (one: number, other: number) => Math.abs(one - other) <= TOLERANCE
  return colour => isNear(colour.red, red) && isNear(colour.green, green) && isNear(colour.blue, blue)
}

/** Takes a picture of the screen that Xvfb keeps in `file`, below the folder it was given with `-fbdir`. */
export async function takePicture(file: string): Promise<Picture> {
  return readDump(await readFile(file))
}

/** Reads a dump of 32 bits a pixel, blue first, which is what Xvfb makes of a depth of 24. */
function readDump(dump: Buffer): Picture {
  const field = (at: number) => dump.readUInt32BE(at)
  const [width, height, stride] = [field(HEADER.width), field(HEADER.height), field(HEADER.bytesPerLine)]
  if (field(HEADER.bitsPerPixel) !== 32 || field(HEADER.byteOrder) !== 0) {
    throw new Error('The picture of the screen is of another depth or byte order than was expected.')
  }
  const pixels = dump.subarray(field(0) + field(HEADER.colours) * COLOUR_BYTES)
  const at = (x: number, y: number): Colour => {
    const pixel = y * stride + x * 4
    const [blue = 0, green = 0, red = 0] = pixels.subarray(pixel, pixel + 3)
    return { red, green, blue }
  }
  const whole: Region = { x: 0, y: 0, width, height }

  function* found(isMeant: (colour: Colour) => boolean, region: Region) {
    for (let y = region.y; y < region.y + region.height; y++) {
      for (let x = region.x; x < region.x + region.width; x++) if (isMeant(at(x, y))) yield { x, y }
    }
  }
  return {
    width,
    height,
    count: (isMeant, region = whole) => [...found(isMeant, region)].length,
    find(isMeant, region = whole) {
      const points = [...found(isMeant, region)]
      if (points.length === 0) return null
      const xs = points.map(({ x }) => x)
      const ys = points.map(({ y }) => y)
      const [x, y] = [Math.min(...xs), Math.min(...ys)]
      return { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 }
    },
    async save(file, region = whole) {
      const png = new PNG({ width: region.width, height: region.height })
      for (let y = 0; y < region.height; y++) {
        for (let x = 0; x < region.width; x++) {
          const { red, green, blue } = at(region.x + x, region.y + y)
          png.data.set([red, green, blue, 255], (y * region.width + x) * 4)
        }
      }
      await writeFile(file, PNG.sync.write(png))
    },
  }
}
