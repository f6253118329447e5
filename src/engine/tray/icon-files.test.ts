import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { signOf, TRAY_ICONS } from '#shared/tray-icon.ts'
import { notificationIconFile, TRAY_PIXMAP_SIZES, trayIconFile, trayPixmapFile } from './icon-files.ts'

const RESOURCES = join(import.meta.dirname, '../../../resources')

describe('trayIconFile', () => {
  it.each([
    ['win32', join('tray', 'windows', 'muted.ico')],
    ['darwin', join('tray', 'macos', 'mutedTemplate.png')],
    ['linux', join('tray', 'linux', 'muted-72.png')],
    ['freebsd', join('tray', 'linux', 'muted-72.png')],
  ] as const)('is on %s %s', (platform, file) => {
    expect(trayIconFile('/opt/traylight', platform, 'muted')).toBe(join('/opt/traylight', file))
  })
})

describe('every file named', () => {
  it.each(TRAY_ICONS)('is there for %s', async icon => {
    const platforms = ['linux', 'win32', 'darwin'] as const
    const files = [
      ...platforms.map(platform => trayIconFile(RESOURCES, platform, icon)),
      ...TRAY_PIXMAP_SIZES.map(size => trayPixmapFile(RESOURCES, icon, size)),
      notificationIconFile(RESOURCES, signOf(icon)),
    ]
    for (const file of files) await expect(access(file), file).resolves.toBeUndefined()
  })
})
