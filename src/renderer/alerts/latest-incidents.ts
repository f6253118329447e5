import type { IncidentView } from '#shared/incidents.ts'

/** The latest of these that people are told of, each once, newest first. */
export function latestIncidents(incidents: readonly IncidentView[], most: number): readonly IncidentView[] {
  const each = new Map<string, IncidentView>()
  for (const incident of incidents) {
    const known = each.get(incident.id)
    // One that has just ended may still be among those that last.
    if (known === undefined || known.changedAt < incident.changedAt) each.set(incident.id, incident)
  }
  return [...each.values()]
    .filter(({ notifies }) => notifies)
    .toSorted((a, b) => b.startedAt - a.startedAt)
    .slice(0, most)
}
