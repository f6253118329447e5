import type { AlertsConfig, Escalation } from '#shared/alert-config.ts'
import { isAtLeast } from '#shared/alert-level.ts'
import { type Incident, isOpen } from './incident.ts'
import type { Recipient } from './recipient.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** What an incident that nobody has acknowledged asks for at a moment. */
export interface Reminding {
  readonly isDue: boolean
  /** Those that have come due and were not made yet. */
  readonly escalations: readonly Escalation[]
  /** When the next of either comes, in ms since the epoch; null where none does. */
  readonly nextAt: number | null
}

const NOTHING: Reminding = { isDue: false, escalations: [], nextAt: null }

type Settings = Pick<AlertsConfig, 'remindMinutes' | 'remindAtMostHours' | 'escalations'>

/**
 * Says when to remind of an incident and whom else to tell: while it is open and not acknowledged, from when it was worth
 * telling. Each pause between reminders is twice the one before. What flaps is not reminded of: silence was promised.
 */
export function remind(incident: Incident, settings: Settings, now: number): Reminding {
  const { acknowledged, alarmedAt, flapping } = incident
  if (!isOpen(incident) || acknowledged !== null || alarmedAt === null || flapping) return NOTHING
  const due = reminderAt(incident, settings)
  const open = settings.escalations
    .filter(escalation => isAtLeast(incident.level, escalation.level))
    .filter(escalation => !incident.escalated.includes(escalationKey(escalation)))
  const at = (escalation: Escalation) => alarmedAt + escalation.afterMinutes * MINUTE_MS
  const isDue = due !== null && due <= now
  const moments = [...(isDue || due === null ? [] : [due]), ...open.map(at).filter(moment => moment > now)]
  return {
    isDue,
    escalations: open.filter(escalation => at(escalation) <= now),
    nextAt: moments.length === 0 ? null : Math.min(...moments),
  }
}

/** The same for the same escalation, wherever it stands in the configuration. */
export function escalationKey({ afterMinutes, level, notifiers }: Escalation): string {
  return `${afterMinutes} ${level} ${notifiers.join(' ')}`
}

/** When the next reminder is due: the pause counts from when anybody was last told. */
function reminderAt(incident: Incident, { remindMinutes, remindAtMostHours }: Settings): number | null {
  if (remindMinutes === 0) return null
  const told = Object.values(incident.told).map(({ at }) => at)
  if (told.length === 0) return null
  const last = incident.remindedAt ?? Math.max(...told)
  return last + Math.min(remindMinutes * MINUTE_MS * 2 ** incident.reminders, remindAtMostHours * HOUR_MS)
}

/** Of what one recipient is reminded, or told because nobody acknowledged it. */
export interface Reminder {
  readonly recipient: Recipient
  readonly kind: 'reminder' | 'escalation'
  readonly incidents: readonly Incident[]
}

/**
 * Whom to remind of what: those who know of it and take reminders, and those whom an escalation names.
 *
 * @param isSilent whether a recipient is silent on an incident now
 */
export function whomToRemind(
  recipients: readonly Recipient[],
  asking: readonly (readonly [Incident, Reminding])[],
  isSilent: (recipient: Recipient, incident: Incident) => boolean,
): readonly Reminder[] {
  return recipients
    .filter(({ notifier }) => !notifier.paused)
    .flatMap(recipient => {
      const { notifier, heeds } = recipient
      const heard = asking.filter(([incident]) => !isSilent(recipient, incident))
      const isNamed = ({ escalations }: Reminding) =>
        escalations.some(({ notifiers }) => notifiers.includes(notifier.id))
      const escalated = heard.filter(([, reminding]) => isNamed(reminding))
      const reminded = heard.filter(
        ([incident, reminding]) =>
          reminding.isDue &&
          !isNamed(reminding) &&
          incident.told[notifier.id] !== undefined &&
          notifier.reminders &&
          // A service that keeps incidents itself has reminders of its own.
          heeds.style !== 'incidents',
      )
      const of = (kind: Reminder['kind'], some: typeof heard) =>
        some.length === 0 ? [] : [{ recipient, kind, incidents: some.map(([incident]) => incident) }]
      return [...of('escalation', escalated), ...of('reminder', reminded)]
    })
}
