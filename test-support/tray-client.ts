import { z } from 'zod'
import { parseGVariant } from './gvariant.ts'
import type { TestSessionBus } from './session-bus.ts'

/** An item of the tray's menu as a panel reads it. */
export interface MenuEntry {
  readonly id: number
  /** As it is shown; empty for a separator. */
  readonly label: string
  readonly isSeparator: boolean
  readonly isEnabled: boolean
  readonly hasIcon: boolean
  readonly children: readonly MenuEntry[]
}

/** Traylight's tray icon, read and used over D-Bus as a panel would, by an independent client. */
export interface TrayClient {
  /** The bus name under which an item with Id `Traylight` is offered; null where there is none. */
  name(): Promise<string | null>
  /** The properties of org.kde.StatusNotifierItem. */
  properties(): Promise<Readonly<Record<string, unknown>>>
  /** The tooltip: its title, and its description with markup. */
  toolTip(): Promise<{ readonly title: string; readonly description: string }>
  menu(): Promise<readonly MenuEntry[]>
  /** Chooses an item of the menu by number. */
  click(id: number): Promise<void>
  /** Chooses an item by the labels on the way to it. */
  choose(...labels: readonly string[]): Promise<void>
  /** A click on the icon. */
  activate(): Promise<void>
}

const ITEM = { path: '/StatusNotifierItem', interface: 'org.kde.StatusNotifierItem' } as const
const MENU = 'com.canonical.dbusmenu'
const PROPERTIES = 'org.freedesktop.DBus.Properties'

const namesSchema = z.tuple([z.array(z.string())])
const propertiesSchema = z.tuple([z.record(z.string(), z.unknown())])
const toolTipSchema = z.tuple([z.string(), z.array(z.unknown()), z.string(), z.string()])
const nodeSchema = z.tuple([z.int(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
const layoutSchema = z.tuple([z.int(), nodeSchema])

/** Looks at the tray icon of the program on this bus. */
export function trayClient(bus: Pick<TestSessionBus, 'gdbus'>): TrayClient {
  const call = async (name: string, path: string, method: string, ...args: readonly string[]) =>
    parseGVariant(
      await bus.gdbus('call', '--dest', name, '--object-path', path, '--method', method, '--', ...args),
    )

  const propertiesOf = async (name: string) =>
    propertiesSchema.parse(await call(name, ITEM.path, `${PROPERTIES}.GetAll`, ITEM.interface))[0]

  const found = async (): Promise<string> => {
    const name = await client.name()
    if (name === null) throw new Error('Traylight has no tray icon on this bus.')
    return name
  }
  const menuCall = async (method: string, ...args: readonly string[]) => {
    const name = await found()
    return call(name, z.string().parse((await propertiesOf(name)).Menu), `${MENU}.${method}`, ...args)
  }

  const client: TrayClient = {
    async name() {
      const names = await call(
        'org.freedesktop.DBus',
        '/org/freedesktop/DBus',
        'org.freedesktop.DBus.ListNames',
      )
      for (const name of namesSchema.parse(names)[0]) {
        if (!name.startsWith('org.kde.StatusNotifierItem-')) continue
        if ((await propertiesOf(name)).Id === 'Traylight') return name
      }
      return null
    },
    properties: async () => propertiesOf(await found()),
    async toolTip() {
      const [, , title, description] = toolTipSchema.parse((await client.properties()).ToolTip)
      return { title, description }
    },
    async menu() {
      const [, root] = layoutSchema.parse(await menuCall('GetLayout', '0', '-1', '[]'))
      return root[2].map(toEntry)
    },
    async click(id) {
      await menuCall('Event', String(id), 'clicked', '<0>', '0')
    },
    async choose(...labels) {
      let entries = await client.menu()
      let entry: MenuEntry | undefined
      for (const label of labels) {
        entry = entries.find(candidate => candidate.label === label)
        if (entry === undefined) {
          throw new Error(
            `The menu has no "${label}", only ${entries.map(({ label }) => `"${label}"`).join(', ')}.`,
          )
        }
        entries = entry.children
      }
      if (entry !== undefined) await client.click(entry.id)
    },
    async activate() {
      await call(await found(), ITEM.path, `${ITEM.interface}.Activate`, '0', '0')
    },
  }
  return client
}

function toEntry(value: unknown): MenuEntry {
  const [id, properties, children] = nodeSchema.parse(value)
  return {
    id,
    label: String(properties.label ?? '').replaceAll('__', '_'),
    isSeparator: properties.type === 'separator',
    isEnabled: properties.enabled !== false,
    hasIcon: 'icon-data' in properties,
    children: children.map(toEntry),
  }
}
