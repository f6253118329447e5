import type { InterfaceDefinition } from 'dbus-native'
import { z } from 'zod'
import type { Clock } from '#engine/clock.ts'
import type { BusConnection, ExportedInterface } from '#engine/dbus/bus-connection.ts'
import type { EngineLog } from '#engine/engine-log.ts'
import type { TrayCommand, TrayMenuItem } from '#engine/tray/tray-menu.ts'
import type { TraySign } from '#shared/tray-icon.ts'
import { MenuLayout, type MenuNode, type MenuProperties } from './menu-layout.ts'

/** Where the menu is found beside the item. */
export const MENU_PATH = '/MenuBar'

const INTERFACE = 'com.canonical.dbusmenu'
const VERSION = 3

const layoutSchema = z.object({
  parentId: z.int(),
  recursionDepth: z.int(),
  propertyNames: z.array(z.string()),
})
const groupSchema = z.object({ ids: z.array(z.int()), propertyNames: z.array(z.string()) })
const propertySchema = z.object({ id: z.int(), name: z.string() })
const eventSchema = z.object({ id: z.int(), eventId: z.string() })
const eventsSchema = z.object({ events: z.array(z.tuple([z.int(), z.string(), z.unknown(), z.unknown()])) })
const idsSchema = z.object({ ids: z.array(z.int()) })

/** Something was asked that is not in the menu. */
class NotInMenuError extends Error {
  /** What the bus tells who asked. */
  readonly dbusName = 'org.freedesktop.DBus.Error.InvalidArgs'
}

/** What the menu shows icons with, and what it does when an item is chosen. */
export interface DbusMenuOptions {
  readonly clock: Clock
  readonly log: EngineLog
  readonly choose: (command: TrayCommand) => void
  /** The PNG of an icon; undefined where there is none. */
  readonly iconData: (icon: TraySign) => Buffer | undefined
}

/** The tray's menu as com.canonical.dbusmenu, version 3, which panels draw with their own widgets. */
export class DbusMenu {
  readonly #options: DbusMenuOptions
  readonly #layout: MenuLayout
  #revision = 0
  #exported: ExportedInterface | null = null

  constructor(options: DbusMenuOptions) {
    this.#options = options
    this.#layout = new MenuLayout(options.iconData)
  }

  /** Takes over a new menu, and tells whoever listens what is different. */
  update(items: readonly TrayMenuItem[]): void {
    const { isLayoutChanged, updated, removed } = this.#layout.update(items)
    if (isLayoutChanged) {
      this.#revision++
      this.#exported?.emit('LayoutUpdated', this.#revision, this.#layout.root.id)
    }
    if (updated.length === 0 && removed.length === 0) return
    this.#exported?.emit(
      'ItemsPropertiesUpdated',
      updated.map(({ id, properties }) => [id, Object.entries(properties)]),
      removed.map(({ id, names }) => [id, names]),
    )
  }

  /** Offers the menu on a connection, in place of the one before. */
  export(connection: BusConnection): void {
    this.#exported = connection.export(MENU_PATH, this.#definition())
  }

  remove(): void {
    this.#exported?.remove()
    this.#exported = null
  }

  #definition(): InterfaceDefinition {
    return {
      name: INTERFACE,
      properties: {
        Version: { type: 'u', access: 'read', value: VERSION },
        Status: { type: 's', access: 'read', value: 'normal' },
        TextDirection: { type: 's', access: 'read', value: 'ltr' },
        IconThemePath: { type: 'as', access: 'read', value: [] },
      },
      methods: {
        GetLayout: {
          in: { parentId: 'i', recursionDepth: 'i', propertyNames: 'as' },
          out: { revision: 'u', layout: '(ia{sv}av)' },
          handler: args => this.#getLayout(layoutSchema.parse(args)),
        },
        GetGroupProperties: {
          in: { ids: 'ai', propertyNames: 'as' },
          out: { properties: 'a(ia{sv})' },
          handler: args => this.#getGroupProperties(groupSchema.parse(args)),
        },
        GetProperty: {
          in: { id: 'i', name: 's' },
          out: { value: 'v' },
          handler: args => this.#getProperty(propertySchema.parse(args)),
        },
        Event: {
          in: { id: 'i', eventId: 's', data: 'v', timestamp: 'u' },
          handler: args => this.#event(eventSchema.parse(args)),
        },
        EventGroup: {
          in: { events: 'a(isvu)' },
          out: { idErrors: 'ai' },
          handler: args => this.#eventGroup(eventsSchema.parse(args).events),
        },
        // What changed was told already, so that nothing need be fetched before the menu is shown.
        AboutToShow: { in: { id: 'i' }, out: { needUpdate: 'b' }, handler: () => false },
        AboutToShowGroup: {
          in: { ids: 'ai' },
          out: { updatesNeeded: 'ai', idErrors: 'ai' },
          handler: args => ({ updatesNeeded: [], idErrors: this.#unknown(idsSchema.parse(args).ids) }),
        },
      },
      signals: {
        ItemsPropertiesUpdated: { args: { updatedProps: 'a(ia{sv})', removedProps: 'a(ias)' } },
        LayoutUpdated: { args: { revision: 'u', parent: 'i' } },
      },
    }
  }

  #getLayout({ parentId, recursionDepth, propertyNames }: z.infer<typeof layoutSchema>): unknown {
    const parent = this.#node(parentId)
    // Negative means the whole depth.
    const depth = recursionDepth < 0 ? Number.POSITIVE_INFINITY : recursionDepth
    return { revision: this.#revision, layout: toStruct(parent, depth, new Set(propertyNames)) }
  }

  #getGroupProperties({ ids, propertyNames }: z.infer<typeof groupSchema>): unknown {
    const names = new Set(propertyNames)
    const known =
      ids.length === 0 ? withDescendants(this.#layout.root) : ids.flatMap(id => this.#layout.find(id) ?? [])
    return known.map(({ id, properties }) => [id, select(properties, names)])
  }

  #getProperty({ id, name }: z.infer<typeof propertySchema>): unknown {
    const value = this.#node(id).properties[name]
    if (value === undefined) throw new NotInMenuError(`Item ${id} of the menu has no property ${name}.`)
    return value
  }

  #event({ id, eventId }: z.infer<typeof eventSchema>): null {
    const command = this.#layout.commandOf(id)
    if (command === undefined) {
      this.#node(id)
    } else if (eventId === 'clicked') {
      this.#options.choose(command(this.#options.clock.now()))
    }
    return null
  }

  #eventGroup(events: z.infer<typeof eventsSchema>['events']): readonly number[] {
    return events.flatMap(([id, eventId]) => {
      try {
        this.#event({ id, eventId })
        return []
      } catch (error) {
        this.#options.log.debug({ id, reason: String(error) }, 'An item of the tray menu could not be chosen')
        return [id]
      }
    })
  }

  #unknown(ids: readonly number[]): readonly number[] {
    return ids.filter(id => this.#layout.find(id) === undefined)
  }

  #node(id: number): MenuNode {
    const node = this.#layout.find(id)
    if (node === undefined) throw new NotInMenuError(`The menu has no item ${id}.`)
    return node
  }
}

/** An item as `(ia{sv}av)`, with descendants down to `depth` levels below it. */
function toStruct(node: MenuNode, depth: number, names: ReadonlySet<string>): unknown {
  const children =
    depth <= 0 ? [] : node.children.map(child => ['(ia{sv}av)', toStruct(child, depth - 1, names)])
  return [node.id, select(node.properties, names), children]
}

/** All properties where no names are given. */
function select(properties: MenuProperties, names: ReadonlySet<string>): readonly unknown[] {
  return Object.entries(properties).filter(([name]) => names.size === 0 || names.has(name))
}

function withDescendants(node: MenuNode): readonly MenuNode[] {
  return [node, ...node.children.flatMap(withDescendants)]
}
