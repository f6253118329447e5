import type { Status } from './status.ts'

/** What the tray's picture can say: a status, healthy with something wrong muted, or that nobody is watching. */
export const TRAY_ICONS = ['healthy', 'degraded', 'unhealthy', 'unknown', 'muted', 'disconnected'] as const
export type TrayIcon = (typeof TRAY_ICONS)[number]

/** The status whose colour an icon has: muted is green, since what is muted does not count. */
export const TRAY_ICON_STATUS: Readonly<Record<TrayIcon, Status>> = {
  healthy: 'healthy',
  degraded: 'degraded',
  unhealthy: 'unhealthy',
  unknown: 'unknown',
  muted: 'healthy',
  disconnected: 'unknown',
}
