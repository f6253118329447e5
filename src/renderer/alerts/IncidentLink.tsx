import type { IncidentView } from '#shared/incidents.ts'
import { routeHash } from '#shared/route.ts'
import { useLive } from '../connection/hooks.ts'
import type { ListItem } from '../lists/list-item.ts'
import { stateWords } from './incident-words.ts'

/** Leads from something watched to its incident, while there is one. */
export function IncidentLink({ item }: { readonly item: ListItem }) {
  const incident = useLive(state => state.alerts?.incidents.find(one => isAbout(one, item)))
  if (incident === undefined) return null
  return (
    <div>
      <a href={routeHash({ page: 'incident', id: incident.id })}>Open its incident</a>
      {incident.state === 'acknowledged' && `, ${stateWords(incident).toLowerCase()}`}
    </div>
  )
}

function isAbout({ subject }: IncidentView, { scope, id }: ListItem): boolean {
  return subject.type === scope && subject.id === id
}
