import type { Target } from '#shared/views.ts'
import type { AlertMessage, MessageIncident } from './alert-message.ts'
import type { Notification } from './notification.ts'
import type { NotificationAction } from './notification-action.ts'

/** How long the button of a notification mutes. */
const MUTE_HOURS = 1
/** Longer ids no mute can have. */
const MOST_TARGET_ID = 300

/** A message as this machine's desktop shows it. Where something is wrong it has buttons; of a recovery nothing is left to do. */
export function nativeNotification(message: AlertMessage): Notification {
  const { level, title, body, overall, route } = message
  const isRecovery = message.kind === 'recovery'
  return {
    ...{ title, body, route, icon: overall },
    urgency: isRecovery ? 'low' : level === 'critical' ? 'critical' : 'normal',
    actions: asksForAction(message) ? actionsOf(message.incidents) : [],
  }
}

/** Of more than a message carries a button would be about some only. */
function asksForAction({ kind, beyond = 0 }: AlertMessage): boolean {
  if (beyond > 0) return false
  return kind === 'problem' || kind === 'reminder' || kind === 'escalation'
}

function actionsOf(incidents: readonly MessageIncident[]): NotificationAction[] {
  const open = incidents.filter(({ state }) => state !== 'resolved')
  const incidentIds = open.filter(({ state }) => state === 'open').map(({ id }) => id)
  const targets = open.flatMap(targetOf)
  return [
    ...(incidentIds.length > 0 ? [{ id: 'acknowledge', label: 'Acknowledge', incidentIds } as const] : []),
    // Half of them muted is not what the button says.
    ...(targets.length > 0 && targets.length === open.length
      ? [{ id: 'mute', label: `Mute ${MUTE_HOURS} h`, targets, hours: MUTE_HOURS } as const]
      : []),
  ]
}

function targetOf({ subject: { type, id } }: MessageIncident): Target[] {
  if (type === 'metric' || type === 'pushed' || id.length > MOST_TARGET_ID) return []
  return [{ scope: type, id }]
}
