import type { Status } from './status.ts'

/** The colour that a status is filled with, on light and on dark: in the dashboard, the tray and notifications. */
export const STATUS_COLOURS: Readonly<Record<Status, string>> = {
  healthy: '#2f9e44',
  degraded: '#f59f00',
  unhealthy: '#e03131',
  unknown: '#868e96',
}
