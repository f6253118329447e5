import type { MuteSpan } from '#shared/mute-spans.ts'
import type { Target } from '#shared/views.ts'

/** A button of a notification: what it says, and what choosing it is about. */
export type NotificationAction =
  | { readonly id: 'acknowledge'; readonly label: string; readonly incidentIds: readonly string[] }
  | {
      readonly id: 'mute'
      readonly label: string
      readonly targets: readonly Target[]
      /** From when it is chosen. */
      readonly hours: number
    }

/** Who does what a person chose in a notification. */
export interface NotificationActions {
  acknowledge(incidentIds: readonly string[]): void
  mute(targets: readonly Target[], span: MuteSpan): void
}

const HOUR_MS = 3_600_000

/** Does what was chosen at `now`, in ms since the epoch. */
export function carryOutAction(action: NotificationAction, now: number, actions: NotificationActions): void {
  switch (action.id) {
    case 'acknowledge':
      actions.acknowledge(action.incidentIds)
      break
    case 'mute':
      actions.mute(action.targets, { until: now + action.hours * HOUR_MS, untilRecovery: false })
  }
}
