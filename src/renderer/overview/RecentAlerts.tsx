import { useMemo } from 'react'
import type { IncidentView } from '#shared/incidents.ts'
import { routeHash } from '#shared/route.ts'
import { CompactIncidents } from '../alerts/CompactIncidents.tsx'
import { latestIncidents } from '../alerts/latest-incidents.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import classes from './RecentAlerts.module.css'

/** As many as are seen at a glance; all of them are in the Alerts tab. */
const MOST = 6
const NONE: readonly IncidentView[] = []

/** The latest incidents that people are told of, also those that are over. Nothing where there was none. */
export function RecentAlerts() {
  const engine = useEngine()
  const lasting = useLive(state => state.alerts?.incidents ?? NONE)
  const revision = useLive(state => state.alerts?.revision ?? 0)
  const { value } = useFetched(
    () => engine.call('incidents', { state: 'resolved', limit: MOST * 2 }),
    revision,
  )
  const shown = useMemo(
    () => latestIncidents([...lasting, ...(value?.incidents ?? NONE)], MOST),
    [lasting, value],
  )
  if (shown.length === 0) return null
  return (
    <section aria-labelledby="recent-alerts-title">
      <h2 id="recent-alerts-title" className={classes.title}>
        Recent alerts
        <a className={classes.all} href={routeHash({ page: 'alerts' })}>
          All alerts
        </a>
      </h2>
      <CompactIncidents incidents={shown} />
    </section>
  )
}
