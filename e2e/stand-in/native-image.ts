import { existsSync, readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type * as Electron from 'electron'
import { imageSize } from './image-size.ts'
import { onlyKnown } from './only-known.ts'

type NativeImagePart = Pick<
  Electron.NativeImage,
  | 'isEmpty'
  | 'getSize'
  | 'getAspectRatio'
  | 'getScaleFactors'
  | 'addRepresentation'
  | 'setTemplateImage'
  | 'isTemplateImage'
  | 'isMacTemplateImage'
>

/** Only Windows reads .ico files. */
const READABLE = process.platform === 'win32' ? ['.png', '.jpg', '.jpeg', '.ico'] : ['.png', '.jpg', '.jpeg']

/** Electron's `NativeImage`: pictures by their headers, and where they came from. */
export class NativeImage implements NativeImagePart {
  /** The file it was made from, for tests. */
  readonly path: string | null
  isMacTemplateImage: boolean
  private readonly sizes = new Map<number, Electron.Size>()

  constructor(path: string | null, data: Buffer | null, scaleFactor = 1) {
    this.path = path
    this.isMacTemplateImage = path !== null && /Template(@\dx)?$/.test(basename(path, extname(path)))
    this.add(scaleFactor, data)
  }

  /** Adds a picture for screens of this scale; one that cannot be read is left out. */
  add(scaleFactor: number, data: Buffer | null): void {
    const size = data && imageSize(data)
    if (!size) return
    const { width, height } = size
    this.sizes.set(scaleFactor, {
      width: Math.round(width / scaleFactor),
      height: Math.round(height / scaleFactor),
    })
  }

  isEmpty(): boolean {
    return this.sizes.size === 0
  }

  getSize(scaleFactor = 1): Electron.Size {
    return this.sizes.get(scaleFactor) ?? this.sizes.values().next().value ?? { width: 0, height: 0 }
  }

  getAspectRatio(): number {
    const { width, height } = this.getSize()
    return height === 0 ? 1 : width / height
  }

  getScaleFactors(): number[] {
    return [...this.sizes.keys()].sort((a, b) => a - b)
  }

  addRepresentation(options: Electron.AddRepresentationOptions): void {
    this.add(options.scaleFactor ?? 1, options.buffer ?? null)
  }

  setTemplateImage(isTemplate: boolean): void {
    this.isMacTemplateImage = isTemplate
  }

  isTemplateImage(): boolean {
    return this.isMacTemplateImage
  }
}

/** Electron's `nativeImage`. What cannot be read gives an empty image and no error. */
export const nativeImageModule = onlyKnown(
  {
    createEmpty: () => seen(new NativeImage(null, null)),
    createFromPath: (path: string) => seen(fromPath(path)),
    createFromBuffer: (buffer: Buffer, options?: Electron.CreateFromBufferOptions) =>
      seen(new NativeImage(null, buffer, options?.scaleFactor)),
  } satisfies {
    [K in 'createEmpty' | 'createFromPath' | 'createFromBuffer']: (
      ...args: Parameters<(typeof Electron.nativeImage)[K]>
    ) => NativeImage
  },
  'nativeImage',
)

/** What `Tray` and others take: an image, or the path of one. @throws where a path names no picture */
export function imageFrom(image: NativeImage | string): NativeImage {
  if (typeof image !== 'string') return image
  const read = fromPath(image)
  if (read.isEmpty()) throw new Error(`Failed to load image from path '${image}'`)
  return seen(read)
}

function seen(image: NativeImage): NativeImage {
  return onlyKnown(image, 'nativeImage')
}

/** With the files of the same name for other scales beside it: `icon@2x.png`. */
function fromPath(path: string): NativeImage {
  const extension = extname(path)
  const isReadable = READABLE.includes(extension) && existsSync(path)
  const image = new NativeImage(path, isReadable ? readFileSync(path) : null)
  const stem = path.slice(0, path.length - extension.length)
  for (const scale of [1.25, 1.33, 1.4, 1.5, 1.8, 2, 2.5, 3, 4, 5]) {
    const file = `${stem}@${scale}x${extension}`
    if (isReadable && existsSync(file)) image.add(scale, readFileSync(file))
  }
  return image
}
