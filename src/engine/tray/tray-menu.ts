import type { MuteSpan } from '#shared/mute-spans.ts'
import type { Route } from '#shared/route.ts'
import type { TrayIcon, TraySign } from '#shared/tray-icon.ts'
import type { Target } from '#shared/views.ts'

/** What choosing an item of the tray's menu does. `open` and `quit` are the shell's, the rest the engine's. */
export type TrayCommand =
  /** Opens the dashboard; without a route as it was left. */
  | { readonly do: 'open'; readonly route: Route | null }
  | { readonly do: 'check-everything' }
  /** No notifications until then, in ms since the epoch; null: notifications again. */
  | { readonly do: 'quiet'; readonly until: number | null }
  | { readonly do: 'mute'; readonly target: Target; readonly span: MuteSpan }
  | { readonly do: 'unmute'; readonly target: Target }
  /** Somebody takes care of these incidents. */
  | { readonly do: 'acknowledge'; readonly incidentIds: readonly string[] }
  | { readonly do: 'quit' }

/** One item of the tray's menu, as plain data that any toolkit can draw. */
export type TrayMenuItem =
  | { readonly type: 'separator' }
  /** Words only: cannot be chosen. */
  | { readonly type: 'text'; readonly label: string }
  /** `command` is worked out when it is chosen, since some end an hour later. */
  | {
      readonly type: 'command'
      readonly label: string
      readonly icon?: TraySign
      readonly command: (now: number) => TrayCommand
    }
  | { readonly type: 'submenu'; readonly label: string; readonly items: readonly TrayMenuItem[] }

/** All that the tray shows. A shell applies it and decides nothing. */
export interface TrayView {
  readonly icon: TrayIcon
  /** The two-second answer in one line; begins with "Traylight". */
  readonly title: string
  /** What is wrong and why, a line each; empty where there is nothing to add. */
  readonly details: string
  readonly menu: readonly TrayMenuItem[]
}

/** The tray as it is now, told anew whenever it looks different, and how to choose from its menu. */
export interface TrayModel {
  readonly view: TrayView
  /** Called after the view changed; returns how to stop listening. */
  onChange(listener: () => void): () => void
  /** Does what a menu item says, or what a click on the icon does. */
  choose(command: TrayCommand): void
}
