import { ALERT_LEVEL_ORDER, isAtLeast } from '#shared/alert-level.ts'
import type { IncidentView } from '#shared/incidents.ts'
import type { AlertChoice } from './alert-choice.ts'

/** Incidents as the tab shows them: those that people are told of, and apart from them those that are only listed. */
export interface ArrangedIncidents {
  readonly told: readonly IncidentView[]
  readonly listed: readonly IncidentView[]
}

/** Whether an incident is among what was chosen; how urgent it is now, or was at its worst once it is over. */
export function isChosen(incident: IncidentView, choice: AlertChoice): boolean {
  const level = incident.state === 'resolved' ? incident.worst : incident.level
  const words = choice.text.toLowerCase().split(/\s+/).filter(Boolean)
  return (
    (choice.level === null || isAtLeast(level, choice.level)) &&
    (choice.category === null || incident.category === choice.category) &&
    words.every(word => searchable(incident).includes(word))
  )
}

function searchable({ name, category, tags, rules, message }: IncidentView): string {
  return [name, category ?? '', message, ...tags, ...rules].join('\n').toLowerCase()
}

/** What lasts and was chosen, most urgent first; of the same urgency what people are told of, then the latest. */
export function arrangeIncidents(incidents: readonly IncidentView[], choice: AlertChoice): ArrangedIncidents {
  const state = choice.view === 'acknowledged' ? 'acknowledged' : 'open'
  const shown = mostUrgentFirst(
    incidents.filter(incident => incident.state === state && isChosen(incident, choice)),
  )
  // What somebody took care of is no longer merely listed.
  const apart = (incident: IncidentView) => state === 'open' && !incident.notifies
  return {
    told: shown.filter(incident => !apart(incident)),
    listed: shown.filter(apart),
  }
}

/** Most urgent first; of the same urgency what nobody is told of stands last, then the latest first. */
export function mostUrgentFirst(incidents: readonly IncidentView[]): readonly IncidentView[] {
  const silent = ({ suppressedBecause }: IncidentView) => (suppressedBecause === null ? 0 : 1)
  return incidents.toSorted(
    (a, b) =>
      ALERT_LEVEL_ORDER[a.level] - ALERT_LEVEL_ORDER[b.level] ||
      silent(a) - silent(b) ||
      b.startedAt - a.startedAt,
  )
}

/** Open, and people are told of it: what waits for somebody. */
export function waitsForSomebody(incident: IncidentView): boolean {
  return incident.state === 'open' && incident.notifies
}

/** Every category among these, in alphabetical order. */
export function categoriesOf(incidents: readonly IncidentView[]): readonly string[] {
  return [...new Set(incidents.flatMap(({ category }) => category ?? []))].sort((a, b) => a.localeCompare(b))
}
