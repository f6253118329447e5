import { type AlertLevel, isAtLeast } from '#shared/alert-level.ts'
import type { AlertsView, IncidentView } from '#shared/incidents.ts'
import type { AlertToPublish } from './publisher.ts'

/**
 * Which incidents the channels are to be told of: those that people are told of and that are new, or more urgent than
 * before. What came in over a channel itself is left out.
 */
export class IncidentsToPublish {
  /** The most urgent level of each that was seen; null before the first look, whose incidents are no news. */
  #seen: ReadonlyMap<string, AlertLevel> | null = null

  /** @param pushedId the id of the backend that stands for the channels; null where none does */
  look({ incidents }: AlertsView, pushedId: string | null): readonly AlertToPublish[] {
    const before = this.#seen
    this.#seen = new Map(incidents.filter(isTold).map(({ id, level }) => [id, level]))
    if (before === null) return []
    return incidents.flatMap(incident => {
      const known = before.get(incident.id)
      const isNews = known === undefined || !isAtLeast(known, incident.level)
      if (!isTold(incident) || !isNews || isFromChannel(incident, pushedId)) return []
      const { level, name, status, message, changedAt: at } = incident
      return [{ level, message: `${name} is ${status}: ${message}`, at }]
    })
  }
}

const isTold = ({ notifies, suppressedBecause, state }: IncidentView): boolean =>
  notifies && suppressedBecause === null && state !== 'resolved'

function isFromChannel({ subject: { type, id } }: IncidentView, pushedId: string | null): boolean {
  if (type === 'pushed') return true
  if (pushedId === null) return false
  if (type === 'metric') return id.startsWith(`backend:${pushedId}:`)
  return (type === 'backend' && id === pushedId) || (type === 'service' && id.startsWith(`${pushedId}/`))
}
