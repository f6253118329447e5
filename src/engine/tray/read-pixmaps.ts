import { readFile } from 'node:fs/promises'
import type { TrayIcon } from '#shared/tray-icon.ts'
import { TRAY_PIXMAP_SIZES, trayPixmapFile } from './icon-files.ts'

/** A picture as StatusNotifierItem's `IconPixmap` has it. */
export interface Pixmap {
  readonly width: number
  readonly height: number
  /** Four bytes a pixel, row by row from the top: alpha, red, green, blue; colours not multiplied by alpha. */
  readonly argb: Buffer
}

/**
 * Reads the pictures of an icon for a panel to choose from, smallest first. Rejects where a file is missing or no PNG,
 * which means that Traylight is installed in part.
 */
export async function readPixmaps(resourcesDir: string, icon: TrayIcon): Promise<readonly Pixmap[]> {
  // Loaded with the first icon: a machine without a tray never needs it.
  const { PNG } = await import('pngjs')
  return Promise.all(
    TRAY_PIXMAP_SIZES.map(async size => {
      const { width, height, data } = PNG.sync.read(await readFile(trayPixmapFile(resourcesDir, icon, size)))
      return { width, height, argb: argbOf(data) }
    }),
  )
}

/** From red, green, blue, alpha. */
function argbOf(rgba: Buffer): Buffer {
  const argb = Buffer.alloc(rgba.length)
  for (let at = 0; at < rgba.length; at += 4) {
    const pixel = rgba.readUInt32BE(at)
    argb.writeUInt32BE(((pixel >>> 8) | (pixel << 24)) >>> 0, at)
  }
  return argb
}
