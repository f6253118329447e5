import { userInfo } from 'node:os'
import { alertRuleSchema } from '#shared/alert-config.ts'
import type { ContractHandlers } from '#shared/contract.ts'
import { DEFAULT_ALERT_RULES } from '#shared/default-alert-rules.ts'
import type { IncidentLog, IncidentView, RulePreview } from '#shared/incidents.ts'
import type { Alerts } from '../alerts/alerts.ts'
import type { DeliveryDesk } from '../notify/delivery-desk.ts'
import type { Realtime } from '../realtime/realtime.ts'

export interface AlertHandlersOptions {
  readonly alerts: Alerts
  readonly desk: DeliveryDesk
  readonly realtime: Realtime
  readonly previewRule: (rule: unknown, hours: number) => Promise<RulePreview>
  /** The log lines around an incident; none where no source is configured for it. */
  readonly logsOf: (incidentId: string) => Promise<readonly IncidentLog[]>
  readonly hasLogs: (incident: IncidentView) => boolean
}

type AlertProcedures =
  | 'incidents'
  | 'incident'
  | 'incidentLogs'
  | 'acknowledge'
  | 'unacknowledge'
  | 'addNote'
  | 'markSeen'
  | 'previewRule'
  | 'defaultRules'
  | 'testNotifier'
  | 'deliveries'
  | 'retryDelivery'
  | 'activity'

const DONE = { ok: true } as const
/** Deliveries shown with an incident. */
const OF_INCIDENT = 200

/** Everything about incidents, notifiers and real-time events. */
export function alertHandlers(options: AlertHandlersOptions): Pick<ContractHandlers, AlertProcedures> {
  const { alerts, desk, realtime } = options
  return {
    incidents: query => alerts.incidents(query),
    incident: ({ id }) => {
      const found = alerts.incident(id)
      if (found === null) return null
      const deliveries = desk.deliveries({ incidentId: id, limit: OF_INCIDENT })
      return { ...found, deliveries, hasLogs: options.hasLogs(found.incident) }
    },
    incidentLogs: async ({ id }) => [...(await options.logsOf(id))],
    acknowledge: ({ ids, note, by }) => {
      alerts.acknowledge(ids, note, by ?? whoRuns())
      return DONE
    },
    unacknowledge: ({ ids }) => {
      alerts.unacknowledge(ids)
      return DONE
    },
    addNote: ({ id, note, by }) => {
      alerts.addNote(id, note, by ?? whoRuns())
      return DONE
    },
    markSeen: () => {
      alerts.markSeen()
      return DONE
    },
    previewRule: ({ rule, hours }) => options.previewRule(rule, hours),
    defaultRules: () => DEFAULT_ALERT_RULES.map(rule => alertRuleSchema.parse(rule)),
    testNotifier: ({ notifier }) => desk.test(notifier),
    deliveries: ({ notifierId, limit }) =>
      desk.deliveries({ limit, ...(notifierId !== undefined && { notifierId }) }),
    retryDelivery: ({ id }) => {
      desk.retry(id)
      return DONE
    },
    activity: query => realtime.activity(query),
  }
}

/** The name of the user that Traylight runs as, where the system knows one. */
function whoRuns(): string {
  try {
    return userInfo().username
  } catch {
    return 'the operator'
  }
}
