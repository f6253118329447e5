import { isDeepStrictEqual } from 'node:util'
import { printable } from '#engine/checkers/printable-text.ts'
import type { TrayCommand, TrayMenuItem } from '#engine/tray/tray-menu.ts'
import type { TraySign } from '#shared/tray-icon.ts'

/** A value with its D-Bus signature. */
export type Variant = readonly [signature: string, value: unknown]

/** Properties of an item as com.canonical.dbusmenu names them; what has the default value is left out. */
export type MenuProperties = Readonly<Record<string, Variant>>

/** An item of the menu, under the number that the desktop knows it by. */
export interface MenuNode {
  readonly id: number
  readonly properties: MenuProperties
  readonly children: readonly MenuNode[]
}

/** What an update did to the menu. */
export interface MenuChange {
  /** Items came, went or moved. */
  readonly isLayoutChanged: boolean
  /** Items that stayed and look different, with what is new. */
  readonly updated: readonly { readonly id: number; readonly properties: MenuProperties }[]
  /** Items that stayed and lost properties. */
  readonly removed: readonly { readonly id: number; readonly names: readonly string[] }[]
}

type Command = (now: number) => TrayCommand

/** Where an item stands and what it does, whatever it is called. */
type Key = string

/** The number of the menu itself, by the protocol. */
const ROOT = 0
/** So many items that are gone can still be chosen, by who opened the menu before. */
const REMEMBERED = 256

/**
 * The tray's menu with a number for each item. A number stands for what the item does: it stays when the item is renamed
 * or moved among its siblings, and is never given to an item that does something else. So a click in a menu that was
 * opened before an update does what the item said, or nothing.
 */
export class MenuLayout {
  root: MenuNode = { id: ROOT, properties: {}, children: [] }
  readonly #iconData: (icon: TraySign) => Buffer | undefined
  #nodes = new Map<number, MenuNode>()
  #ids = new Map<Key, number>()
  /** Of items present and gone, the latest last. */
  readonly #commands = new Map<number, Command>()
  #lastId = ROOT

  /** @param iconData the PNG of an icon; undefined where there is none */
  constructor(iconData: (icon: TraySign) => Buffer | undefined) {
    this.#iconData = iconData
  }

  /** The item of a number, the menu itself included; undefined where there is none any more. */
  find(id: number): MenuNode | undefined {
    return this.#nodes.get(id)
  }

  /** What choosing an item does, also of one that is gone. */
  commandOf(id: number): Command | undefined {
    return this.#commands.get(id)
  }

  /** Takes over a new menu. */
  update(items: readonly TrayMenuItem[]): MenuChange {
    const before = { root: this.root, nodes: this.#nodes }
    const taken = new Map<Key, number>()
    this.#nodes = new Map()
    const children = this.#number(items, '', taken)
    this.root = this.#keep({ id: ROOT, properties: { 'children-display': ['s', 'submenu'] }, children })
    this.#ids = taken
    this.#forgetOldCommands()
    return {
      isLayoutChanged: !isDeepStrictEqual(structure(before.root), structure(this.root)),
      ...differences(before.nodes, this.#nodes),
    }
  }

  #number(items: readonly TrayMenuItem[], parent: Key, taken: Map<Key, number>): MenuNode[] {
    return items.map(item => {
      const key = freeKey(`${parent}/${meaning(item)}`, taken)
      const id = this.#ids.get(key) ?? ++this.#lastId
      taken.set(key, id)
      if (item.type === 'command') {
        this.#commands.delete(id)
        this.#commands.set(id, item.command)
      }
      const children = item.type === 'submenu' ? this.#number(item.items, key, taken) : []
      return this.#keep({ id, properties: this.#properties(item), children })
    })
  }

  #keep(node: MenuNode): MenuNode {
    this.#nodes.set(node.id, node)
    return node
  }

  #properties(item: TrayMenuItem): MenuProperties {
    switch (item.type) {
      case 'separator':
        return { type: ['s', 'separator'] }
      case 'text':
        return { label: ['s', label(item.label)], enabled: ['b', false] }
      case 'submenu':
        return { label: ['s', label(item.label)], 'children-display': ['s', 'submenu'] }
      case 'command': {
        const icon = item.icon === undefined ? undefined : this.#iconData(item.icon)
        return {
          label: ['s', label(item.label)],
          ...(icon === undefined ? {} : { 'icon-data': ['ay', icon] }),
        }
      }
    }
  }

  #forgetOldCommands(): void {
    let tooMany = this.#commands.size - this.#nodes.size - REMEMBERED
    for (const id of this.#commands.keys()) {
      if (tooMany <= 0) return
      if (this.#nodes.has(id)) continue
      this.#commands.delete(id)
      tooMany--
    }
  }
}

/** What an item does. When it is chosen plays no part: two items that end an hour later are the same. */
function meaning(item: TrayMenuItem): string {
  switch (item.type) {
    case 'separator':
    case 'text':
      return item.type
    case 'submenu':
      return `submenu ${item.label}`
    case 'command':
      return `command ${JSON.stringify(item.command(0))}`
  }
}

function freeKey(key: Key, taken: ReadonlyMap<Key, number>): Key {
  if (!taken.has(key)) return key
  let number = 2
  while (taken.has(`${key} ${number}`)) number++
  return `${key} ${number}`
}

/** Plain text as the desktop reads it: one underscore would mark an access key. */
function label(text: string): string {
  return printable(text).replaceAll(/\s+/g, ' ').replaceAll('_', '__')
}

function structure(node: MenuNode): unknown {
  return [node.id, node.children.map(structure)]
}

function differences(
  before: ReadonlyMap<number, MenuNode>,
  after: ReadonlyMap<number, MenuNode>,
): Pick<MenuChange, 'updated' | 'removed'> {
  const updated: { id: number; properties: MenuProperties }[] = []
  const removed: { id: number; names: string[] }[] = []
  for (const [id, { properties }] of after) {
    const old = before.get(id)?.properties
    if (old === undefined) continue
    const changed = Object.entries(properties).filter(([name, value]) => !isDeepStrictEqual(value, old[name]))
    if (changed.length > 0) updated.push({ id, properties: Object.fromEntries(changed) })
    const names = Object.keys(old).filter(name => !(name in properties))
    if (names.length > 0) removed.push({ id, names })
  }
  return { updated, removed }
}
