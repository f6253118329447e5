import type { Route } from '#shared/route.ts'
import type { TraySign } from '#shared/tray-icon.ts'
import type { NotificationAction } from './notification-action.ts'

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
  /** Buttons, where the desktop has them. */
  readonly actions?: readonly NotificationAction[]
}

/** The notification of something that happened in a demo: nobody should run for it. */
export function ofDemo(notification: Notification): Notification {
  return { ...notification, title: `Demo: ${notification.title}` }
}

/** Whether the desktop took a notification; where it did not, why and what to do. */
export type Shown =
  | { readonly isShown: true }
  | {
      readonly isShown: false
      /** What happened, and what to do: whole sentences. */
      readonly problem: string
    }

export const SHOWN: Shown = { isShown: true }

/** What a person did with a notification. */
export interface NotificationEvents {
  /** It was clicked. The token lets what is opened take the focus on Wayland (XDG_ACTIVATION_TOKEN). */
  readonly onOpen: (route: Route, activationToken: string | null) => void
  /** One of its buttons was chosen. */
  readonly onAction: (action: NotificationAction) => void
}

/** Shows notifications on this machine's desktop. */
export interface NativeNotifier {
  /**
   * Shows it in place of the one before, if that is still there. Never rejects: what went wrong is in the answer, and
   * logged when it first goes wrong.
   */
  show(notification: Notification): Promise<Shown>
  stop(): Promise<void>
}
