import { z } from 'zod'
import { ALERT_LEVELS, type AlertLevel, alertLevelSchema, moreUrgent } from '#shared/alert-level.ts'
import { acknowledgementSchema, alertSubjectRefSchema, type IncidentView } from '#shared/incidents.ts'
import { type Status, statusSchema } from '#shared/status.ts'
import type { FiringAlert } from './firing-alert.ts'

const firingAlertSchema = z.object({
  ruleId: z.string(),
  ruleName: z.string(),
  level: alertLevelSchema,
  notify: z.boolean(),
  notifiers: z.array(z.string()).readonly(),
  since: z.number(),
  message: z.string(),
})

/** What one notifier has been told of an incident. */
const toldSchema = z.object({
  /** The most urgent level it was told of. */
  level: alertLevelSchema,
  at: z.number(),
  /** It was told that it is flapping, which says that there will be silence. */
  flapping: z.boolean(),
  /** When the acknowledgement was made that it was told of. */
  acknowledgedAt: z.number().nullable(),
  /** It was told that it is over. */
  isOver: z.boolean(),
})
export type Told = Readonly<z.infer<typeof toldSchema>>

/** An incident as it is kept: what is known of it, and what people were told. Moments in ms since the epoch. */
export const incidentSchema = z.object({
  id: z.string(),
  subject: alertSubjectRefSchema,
  name: z.string(),
  category: z.string().nullable(),
  tags: z.array(z.string()).readonly(),
  /** The rules that hold; once it is over, or flaps and is well for the moment, those that held last. */
  alerts: z.array(firingAlertSchema).readonly(),
  /** Since when each rule's condition holds, by its id. */
  memory: z.record(z.string(), z.number()),
  level: alertLevelSchema,
  worst: alertLevelSchema,
  status: statusSchema,
  worstStatus: statusSchema,
  message: z.string(),
  startedAt: z.number(),
  openedAt: z.number(),
  resolvedAt: z.number().nullable(),
  changedAt: z.number(),
  ending: z.enum(['recovered', 'gone']).nullable(),
  /** Since when it is well while it counts as flapping; null where something holds. */
  calmSince: z.number().nullable(),
  flapping: z.boolean(),
  /** When it last began and ceased to hold, this incident and those before it: what flapping is told by. */
  changes: z.array(z.number()).readonly(),
  acknowledged: acknowledgementSchema.nullable(),
  notifies: z.boolean(),
  suppressedBecause: z.string().nullable(),
  /** It was muted or in maintenance when it was last looked at: its end is told to nobody then. */
  isSilenced: z.boolean(),
  /** Since when it is worth telling, whoever is told; null while it never was. Anything new begins it anew. */
  alarmedAt: z.number().nullable(),
  /** When it first was; what the mark of what happened unseen counts. */
  surfacedAt: z.number().nullable(),
  reminders: z.number(),
  remindedAt: z.number().nullable(),
  /** Escalations that were made, by `escalationKey`. */
  escalated: z.array(z.string()).readonly(),
  /** By notifier. */
  told: z.record(z.string(), toldSchema),
  /** Nothing was known of it when it ended but that it is over: Traylight did not watch all the time. */
  isVague: z.boolean(),
  /** How it was when no rule held any more, where that is not well: a rule was changed, or it is only degraded. */
  endedAs: z.enum(['unhealthy', 'degraded']).nullable().default(null),
})
export type Incident = Readonly<z.infer<typeof incidentSchema>>

/** How something is that nothing is told of any more, where it is not well; null where it is, or nobody knows. */
export function remainsOf({ endedAs, worstStatus }: Incident): 'only degraded' | 'no rule' | null {
  if (endedAs === null) return null
  return endedAs === 'degraded' && worstStatus === 'unhealthy' ? 'only degraded' : 'no rule'
}

/** Whether something is still to come of it: it is not over. */
export const isOpen = ({ resolvedAt }: Incident): boolean => resolvedAt === null

/** The most urgent of some alerts; info of none. */
export function mostUrgent(alerts: readonly Pick<FiringAlert, 'level'>[]): AlertLevel {
  return alerts.reduce<AlertLevel>((most, { level }) => moreUrgent(most, level), ALERT_LEVELS[0])
}

/** The status of anything, also of a metric, as an incident shows it. */
export function incidentStatus(status: Status | 'warning' | 'critical'): Status {
  if (status === 'warning') return 'degraded'
  return status === 'critical' ? 'unhealthy' : status
}

/** An incident as the contract shows it. */
export function incidentView(incident: Incident): IncidentView {
  const { id, subject, name, category, tags, level, worst, status, message } = incident
  const { startedAt, resolvedAt, changedAt, acknowledged, notifies, flapping, ending } = incident
  return {
    ...{ id, subject, name, category, tags: [...tags], level, worst, status, message },
    ...{ startedAt, resolvedAt, changedAt, acknowledged, notifies, flapping, ending },
    state: !isOpen(incident) ? 'resolved' : acknowledged === null ? 'open' : 'acknowledged',
    rules: incident.alerts.map(({ ruleName }) => ruleName),
    suppressedBecause: incident.suppressedBecause,
  }
}
