import type { InterfaceDefinition } from 'dbus-native'
import { printable } from '#engine/checkers/printable-text.ts'
import type { BusConnection, ExportedInterface } from '#engine/dbus/bus-connection.ts'
import { escapeMarkup } from '#engine/notify/escape-markup.ts'
import { MENU_PATH } from './dbus-menu.ts'

/** A picture in one size: four bytes a pixel, alpha first, rows from the top. */
export interface Pixmap {
  readonly width: number
  readonly height: number
  readonly argb: Buffer
}

/** What the item shows. */
export interface ItemFace {
  readonly title: string
  readonly details: string
  /** The same array as before stands for the same picture. */
  readonly pixmaps: readonly Pixmap[]
}

const PATH = '/StatusNotifierItem'
const INTERFACE = 'org.kde.StatusNotifierItem'

/**
 * The icon in the tray as org.kde.StatusNotifierItem. Its status is always Active: what needs attention is said by colour
 * and shape, and some panels would blink or hide it by status.
 */
export class StatusNotifierItem {
  readonly #activate: () => void
  #face: ItemFace
  #exported: ExportedInterface | null = null

  /** @param activate what a click on the icon does */
  constructor(face: ItemFace, activate: () => void) {
    this.#face = face
    this.#activate = activate
  }

  /** Shows something else, and tells whoever listens what is different. */
  update(face: ItemFace): void {
    const before = this.#face
    this.#face = face
    if (face.pixmaps !== before.pixmaps) this.#exported?.emit('NewIcon')
    if (face.title !== before.title || face.details !== before.details) this.#exported?.emit('NewToolTip')
  }

  /** Offers the item on a connection, in place of the one before. */
  export(connection: BusConnection): void {
    this.#exported = connection.export(PATH, this.#definition())
  }

  remove(): void {
    this.#exported?.remove()
    this.#exported = null
  }

  #definition(): InterfaceDefinition {
    const activate = () => {
      this.#activate()
      return null
    }
    const ignore = () => null
    return {
      name: INTERFACE,
      properties: {
        Category: { type: 's', access: 'read', value: 'ApplicationStatus' },
        Id: { type: 's', access: 'read', value: 'Traylight' },
        Title: { type: 's', access: 'read', value: 'Traylight' },
        Status: { type: 's', access: 'read', value: 'Active' },
        WindowId: { type: 'i', access: 'read', value: 0 },
        IconName: { type: 's', access: 'read', value: '' },
        IconPixmap: { type: 'a(iiay)', access: 'read', get: () => this.#pixmaps() },
        ToolTip: { type: '(sa(iiay)ss)', access: 'read', get: () => this.#toolTip() },
        ItemIsMenu: { type: 'b', access: 'read', value: false },
        Menu: { type: 'o', access: 'read', value: MENU_PATH },
      },
      methods: {
        Activate: { in: { x: 'i', y: 'i' }, handler: activate },
        SecondaryActivate: { in: { x: 'i', y: 'i' }, handler: activate },
        // For panels that cannot draw a menu of their own; there is no window here to draw one in.
        ContextMenu: { in: { x: 'i', y: 'i' }, handler: ignore },
        Scroll: { in: { delta: 'i', orientation: 's' }, handler: ignore },
      },
      signals: {
        NewTitle: {},
        NewIcon: {},
        NewToolTip: {},
        NewStatus: { args: { status: 's' } },
      },
    }
  }

  #pixmaps(): readonly unknown[] {
    return this.#face.pixmaps.map(({ width, height, argb }) => [width, height, argb])
  }

  /** Icon's name and pixmaps (the item's own do), title as plain text, description as markup. */
  #toolTip(): readonly unknown[] {
    const { title, details } = this.#face
    return ['', [], printable(title), escapeMarkup(printable(details))]
  }
}
