import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { TraySign } from '#shared/tray-icon.ts'
import { printable } from '../checkers/printable-text.ts'
import { SerialQueue } from '../config/serial-queue.ts'
import type { BusConnection, Release } from '../dbus/bus-connection.ts'
import type { SessionBus } from '../dbus/session-bus.ts'
import type { EngineLog } from '../engine-log.ts'
import { escapeMarkup } from './escape-markup.ts'
import {
  type NativeNotifier,
  type Notification,
  type NotificationEvents,
  SHOWN,
  type Shown,
} from './notification.ts'

/** What shows notifications over D-Bus, and what happens on a click. */
export interface FreedesktopNotifierOptions extends NotificationEvents {
  readonly bus: SessionBus
  readonly log: EngineLog
  /** The PNG of an icon. */
  readonly iconFile: (sign: TraySign) => string
  /** Shows what could not be shown over D-Bus. */
  readonly otherwise: NativeNotifier
}

const SERVICE = 'org.freedesktop.Notifications'
const OBJECT = { path: '/org/freedesktop/Notifications', interface: SERVICE } as const
const URGENCY = { low: 0, normal: 1, critical: 2 } as const
/** As long as the desktop keeps notifications of their urgency. */
const DEFAULT_TIMEOUT = -1
/** The bus may have to start the service first. */
const SHOW_DEADLINE_MS = 10_000
const CLOSE_DEADLINE_MS = 500
const STOPPED: Shown = { isShown: false, problem: 'Traylight is stopping.' }
/** Some services tell of an action only after they told that the notification closed: so many are remembered. */
const REMEMBERED = 16

const capabilitiesSchema = z.tuple([z.array(z.string())])
const idSchema = z.tuple([z.int().positive()])
const actionSchema = z.tuple([z.int(), z.string()])
const closedSchema = z.tuple([z.int(), z.int()])

/** Notifications over the Desktop Notifications Specification 1.2, with a click that opens what they are about. */
export class FreedesktopNotifier implements NativeNotifier {
  readonly #options: FreedesktopNotifierOptions
  readonly #queue = new SerialQueue()
  readonly #stopped = new AbortController()
  readonly #unfollow: () => void
  #listening: Promise<void> = Promise.resolve()
  #releases: Release[] = []
  #owner: string | null = null
  #capabilities: ReadonlySet<string> | null = null
  /** The notification that is on the screen, as far as is known; 0 for none. */
  #shown = 0
  /** What a click on each notification is about, the latest last. */
  readonly #remembered = new Map<number, Notification>()
  #token: { readonly id: number; readonly token: string } | null = null
  #isFailureSaid = false

  constructor(options: FreedesktopNotifierOptions) {
    this.#options = options
    this.#unfollow = options.bus.whenConnected(connection => {
      this.#listening = this.#listen(connection)
      return this.#listening
    })
  }

  show(notification: Notification): Promise<Shown> {
    return this.#queue.run(async () => {
      const connection = await this.#options.bus.connection()
      // Else the first word about the owner would pass for a change of it.
      await this.#listening.catch(() => undefined)
      if (connection !== null && (await this.#deliver(connection, notification))) return SHOWN
      if (this.#stopped.signal.aborted) return STOPPED
      return this.#options.otherwise.show(notification)
    })
  }

  /** Takes back what is still shown: nobody would renew it, nor answer its click. */
  async stop(): Promise<void> {
    this.#unfollow()
    this.#stopped.abort()
    await Promise.allSettled([this.#queue.idle(), this.#listening])
    const connection = await this.#options.bus.connection()
    if (connection !== null && this.#shown !== 0) {
      const call = { ...OBJECT, destination: SERVICE, member: 'CloseNotification', signature: 'u' }
      const close = { ...call, args: [this.#shown], deadlineMs: CLOSE_DEADLINE_MS }
      await connection.call(close).catch(() => undefined)
    }
    this.#forget()
    await Promise.all(this.#releases.map(release => release()))
    await this.#options.otherwise.stop()
  }

  async #listen(connection: BusConnection): Promise<void> {
    this.#forget()
    const hear = (member: string, heard: (args: readonly unknown[]) => void) =>
      connection.onSignal({ ...OBJECT, sender: SERVICE, member }, (args, sender) => {
        if (sender === this.#owner) heard(args)
      })
    this.#releases = await Promise.all([
      connection.followOwner(SERVICE, owner => {
        this.#owner = owner
        this.#forget()
      }),
      hear('ActionInvoked', args => this.#choose(...actionSchema.parse(args))),
      hear('NotificationClosed', args => {
        if (closedSchema.parse(args)[0] === this.#shown) this.#shown = 0
      }),
      hear('ActivationToken', args => {
        const [id, token] = actionSchema.parse(args)
        this.#token = { id, token }
      }),
    ])
  }

  /** A service that comes after another counts anew and may be able to do other things. */
  #forget(): void {
    this.#capabilities = null
    this.#shown = 0
    this.#remembered.clear()
    this.#token = null
  }

  #choose(id: number, key: string): void {
    const notification = this.#remembered.get(id)
    if (notification === undefined) return
    const token = this.#token?.id === id ? this.#token.token : null
    this.#token = null
    const action = notification.actions?.find(candidate => candidate.id === key)
    if (action === undefined) this.#options.onOpen(notification.route, token)
    else this.#options.onAction(action)
  }

  /** Whether the desktop took it. */
  async #deliver(connection: BusConnection, notification: Notification): Promise<boolean> {
    const { signal } = this.#stopped
    const service = { ...OBJECT, destination: SERVICE, deadlineMs: SHOW_DEADLINE_MS, signal }
    try {
      if (this.#capabilities === null) {
        const [names] = capabilitiesSchema.parse(
          await connection.call({ ...service, member: 'GetCapabilities' }),
        )
        this.#capabilities = new Set(names)
      }
      const args = this.#arguments(notification, this.#capabilities)
      const [id] = idSchema.parse(
        await connection.call({ ...service, member: 'Notify', signature: 'susssasa{sv}i', args }),
      )
      this.#remember(id, notification)
      return true
    } catch (error) {
      if (signal.aborted) return false
      const { log } = this.#options
      const write = this.#isFailureSaid ? log.debug : log.warn
      write.call(log, { reason: String(error) }, 'The desktop did not take a notification over D-Bus')
      this.#isFailureSaid = true
      return false
    }
  }

  #remember(id: number, notification: Notification): void {
    this.#isFailureSaid = false
    this.#shown = id
    this.#remembered.delete(id)
    this.#remembered.set(id, notification)
    const [oldest] = this.#remembered.keys()
    if (this.#remembered.size > REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest)
  }

  #arguments(notification: Notification, capabilities: ReadonlySet<string>): readonly unknown[] {
    const icon = pathToFileURL(this.#options.iconFile(notification.icon)).href
    const body = printable(notification.body)
    // A click on the body is `default` by the specification; not every desktop offers it, hence the button.
    const buttons = (notification.actions ?? []).flatMap(({ id, label }) => [id, label])
    const actions = capabilities.has('actions') ? ['default', 'Open', 'open', 'Open', ...buttons] : []
    const hints = [
      ['urgency', ['y', URGENCY[notification.urgency]]],
      ['desktop-entry', ['s', 'traylight']],
      ['category', ['s', 'x-traylight.status']],
      ['image-path', ['s', icon]],
    ]
    return [
      ...['Traylight', this.#shown, icon, printable(notification.title)],
      capabilities.has('body-markup') ? escapeMarkup(body) : body,
      ...[actions, hints, DEFAULT_TIMEOUT],
    ]
  }
}
