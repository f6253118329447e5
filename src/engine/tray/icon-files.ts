import { join } from 'node:path'
import type { TrayIcon, TraySign } from '#shared/tray-icon.ts'

/**
 * Edges in px of the pictures that a tray on Linux can choose from: panels draw 16, 22 or 24 px at 100 %, so these are
 * exact there and at 200 %, and the last is at least what any of them needs at 300 %.
 */
export const TRAY_PIXMAP_SIZES = [16, 22, 24, 32, 44, 48, 72] as const
type TrayPixmapSize = (typeof TRAY_PIXMAP_SIZES)[number]

/** The picture of an icon for a tray on Linux, of one of its sizes. */
export function trayPixmapFile(resourcesDir: string, icon: TrayIcon, size: TrayPixmapSize): string {
  return join(resourcesDir, 'tray', 'linux', `${icon}-${size}.png`)
}

/**
 * The picture that the desktop shell gives its tray. Windows takes the size it needs out of the one file, and macOS finds
 * the files for fine screens beside the one named. On Linux, Electron sends the panel one picture as it is, so it
 * is the largest: every panel scales down well, and none scales up.
 */
export function trayIconFile(resourcesDir: string, platform: NodeJS.Platform, icon: TrayIcon): string {
  switch (platform) {
    case 'win32':
      return join(resourcesDir, 'tray', 'windows', `${icon}.ico`)
    case 'darwin':
      return join(resourcesDir, 'tray', 'macos', `${icon}Template.png`)
    default:
      return trayPixmapFile(resourcesDir, icon, 72)
  }
}

/** The picture beside the words of a notification. */
export function notificationIconFile(resourcesDir: string, sign: TraySign): string {
  return join(resourcesDir, 'notification', `${sign}.png`)
}
