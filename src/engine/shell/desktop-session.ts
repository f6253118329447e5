import { join } from 'node:path'
import type { Route } from '#shared/route.ts'
import { systemClock } from '../clock.ts'
import { openSessionBus, type SessionBus } from '../dbus/session-bus.ts'
import type { EngineLog } from '../engine-log.ts'
import type { NativeNotifier } from '../notify/notification.ts'
import { openNativeNotifier } from '../notify/open-native-notifier.ts'
import { notificationIconFile } from '../tray/icon-files.ts'

/** What a shell uses of the desktop it runs in: its message bus, where it has one, and its notifications. */
export interface DesktopSession {
  readonly bus: SessionBus | null
  readonly notifier: NativeNotifier
  stop(): Promise<void>
}

export interface DesktopSessionOptions {
  readonly resourcesDir: string
  readonly log: EngineLog
  /** What a click on a notification does. */
  readonly onOpen: (route: Route) => void
}

/** Takes up with the desktop of whoever is logged in; where there is none, notifications are only logged. */
export async function openDesktopSession(options: DesktopSessionOptions): Promise<DesktopSession> {
  const { log, resourcesDir, onOpen } = options
  const { platform, env } = process
  const bus = platform === 'linux' ? await openSessionBus({ env, clock: systemClock, log }) : null
  const notifier = openNativeNotifier({
    ...{ platform, bus, clock: systemClock, log, onOpen },
    iconFile: icon => notificationIconFile(resourcesDir, icon),
  })
  return {
    bus,
    notifier,
    async stop() {
      await notifier.stop()
      await bus?.stop()
    },
  }
}

/** Where the pictures are, from a file of the built program. */
export const resourcesDirFrom = (builtDir: string): string => join(builtDir, '../../resources')
