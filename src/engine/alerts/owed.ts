import { ALERT_LEVEL_ORDER, type AlertLevel, isAtLeast } from '#shared/alert-level.ts'
import type { NotifierConfig } from '#shared/notifier-config.ts'
import type { NotifierStyle } from '../notify/notifier.ts'
import { type Incident, isOpen, mostUrgent, type Told } from './incident.ts'

/** What a notifier should know of an incident and does not. */
export type Owed = 'problem' | 'acknowledged' | 'recovery'

/** Of which level a notifier would be told that an incident has now; null where it is told nothing of it. */
export function wantedLevel(
  { alerts }: Pick<Incident, 'alerts'>,
  notifier: NotifierConfig,
  style: NotifierStyle,
): AlertLevel | null {
  if (notifier.paused) return null
  const mine = alerts.filter(({ notify, notifiers, level }) => {
    if (!notify && style !== 'records') return false
    // A rule that names notifiers means them, whatever level they take else.
    if (notifiers.length > 0) return notifiers.includes(notifier.id)
    return !notifier.onlyEscalated && isAtLeast(level, notifier.level)
  })
  return mine.length === 0 ? null : mostUrgent(mine)
}

/**
 * What is wanted against what was told: whatever came between (quiet, a restart, an outage of something else), the
 * difference is what is still to be told, and nothing is told twice.
 */
export function owed(incident: Incident, notifier: NotifierConfig, style: NotifierStyle): Owed | null {
  if (notifier.paused) return null
  const told: Told | undefined = incident.told[notifier.id]
  if (!isOpen(incident)) {
    if (told === undefined || told.isOver || !notifier.recoveries) return null
    // Services and logs that keep incidents themselves want every end; people want those that are news.
    // A pushed alert is over when somebody takes care of it.
    const isEndedByHand = incident.subject.type === 'pushed' && incident.acknowledged !== null
    const isNews = incident.ending === 'recovered' && !incident.isSilenced && !isEndedByHand
    return isNews || keepsIncidents(style) ? 'recovery' : null
  }
  const level = wantedLevel(incident, notifier, style)
  const isTaken = incident.acknowledged !== null
  if (keepsIncidents(style) && told && isTaken && told.acknowledgedAt !== incident.acknowledged?.at)
    return 'acknowledged'
  if (level === null) return null
  if (told === undefined) return isTaken && !keepsIncidents(style) ? null : 'problem'
  if (ALERT_LEVEL_ORDER[level] < ALERT_LEVEL_ORDER[told.level]) return 'problem'
  return told.flapping === incident.flapping || keepsIncidents(style) ? null : 'problem'
}

/** What the notifier knows once it has been told what it was owed. */
export function afterTelling(
  incident: Incident,
  notifier: NotifierConfig,
  style: NotifierStyle,
  now: number,
): Told {
  const before = incident.told[notifier.id]
  const level = wantedLevel(incident, notifier, style) ?? before?.level ?? incident.level
  return {
    level: before && ALERT_LEVEL_ORDER[before.level] < ALERT_LEVEL_ORDER[level] ? before.level : level,
    at: now,
    flapping: incident.flapping,
    acknowledgedAt: incident.acknowledged?.at ?? null,
    isOver: !isOpen(incident),
  }
}

const keepsIncidents = (style: NotifierStyle): boolean => style === 'incidents' || style === 'records'
