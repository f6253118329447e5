import { describe, expect, it } from 'vitest'
import type { TrayCommand, TrayMenuItem } from '#engine/tray/tray-menu.ts'
import { trayMenuTemplate } from './tray-menu-template.ts'

const MENU: readonly TrayMenuItem[] = [
  { type: 'text', label: '1 unhealthy: R&D' },
  { type: 'separator' },
  {
    type: 'submenu',
    label: 'Quiet notifications',
    items: [{ type: 'command', label: 'For 1 h', command: now => ({ do: 'quiet', until: now + 3_600_000 }) }],
  },
  { type: 'command', label: 'Quit Traylight', command: () => ({ do: 'quit' }) },
]

describe("the tray's menu in Electron", () => {
  it('has words, lines, submenus and items, and shows an ampersand as one', () => {
    const template = trayMenuTemplate(
      MENU,
      () => {},
      () => 0,
    )
    expect(template.map(({ label, type, enabled }) => [label, type, enabled])).toEqual([
      ['1 unhealthy: R&&D', undefined, false],
      [undefined, 'separator', undefined],
      ['Quiet notifications', undefined, undefined],
      ['Quit Traylight', undefined, undefined],
    ])
  })

  it('works out what is chosen at the moment it is chosen', () => {
    const chosen: TrayCommand[] = []
    const [, , quiet] = trayMenuTemplate(
      MENU,
      command => chosen.push(command),
      () => 1000,
    )
    const [hour] = Array.isArray(quiet?.submenu) ? quiet.submenu : []
    const click: unknown = hour && Reflect.get(hour, 'click')
    if (typeof click === 'function') click()
    expect(chosen).toEqual([{ do: 'quiet', until: 3_601_000 }])
  })
})
