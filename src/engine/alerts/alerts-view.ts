import { ALERT_LEVEL_ORDER } from '#shared/alert-level.ts'
import type { AlertsView } from '#shared/incidents.ts'
import type { AlertStore } from './alert-store.ts'
import { type Incident, incidentView, isOpen } from './incident.ts'
import { unseenView } from './unseen.ts'

/** Incidents that the stream carries; the lists ask for the rest. */
const SHOWN = 500

/** Alerts as the stream tells them. */
export function alertsView(
  live: Iterable<Incident>,
  store: Pick<AlertStore, 'seenAt' | 'surfacedSince'>,
  now: number,
  revision: number,
): AlertsView {
  const open = [...live].filter(isOpen)
  const acknowledged = open.filter(one => one.acknowledged !== null).length
  const listed = open.filter(one => one.acknowledged === null && !one.notifies).length
  const seenAt = store.seenAt()
  return {
    incidents: open.sort(asShown).slice(0, SHOWN).map(incidentView),
    counts: { open: open.length - acknowledged - listed, acknowledged, listed },
    unseen: seenAt === null ? null : unseenView(store.surfacedSince(seenAt), seenAt, now),
    revision,
  }
}

/** What people are told of before what is only listed, then the most urgent, then the latest. */
function asShown(a: Incident, b: Incident): number {
  return (
    Number(b.notifies) - Number(a.notifies) ||
    ALERT_LEVEL_ORDER[a.level] - ALERT_LEVEL_ORDER[b.level] ||
    b.startedAt - a.startedAt
  )
}
