import type { IncidentView } from '#shared/incidents.ts'
import { routeHash } from '#shared/route.ts'
import { LEVEL_WORDS, LevelMark } from '../components/LevelMark.tsx'
import { useFromNow } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import classes from './compact.module.css'
import { lengthOf, reasonOf, startWords, stateWords } from './incident-words.ts'

interface CompactIncidentsProps {
  readonly incidents: readonly IncidentView[]
  /** False where all of them are of the same thing, which is named beside them. */
  readonly named?: boolean
}

/** Incidents one line each, where they are not the main thing; each leads to its page. */
export function CompactIncidents({ incidents, named = true }: CompactIncidentsProps) {
  return (
    <ul className={classes.list} data-named={named || undefined}>
      {incidents.map(incident => (
        <li key={incident.id}>
          <CompactIncident incident={incident} named={named} />
        </li>
      ))}
    </ul>
  )
}

function CompactIncident({ incident, named }: { readonly incident: IncidentView; readonly named: boolean }) {
  const { id, name, state, startedAt } = incident
  const reason = reasonOf(incident)
  const over = state === 'resolved'
  const level = over ? incident.worst : incident.level
  const started = useFromNow(now => startWords(startedAt, now))
  const length = useFromNow(now => lengthOf(incident, now))
  return (
    <a className={classes.row} href={routeHash({ page: 'incident', id })}>
      <LevelMark
        {...{ level, over }}
        acknowledged={state === 'acknowledged'}
        silent={!over && incident.suppressedBecause !== null}
        label={`${LEVEL_WORDS[level]}, ${stateWords(incident).toLowerCase()}`}
      />
      {named && <span className={classes.name}>{name}</span>}
      <span className={classes.message} title={reason}>
        {reason}
      </span>
      <time
        className={classes.when}
        dateTime={new Date(startedAt).toISOString()}
        title={formatMoment(startedAt)}
      >
        {started}
      </time>
      <span className={classes.length}>{over ? length : `lasts, ${length}`}</span>
    </a>
  )
}
