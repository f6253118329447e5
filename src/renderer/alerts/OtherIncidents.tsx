import type { IncidentView } from '#shared/incidents.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import { CompactIncidents } from './CompactIncidents.tsx'
import classes from './incident.module.css'

/** As many as are seen at a glance. */
const MOST = 8

/** Other incidents of the same thing, newest first: whether it is the first time. */
export function OtherIncidents({ incident }: { readonly incident: IncidentView }) {
  const engine = useEngine()
  const revision = useLive(state => state.alerts?.revision ?? 0)
  const { id, type } = incident.subject
  const { value } = useFetched(
    () => engine.call('incidents', { state: 'all', subjectId: id, limit: MOST + 20 }),
    `${type} ${id} ${revision}`,
  )
  const others = value?.incidents.filter(one => one.id !== incident.id && one.subject.type === type)
  if (others === undefined) return null
  return (
    <section aria-labelledby="others-title">
      <h3 id="others-title" className={classes.subtitle}>
        Other incidents of it
      </h3>
      {others.length === 0 && <p className={classes.quiet}>None is remembered.</p>}
      <CompactIncidents incidents={others.slice(0, MOST)} named={false} />
    </section>
  )
}
