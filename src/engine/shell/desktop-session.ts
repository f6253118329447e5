import { join } from 'node:path'
import { APP_ID } from '#shared/app-id.ts'
import type { Route } from '#shared/route.ts'
import { systemClock } from '../clock.ts'
import { openSessionBus, type SessionBus } from '../dbus/session-bus.ts'
import type { EngineLog } from '../engine-log.ts'
import type { NativeNotifier } from '../notify/notification.ts'
import type { NotificationAction } from '../notify/notification-action.ts'
import { openNativeNotifier } from '../notify/open-native-notifier.ts'
import { notificationIconFile } from '../tray/icon-files.ts'
import { hasDisplay } from './has-display.ts'

/** What a shell uses of the desktop it runs in: its message bus, where it has one, and its notifications. */
export interface DesktopSession {
  readonly bus: SessionBus | null
  /** Null on a server, where there is nobody to notify. */
  readonly notifier: NativeNotifier | null
  stop(): Promise<void>
}

export interface DesktopSessionOptions {
  readonly resourcesDir: string
  readonly log: EngineLog
  /** What a click on a notification does. */
  readonly onOpen: (route: Route) => void
  /** What the choice of one of its buttons does. */
  readonly onAction: (action: NotificationAction) => void
}

/** Takes up with the desktop of whoever is logged in; on a server there are no notifications. */
export async function openDesktopSession(options: DesktopSessionOptions): Promise<DesktopSession> {
  const { log, resourcesDir, onOpen, onAction } = options
  const { platform, env } = process
  const bus = platform === 'linux' ? await openSessionBus({ env, clock: systemClock, log }) : null
  const notifier =
    bus === null && !hasDisplay(platform, env)
      ? null
      : openNativeNotifier({
          ...{ platform, bus, clock: systemClock, log, onOpen, onAction, windowsAppId: APP_ID },
          iconFile: icon => notificationIconFile(resourcesDir, icon),
        })
  return {
    bus,
    notifier,
    async stop() {
      await notifier?.stop()
      await bus?.stop()
    },
  }
}

/** Where the pictures are, from a file of the built program. */
export const resourcesDirFrom = (builtDir: string): string => join(builtDir, '../../resources')
