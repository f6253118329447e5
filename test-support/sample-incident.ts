import type { FiringAlert } from '#engine/alerts/firing-alert.ts'
import type { Incident } from '#engine/alerts/incident.ts'
import { mostUrgent } from '#engine/alerts/incident.ts'

/** A rule that holds. */
export const firing = (over: Partial<FiringAlert> = {}): FiringAlert => ({
  ...{ ruleId: 'down', ruleName: 'Down', level: 'critical', notify: true, notifiers: [], since: 0 },
  message: 'Refused the connection.',
  ...over,
})

/** An open incident of a monitor, with what is given instead. */
export function sampleIncident(over: Partial<Incident> = {}): Incident {
  const { id = '20261124-090000-0001', alerts = [firing()] } = over
  const level = mostUrgent(alerts)
  return {
    ...{
      id,
      subject: { type: 'monitor', id: `monitor-${id}` },
      name: `Monitor ${id}`,
      category: 'apis',
      tags: [],
    },
    ...{
      alerts: [...alerts],
      memory: {},
      level,
      worst: level,
      status: 'unhealthy',
      worstStatus: 'unhealthy',
    },
    ...{ message: 'Refused the connection.', startedAt: 0, openedAt: 0, resolvedAt: null, changedAt: 0 },
    ...{ ending: null, calmSince: null, flapping: false, changes: [0], acknowledged: null, notifies: true },
    ...{ suppressedBecause: null, isSilenced: false, alarmedAt: 0, surfacedAt: 0, reminders: 0 },
    ...{ remindedAt: null, escalated: [], told: {}, isVague: false, endedAs: null },
    ...over,
  }
}
