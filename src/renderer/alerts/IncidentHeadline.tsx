import type { IncidentView } from '#shared/incidents.ts'
import { LEVEL_WORDS, LevelMark } from '../components/LevelMark.tsx'
import { useFromNow } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import classes from './incident.module.css'
import { lengthOf, reasonOf, startWords, stateWords } from './incident-words.ts'

/** The two-second answer about an incident: what, how urgent, how it stands, since when and why. */
export function IncidentHeadline({ incident }: { readonly incident: IncidentView }) {
  const { name, state, startedAt } = incident
  const reason = reasonOf(incident)
  const over = state === 'resolved'
  const level = over ? incident.worst : incident.level
  const started = useFromNow(now => startWords(startedAt, now))
  const length = useFromNow(now => lengthOf(incident, now))
  const silent = !over && incident.suppressedBecause !== null
  return (
    <header className={classes.headline}>
      <LevelMark {...{ level, over, silent }} acknowledged={state === 'acknowledged'} size={28} label="" />
      <div>
        <h2 id="incident-title" className={classes.title}>
          {name}
        </h2>
        <p className={classes.facts}>
          <span className={classes.level} data-level={over ? undefined : level}>
            {LEVEL_WORDS[level]}
          </span>
          <span>{stateWords(incident)}</span>
          <span title={formatMoment(startedAt)}>since {started}</span>
          <span>{over ? `lasted ${length}` : `for ${length}`}</span>
          {incident.flapping && !over && <span>flapping</span>}
        </p>
        {reason !== '' && <p className={classes.message}>{reason}</p>}
        {silent && <p className={classes.quiet}>Nobody is told: {incident.suppressedBecause}.</p>}
        {!incident.notifies && <p className={classes.quiet}>Listed only: its rules tell nobody.</p>}
      </div>
    </header>
  )
}
