import type { Route } from '#shared/route.ts'
import type { TraySign } from '#shared/tray-icon.ts'

/** One thing told to the person at this machine. Plain text, never markup. */
export interface Notification {
  /** Which service, and what happened to it. */
  readonly title: string
  /** Why, and since when. May have several lines. */
  readonly body: string
  /** `critical` stays until it is dismissed, where the desktop can do that. */
  readonly urgency: 'low' | 'normal' | 'critical'
  readonly icon: TraySign
  /** What a click opens. */
  readonly route: Route
}

/** The notification of something that happened in a demo: nobody should run for it. */
export function ofDemo(notification: Notification): Notification {
  return { ...notification, title: `Demo: ${notification.title}` }
}

/** Shows notifications on this machine's desktop. */
export interface NativeNotifier {
  /** Shows it in place of the one before, if that is still there. Never rejects: what went wrong is logged. */
  show(notification: Notification): Promise<void>
  stop(): Promise<void>
}
