import { z } from 'zod'
import type { Clock, Timer } from '#engine/clock.ts'
import type { BusConnection, Release } from '#engine/dbus/bus-connection.ts'
import type { EngineLog } from '#engine/engine-log.ts'

/** What registering needs, and whom it tells that there is no tray. */
export interface WatcherRegistrationOptions {
  readonly clock: Clock
  readonly log: EngineLog
  /** Called once where no tray has turned up within 10 s. */
  readonly onNoTray: () => void
}

const WATCHER = 'org.kde.StatusNotifierWatcher'
const OBJECT = { destination: WATCHER, path: '/StatusNotifierWatcher' } as const
const NO_TRAY_MS = 10_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 60_000

const hostSchema = z.tuple([z.boolean()])

/**
 * Tells the desktop's StatusNotifierWatcher about an item: the one there is, and each that comes after it, such as when
 * the panel starts anew.
 */
export class WatcherRegistration {
  readonly #options: WatcherRegistrationOptions
  #owner: string | null = null
  #release: Release | null = null
  #retry: Timer | null = null
  #noTray: Timer | null = null
  #isTrayLookedFor = false
  #isStopped = false

  constructor(options: WatcherRegistrationOptions) {
    this.#options = options
  }

  /** Registers the item of this bus name for as long as the connection lasts. */
  async follow(connection: BusConnection, itemName: string): Promise<void> {
    this.#stopTimers()
    if (!this.#isTrayLookedFor) {
      this.#noTray = this.#options.clock.after(NO_TRAY_MS, () => void this.#lookForTray(connection))
    }
    this.#release = await connection.followOwner(WATCHER, owner => {
      this.#owner = owner
      this.#retry?.cancel()
      if (owner !== null) void this.#register(connection, itemName, FIRST_PAUSE_MS)
    })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#stopTimers()
    await this.#release?.()
  }

  /** A watcher takes its name before it is quite ready, and some are slow: a refusal is not the last word. */
  async #register(connection: BusConnection, itemName: string, pauseMs: number): Promise<void> {
    const { clock, log } = this.#options
    const owner = this.#owner
    try {
      const call = { ...OBJECT, interface: WATCHER, member: 'RegisterStatusNotifierItem' }
      await connection.call({ ...call, signature: 's', args: [itemName] })
      log.debug({ itemName }, 'The tray icon is registered')
    } catch (error) {
      if (this.#isStopped || connection.ended.aborted || this.#owner !== owner) return
      log.debug({ reason: String(error) }, 'The desktop did not take the tray icon yet')
      const next = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
      this.#retry = clock.after(pauseMs, () => void this.#register(connection, itemName, next))
    }
  }

  /** A watcher without a host is one that nobody draws icons for, such as KDE's beside a plain GNOME. */
  async #lookForTray(connection: BusConnection): Promise<void> {
    const isThere = this.#owner !== null && (await hasHost(connection))
    if (this.#isStopped || this.#isTrayLookedFor || connection.ended.aborted) return
    this.#isTrayLookedFor = true
    if (!isThere) this.#options.onNoTray()
  }

  #stopTimers(): void {
    this.#retry?.cancel()
    this.#noTray?.cancel()
  }
}

/** Whether something draws icons; true where the watcher does not say. */
async function hasHost(connection: BusConnection): Promise<boolean> {
  const call = { ...OBJECT, interface: 'org.freedesktop.DBus.Properties', member: 'Get', signature: 'ss' }
  const args = [WATCHER, 'IsStatusNotifierHostRegistered']
  const answer = await connection.call({ ...call, args }).catch(() => [true])
  return hostSchema.safeParse(answer).data?.[0] ?? true
}
