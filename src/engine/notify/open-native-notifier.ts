import type { TraySign } from '#shared/tray-icon.ts'
import type { Clock } from '../clock.ts'
import type { SessionBus } from '../dbus/session-bus.ts'
import type { EngineLog } from '../engine-log.ts'
import { FreedesktopNotifier } from './freedesktop-notifier.ts'
import type { NativeNotifier, NotificationEvents } from './notification.ts'
import { ProgramNotifier } from './program-notifier.ts'

/** What notifications on this machine need to know, and whom they tell of what a person does with one. */
export interface NativeNotifierOptions extends NotificationEvents {
  readonly platform: NodeJS.Platform
  /** This login's message bus; null where there is none. */
  readonly bus: SessionBus | null
  readonly clock: Clock
  readonly log: EngineLog
  /** The PNG of an icon. */
  readonly iconFile: (sign: TraySign) => string
  /** The AppUserModelID under which an installed Traylight shows toasts on Windows. */
  readonly windowsAppId?: string
}

/**
 * Native notifications as this platform has them: on Linux over D-Bus, and through a program of the platform's where
 * that cannot be, and elsewhere.
 */
export function openNativeNotifier(options: NativeNotifierOptions): NativeNotifier {
  const program = new ProgramNotifier(options)
  const { bus, log, iconFile, onOpen, onAction } = options
  if (options.platform !== 'linux' || bus === null) return program
  return new FreedesktopNotifier({ bus, log, iconFile, onOpen, onAction, otherwise: program })
}
