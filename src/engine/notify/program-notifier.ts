import type { NodeNotifier, NotificationCallback, NotificationMetadata } from 'node-notifier'
import type { TraySign } from '#shared/tray-icon.ts'
import { printable } from '../checkers/printable-text.ts'
import type { Clock } from '../clock.ts'
import type { EngineLog } from '../engine-log.ts'
import { escapeMarkup } from './escape-markup.ts'
import {
  type NativeNotifier,
  type Notification,
  type NotificationEvents,
  SHOWN,
  type Shown,
} from './notification.ts'
import type { NotificationAction } from './notification-action.ts'

/** What shows notifications through a program, and what happens on a click; notify-send tells of none. */
export interface ProgramNotifierOptions extends NotificationEvents {
  readonly platform: NodeJS.Platform
  readonly clock: Clock
  readonly log: EngineLog
  /** The PNG of an icon. */
  readonly iconFile: (sign: TraySign) => string
  /** The AppUserModelID under which an installed Traylight shows toasts on Windows. */
  readonly windowsAppId?: string
}

/** How long a program may take to say that it failed. It may run for as long as its notification is shown. */
const HANDED_OVER_MS = 2000
/** How long a notification stays on macOS and waits for a click, in seconds. */
const STAYS_S = { low: 10, normal: 30, critical: 3600 } as const
/** The same number (Windows) or group (macOS) takes the place of the notification before. */
const TOAST_ID = 7410
const GROUP = 'traylight'

/**
 * Notifications through node-notifier, which runs a program of the platform's: SnoreToast on Windows, terminal-notifier
 * on macOS, notify-send on Linux and the BSDs.
 */
export class ProgramNotifier implements NativeNotifier {
  readonly #options: ProgramNotifierOptions
  #isStopped = false
  #isFailureSaid = false

  constructor(options: ProgramNotifierOptions) {
    this.#options = options
  }

  async show(notification: Notification): Promise<Shown> {
    try {
      const { default: library } = await import('node-notifier')
      if (this.#isStopped) return { isShown: false, problem: 'Traylight is stopping.' }
      await this.#handOver(library, notification)
      return SHOWN
    } catch (error) {
      return { isShown: false, problem: this.#failed(error) }
    }
  }

  /** A click that comes later opens nothing. */
  async stop(): Promise<void> {
    this.#isStopped = true
  }

  #handOver(library: NodeNotifier, notification: Notification): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#options.clock.after(HANDED_OVER_MS, resolve)
      const answer: NotificationCallback = (error, response, metadata) => {
        timer.cancel()
        if (error) return reject(error)
        resolve()
        if (!this.#isStopped) this.#heard(notification, response, metadata)
      }
      this.#run(library, notification, answer)
    })
  }

  #heard(notification: Notification, response: string, metadata: NotificationMetadata | undefined): void {
    const action = chosenOf(notification.actions ?? [], response, metadata)
    if (action !== undefined) this.#options.onAction(action)
    else if (response === 'activate') this.#options.onOpen(notification.route, null)
  }

  #run(library: NodeNotifier, notification: Notification, answer: NotificationCallback): void {
    const { platform, windowsAppId } = this.#options
    const title = printable(notification.title).replaceAll('\n', ' ')
    // node-notifier refuses a notification without a message.
    const message = printable(notification.body) || ' '
    const icon = this.#options.iconFile(notification.icon)
    const labels = (notification.actions ?? []).map(({ label }) => label)
    if (platform === 'win32') {
      const app = windowsAppId === undefined ? {} : { appID: windowsAppId }
      const toast = { title, message, icon, wait: true, id: TOAST_ID, ...app }
      // SnoreToast's buttons, which node-notifier passes on and its types do not name.
      const buttons = labels.length > 0 ? { actions: labels } : {}
      new library.WindowsToaster().notify({ ...toast, ...buttons }, answer)
    } else if (platform === 'darwin') {
      const stays = { wait: true, timeout: STAYS_S[notification.urgency] }
      // One is a button, several are in a list behind one. macOS shows them where Traylight's style is "Alerts".
      const buttons = labels.length > 0 ? { actions: labels, dropdownLabel: 'Do' } : {}
      const request = { title, message, contentImage: icon, group: GROUP, ...stays, ...buttons }
      new library.NotificationCenter().notify(request, answer)
    } else {
      const request = {
        title: notAnOption(title),
        message: notAnOption(escapeMarkup(message).replaceAll('\\', '\\\\')),
        icon,
        urgency: notification.urgency,
        category: 'x-traylight.status',
        hint: 'string:desktop-entry:traylight',
        'app-name': 'Traylight',
        // Zero is for ever; left out, it is 10 s.
        ...(notification.urgency === 'critical' ? { timeout: 0 } : {}),
      }
      new library.NotifySend().notify(request, answer)
    }
  }

  /** In words, which are logged when it first goes wrong. */
  #failed(error: unknown): string {
    const problem = `Notifications cannot be shown on this machine. ${advice(this.#options.platform)}`
    if (this.#isFailureSaid) return problem
    this.#isFailureSaid = true
    // Before it stands the whole command with the notification.
    const reason = String(error).trim().split('\n').at(-1)
    this.#options.log.warn({ reason }, problem)
    return problem
  }
}

/**
 * The button that was chosen. SnoreToast's comes as the answer itself, in small letters; terminal-notifier's as
 * `activationValue`, where a click on the words is an answer like that on a button.
 */
function chosenOf(
  actions: readonly NotificationAction[],
  response: string,
  metadata: NotificationMetadata | undefined,
): NotificationAction | undefined {
  const isMacButton = metadata?.activationType === 'actionClicked'
  const said = (isMacButton ? (metadata?.activationValue ?? '') : (response ?? '')).toLowerCase()
  return actions.find(({ label }) => said.replaceAll('"', '').trim() === label.toLowerCase())
}

/** A text that notify-send does not take for an option: a hyphen in front becomes one that looks the same. */
function notAnOption(text: string): string {
  return text.replace(/^-/, '\u{2011}')
}

function advice(platform: NodeJS.Platform): string {
  if (platform === 'win32' || platform === 'darwin')
    return `Allow them for Traylight in the system's settings.`
  return 'Start the notification service of your desktop, or install one such as dunst, and notify-send (libnotify-bin).'
}
