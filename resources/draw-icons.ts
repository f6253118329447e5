import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import pngToIco from 'png-to-ico'
import {
  notificationIconFile,
  TRAY_PIXMAP_SIZES,
  trayIconFile,
  trayPixmapFile,
} from '#engine/tray/icon-files.ts'
import { TRAY_ICONS, TRAY_SIGNS, type TrayIcon, type TraySign } from '#shared/tray-icon.ts'
import { fitToPixels } from './fit-to-pixels.ts'
import { icns } from './icns.ts'
import { templateOf } from './template-of.ts'
import { withMark } from './with-mark.ts'

/** What a tray on Windows draws from 100 to 300 % in its steps of 25, and at 400 %. */
const TRAY_ICO_SIZES = [16, 20, 24, 28, 32, 36, 40, 48, 64] as const
const APP_ICO_SIZES = [16, 24, 32, 48, 64, 128, 256] as const
/** The sizes of the freedesktop icon theme. */
const APP_LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512] as const
/** Height of a picture in macOS's menu bar in points, and how much of it is left free on each side. */
const MENU_BAR = { points: 18, margin: 1 } as const
const MENU_BAR_SCALES = [1, 2, 3] as const
const NOTIFICATION_SIZE = 128
/** Edge of the tile in macOS's icons, whose canvas is 1024 (Apple's icon grid); elsewhere the tile fills it. */
const MACOS_TILE = 824 / 1024
const APP_GRID = 64

const SVG_DIR = join(import.meta.dirname, 'svg')

/**
 * Draws every picture of the tray, the notifications and the application from its source in `svg/`. The same source
 * gives the same bytes.
 *
 * @returns contents by path below `resources`
 */
export async function drawIcons(): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map(await drawApp())
  for (const icon of TRAY_ICONS) {
    for (const [path, content] of await drawTray(icon)) files.set(path, content)
  }
  for (const sign of TRAY_SIGNS) files.set(notificationIconFile('', sign), await drawNotification(sign))
  return files
}

/** What ends a name where the dot is on the picture. */
const UNSEEN = '-unseen'

/** The drawing of an icon: from its source, or from that of the icon without the dot. */
async function sourceOf(icon: TrayIcon): Promise<string> {
  const svg = await readFile(join(SVG_DIR, `${icon.replace(UNSEEN, '')}.svg`), 'utf8')
  return icon.endsWith(UNSEEN) ? withMark(svg, await readFile(join(SVG_DIR, 'unseen.svg'), 'utf8')) : svg
}

async function drawTray(icon: TrayIcon): Promise<(readonly [string, Buffer])[]> {
  const svg = await sourceOf(icon)
  const draw = (size: number) => png(fitToPixels(svg, size), size)
  const template = templateOf(svg)
  const menuBarFile = trayIconFile('', 'darwin', icon)
  return [
    ...TRAY_PIXMAP_SIZES.map(size => [trayPixmapFile('', icon, size), draw(size)] as const),
    [trayIconFile('', 'win32', icon), await pngToIco(TRAY_ICO_SIZES.map(draw))],
    ...MENU_BAR_SCALES.map(scale => {
      const size = MENU_BAR.points * scale
      const file = scale === 1 ? menuBarFile : menuBarFile.replace(/\.png$/, `@${scale}x.png`)
      return [file, png(fitToPixels(template, size, MENU_BAR.margin * scale), size)] as const
    }),
  ]
}

async function drawNotification(sign: TraySign): Promise<Buffer> {
  return png(fitToPixels(await sourceOf(sign), NOTIFICATION_SIZE), NOTIFICATION_SIZE)
}

async function drawApp(): Promise<(readonly [string, Buffer])[]> {
  const svg = await readFile(join(SVG_DIR, 'app.svg'), 'utf8')
  const edge = APP_GRID / MACOS_TILE
  const start = (APP_GRID - edge) / 2
  const onMacos = svg.replace(/viewBox="[^"]*"/, `viewBox="${start} ${start} ${edge} ${edge}"`)
  return [
    [join('app', 'icon.png'), png(svg, 1024)],
    ...APP_LINUX_SIZES.map(size => [join('app', 'linux', `${size}x${size}.png`), png(svg, size)] as const),
    [join('app', 'icon.ico'), await pngToIco(APP_ICO_SIZES.map(size => png(svg, size)))],
    [join('app', 'icon.icns'), icns(size => png(onMacos, size))],
  ]
}

function png(svg: string, size: number): Buffer {
  const picture = new Resvg(svg, {
    fitTo: { mode: 'width', value: size },
    font: { loadSystemFonts: false },
  })
  return picture.render().asPng()
}
