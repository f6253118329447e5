import type { MenuItemConstructorOptions } from 'electron'
import type { TrayCommand, TrayMenuItem } from '#engine/tray/tray-menu.ts'

/** The tray's menu as Electron draws it. `now` in ms since the epoch is asked for when something is chosen. Pure. */
export function trayMenuTemplate(
  items: readonly TrayMenuItem[],
  choose: (command: TrayCommand) => void,
  now: () => number,
): MenuItemConstructorOptions[] {
  return items.map((item): MenuItemConstructorOptions => {
    if (item.type === 'separator') return { type: 'separator' }
    const label = literal(item.label)
    if (item.type === 'text') return { label, enabled: false }
    if (item.type === 'submenu') return { label, submenu: trayMenuTemplate(item.items, choose, now) }
    return { label, click: () => choose(item.command(now())) }
  })
}

/** A single & would underline the letter after it. */
const literal = (label: string): string => label.replaceAll('&', '&&')
