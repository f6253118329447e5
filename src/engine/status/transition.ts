import type { Status } from '#shared/status.ts'

/** A status that changed, for those who tell people: alerts, notifications, the log. `at` in ms since the epoch. */
export interface Transition {
  readonly scope: 'monitor' | 'backend' | 'service' | 'overall'
  readonly id: string
  readonly name: string
  readonly from: Status
  readonly to: Status
  readonly message: string
  readonly at: number
}
