import type { Clock } from '#engine/clock.ts'
import type { BusConnection, Release } from '#engine/dbus/bus-connection.ts'
import type { SessionBus } from '#engine/dbus/session-bus.ts'
import type { EngineLog } from '#engine/engine-log.ts'
import type { TrayCommand, TrayModel } from '#engine/tray/tray-menu.ts'
import { signOf, TRAY_SIGNS, type TrayIcon, type TraySign } from '#shared/tray-icon.ts'
import { DbusMenu } from './dbus-menu.ts'
import { type ItemFace, type Pixmap, StatusNotifierItem } from './status-notifier-item.ts'
import { WatcherRegistration } from './watcher-registration.ts'

/** What the tray shows, and with what. */
export interface TrayOptions {
  readonly bus: SessionBus
  readonly model: TrayModel
  /** The pictures of an icon, in the sizes that panels have. */
  readonly pixmapsOf: (icon: TrayIcon) => Promise<readonly Pixmap[]>
  /** The PNG of an icon for items of the menu; without it they have none. */
  readonly menuIconOf?: (sign: TraySign) => Promise<Buffer>
  readonly clock: Clock
  readonly log: EngineLog
  /** Called once where the desktop has shown no tray within 10 s. */
  readonly onNoTray: () => void
}

/** The tray icon while it is offered. */
export interface RunningTray {
  /** Takes the icon and its menu away. */
  stop(): Promise<void>
}

/**
 * Offers the tray icon and its menu (StatusNotifierItem and com.canonical.dbusmenu) to the desktop, now and whenever a
 * tray or the session bus comes back, and keeps both as the model says. Resolves once the pictures are loaded.
 */
export async function startTray(options: TrayOptions): Promise<RunningTray> {
  const { pixmapsOf, menuIconOf, log } = options
  const [pixmaps, menuIcons] = await Promise.all([
    loadPictures(pixmapsOf, log),
    menuIconOf === undefined ? new Map<TraySign, Buffer>() : loadPictures(menuIconOf, log),
  ])
  return new Tray(options, pixmaps, menuIcons)
}

/** The picture of each sign: without the right one the tray shows none, never that of another status. */
async function loadPictures<Picture>(
  load: (sign: TraySign) => Promise<Picture>,
  log: EngineLog,
): Promise<Map<TraySign, Picture>> {
  const loaded = await Promise.all(
    TRAY_SIGNS.map(async sign => [sign, await loadPicture(load, sign, log)] as const),
  )
  return new Map(loaded.flatMap(([sign, picture]) => (picture === null ? [] : [[sign, picture] as const])))
}

/** Null where it could not be loaded, which the log says. */
async function loadPicture<Icon, Picture>(
  load: (icon: Icon) => Promise<Picture>,
  icon: Icon,
  log: EngineLog,
): Promise<Picture | null> {
  try {
    return await load(icon)
  } catch (error) {
    log.error({ err: error, icon }, 'The picture of a tray icon could not be loaded')
    return null
  }
}

const NO_PIXMAPS: readonly Pixmap[] = []

class Tray implements RunningTray {
  readonly #options: TrayOptions
  readonly #model: TrayModel
  readonly #pixmaps: Map<TrayIcon, readonly Pixmap[]>
  /** Pictures with marks, by when they have been loaded. */
  readonly #loading = new Map<TrayIcon, Promise<void>>()
  readonly #menu: DbusMenu
  readonly #item: StatusNotifierItem
  readonly #registration: WatcherRegistration
  readonly #endings: readonly (() => void)[]
  #offering: Promise<void> = Promise.resolve()
  #releaseName: Release | null = null

  constructor(
    options: TrayOptions,
    pixmaps: ReadonlyMap<TraySign, readonly Pixmap[]>,
    menuIcons: ReadonlyMap<TraySign, Buffer>,
  ) {
    const { model, bus, clock, log } = options
    this.#options = options
    this.#model = model
    this.#pixmaps = new Map(pixmaps)
    const choose = (command: TrayCommand) => model.choose(command)
    this.#menu = new DbusMenu({ clock, log, choose, iconData: icon => menuIcons.get(icon) })
    this.#menu.update(model.view.menu)
    this.#item = new StatusNotifierItem(this.#face(), () => choose({ do: 'open', route: null }))
    this.#registration = new WatcherRegistration(options)
    this.#endings = [
      model.onChange(() => {
        this.#item.update(this.#face())
        this.#menu.update(model.view.menu)
      }),
      bus.whenConnected(connection => {
        this.#offering = this.#offer(connection)
        return this.#offering
      }),
    ]
  }

  async stop(): Promise<void> {
    for (const end of this.#endings) end()
    await Promise.allSettled([this.#offering, ...this.#loading.values()])
    await this.#registration.stop()
    await this.#releaseName?.()
    this.#item.remove()
    this.#menu.remove()
  }

  #face(): ItemFace {
    const { icon, title, details } = this.#model.view
    const sign = signOf(icon)
    if (icon !== sign) this.#loadMarked(icon)
    return { title, details, pixmaps: this.#pixmaps.get(icon) ?? this.#pixmaps.get(sign) ?? NO_PIXMAPS }
  }

  /** Marks are seldom shown, so their pictures are read when they first are; until then their sign stands alone. */
  #loadMarked(icon: TrayIcon): void {
    if (this.#loading.has(icon)) return
    const { pixmapsOf, log } = this.#options
    const load = async () => {
      const pixmaps = await loadPicture(pixmapsOf, icon, log)
      if (pixmaps === null) return
      this.#pixmaps.set(icon, pixmaps)
      this.#item.update(this.#face())
    }
    this.#loading.set(icon, load())
  }

  async #offer(connection: BusConnection): Promise<void> {
    this.#item.export(connection)
    this.#menu.export(connection)
    const name = `org.kde.StatusNotifierItem-${process.pid}-1`
    this.#releaseName = await connection.own(name)
    if (this.#releaseName === null) throw new Error(`Another program has the name ${name}.`)
    await this.#registration.follow(connection, name)
  }
}
