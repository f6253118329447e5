import type * as Electron from 'electron'
import { eventsOf, KnownEvents } from './known-events.ts'
import type { Menu, MenuItem, ShownMenu } from './menu.ts'
import { imageFrom, type NativeImage } from './native-image.ts'
import { onlyKnown, onlyKnownClass } from './only-known.ts'

const EVENTS = eventsOf<Electron.Tray>()('click', 'double-click', 'right-click', 'middle-click')

type TrayPart = Pick<
  Electron.Tray,
  | 'setToolTip'
  | 'setTitle'
  | 'getTitle'
  | 'setIgnoreDoubleClickEvents'
  | 'getBounds'
  | 'destroy'
  | 'isDestroyed'
>

const BOUNDS: Electron.Rectangle = { x: 1880, y: 4, width: 24, height: 24 }

/** Electron's `Tray`: what a panel would show, and what a person does to it. */
export class Tray extends KnownEvents implements TrayPart {
  /** As the app sees it. */
  readonly seen: this
  image: NativeImage
  toolTip = ''
  private title = ''
  private gone = false
  private contextMenu: Menu | null = null
  /** The menu as the panel was given it. */
  private given: ShownMenu | null = null
  /** A menu that the app opened by itself. */
  private poppedUp: Menu | null = null

  constructor(isReady: () => boolean, image: NativeImage | string) {
    super('Tray', EVENTS)
    if (!isReady()) throw new Error('Cannot create Tray before app is ready')
    this.image = imageFrom(image)
    this.seen = onlyKnown(this, 'Tray', () => (this.gone ? new Error('Tray is destroyed') : null))
  }

  setImage(image: NativeImage | string): void {
    this.image = imageFrom(image)
  }

  setToolTip(toolTip: string): void {
    if (typeof toolTip !== 'string') throw new TypeError('A tooltip is text.')
    this.toolTip = toolTip
  }

  setTitle(title: string): void {
    this.title = title
  }

  getTitle(): string {
    return this.title
  }

  setIgnoreDoubleClickEvents(): void {}

  setContextMenu(menu: Menu | null): void {
    this.contextMenu = menu
    this.given = menu?.shown() ?? null
  }

  popUpContextMenu(menu?: Menu): void {
    this.poppedUp = menu ?? this.contextMenu
  }

  closeContextMenu(): void {
    this.poppedUp = null
  }

  getBounds(): Electron.Rectangle {
    return BOUNDS
  }

  destroy(): void {
    this.gone = true
  }

  isDestroyed(): boolean {
    return this.gone
  }

  /** The menu that a person gets: on Linux as it was when it was set, since the panel has a copy of it. */
  menuShown(): ShownMenu | null {
    if (this.poppedUp) return this.poppedUp.shown()
    return process.platform === 'linux' ? this.given : (this.contextMenu?.shown() ?? null)
  }

  /** What a click with this button does. */
  clickWith(button: 'left' | 'right' | 'middle'): void {
    const name = { left: 'click', right: 'right-click', middle: 'middle-click' }[button]
    const event = {
      altKey: false,
      shiftKey: false,
      ctrlKey: false,
      metaKey: false,
      triggeredByAccelerator: false,
    }
    this.emit(name, event, BOUNDS, { x: BOUNDS.x, y: BOUNDS.y })
  }

  /** The item that a person gets to by these labels. */
  itemAt(labels: readonly string[]): MenuItem {
    const menu = this.menuShown()
    if (!menu) throw new Error('The tray has no menu.')
    this.poppedUp = null
    return menu.find(labels)
  }
}

/** The class `Tray` as the app has it; `made` is told of each. */
export function trayClass(isReady: () => boolean, made: (tray: Tray) => void) {
  class AppTray extends Tray {
    constructor(image: NativeImage | string, guid?: string) {
      super(isReady, image)
      if (guid !== undefined && !/^\{?[\da-f-]{36}\}?$/i.test(guid)) throw new Error('Invalid GUID format')
      made(this)
    }
  }
  return onlyKnownClass(AppTray, 'Tray', tray => tray.seen)
}
