import { Button } from '@mantine/core'
import type { IncidentView } from '#shared/incidents.ts'
import { QUIET_CHOICES, quietLeft } from '#shared/quiet-spans.ts'
import { routeHash } from '#shared/route.ts'
import { useAction } from '../actions/use-action.ts'
import { mostUrgentFirst, waitsForSomebody } from '../alerts/arrange-incidents.ts'
import { lengthOf, openWords, reasonOf } from '../alerts/incident-words.ts'
import { UnseenLink } from '../alerts/UnseenLink.tsx'
import { useIncidentActions } from '../alerts/use-incident-actions.ts'
import { LevelMark } from '../components/LevelMark.tsx'
import { useEngine, useFromNow, useLive } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import classes from './AlertBell.module.css'

/** As many as are read at a glance; the others are in the Alerts tab. */
const MOST = 5

interface BellContentProps {
  /** Called when the operator follows something. */
  readonly onGo: () => void
}

/** The most urgent alerts, what happened while nobody looked, and quiet for a while. */
export function BellContent({ onGo }: BellContentProps) {
  const counts = useLive(state => state.alerts?.counts ?? null)
  const incidents = useLive(state =>
    mostUrgentFirst((state.alerts?.incidents ?? []).filter(waitsForSomebody)).slice(0, MOST),
  )
  const more = (counts?.open ?? 0) - incidents.length
  return (
    <>
      <div className={classes.head}>
        <h2>{openWords(counts)}</h2>
        <a href={routeHash({ page: 'alerts' })} onClick={onGo}>
          {more > 0 ? `All alerts, ${more} more` : 'All alerts'}
        </a>
      </div>
      <UnseenLink onGo={onGo} />
      {incidents.length > 0 && (
        <ul className={classes.list}>
          {incidents.map(incident => (
            <li key={incident.id}>
              <BellIncident incident={incident} onGo={onGo} />
            </li>
          ))}
        </ul>
      )}
      <QuietChoices />
    </>
  )
}

interface BellIncidentProps extends BellContentProps {
  readonly incident: IncidentView
}

function BellIncident({ incident, onGo }: BellIncidentProps) {
  const actions = useIncidentActions()
  const { id, name, level, suppressedBecause } = incident
  const reason = reasonOf(incident)
  const length = useFromNow(now => lengthOf(incident, now))
  return (
    <>
      <LevelMark level={level} silent={suppressedBecause !== null} />
      <div className={classes.what}>
        <a href={routeHash({ page: 'incident', id })} onClick={onGo}>
          {name}
        </a>
        <span className={classes.since}> for {length}</span>
        {reason !== '' && <p title={reason}>{reason}</p>}
      </div>
      <Button
        size="compact-xs"
        disabled={actions.busy}
        aria-label={`Acknowledge ${name}`}
        onClick={() => void actions.acknowledge([incident], '')}
      >
        Acknowledge
      </Button>
    </>
  )
}

/** Notifications on, or quiet for a while: the colour stays, nothing pops up. */
function QuietChoices() {
  const engine = useEngine()
  const until = useLive(state => state.info?.quietUntil ?? null)
  const reachable = useLive(state => state.connection === 'live')
  const { run } = useAction()
  const set = (next: number | null) =>
    void run(next === null ? 'Resuming notifications' : 'Quieting notifications', () =>
      engine.call('setQuiet', { until: next }),
    )
  return (
    <section className={classes.quiet} aria-labelledby="quiet-title">
      <h2 id="quiet-title">Quiet notifications</h2>
      {until === null ? <p>Nothing pops up for as long; the colour stays.</p> : <QuietNow until={until} />}
      <div className={classes.choices}>
        {until !== null && (
          <Button size="compact-xs" variant="filled" disabled={!reachable} onClick={() => set(null)}>
            Resume
          </Button>
        )}
        {QUIET_CHOICES.map(choice => (
          <Button
            key={choice.label}
            size="compact-xs"
            disabled={!reachable}
            onClick={() => set(choice.until(Date.now()))}
          >
            {choice.label}
          </Button>
        ))}
      </div>
    </section>
  )
}

function QuietNow({ until }: { readonly until: number }) {
  const left = useFromNow(now => quietLeft(until, now))
  return <p title={formatMoment(until)}>Quiet, {left} left. The colour stays.</p>
}
