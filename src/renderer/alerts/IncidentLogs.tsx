import { Loader } from '@mantine/core'
import type { IncidentLog, IncidentView } from '#shared/incidents.ts'
import { useEngine } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import { formatMoment, formatTime } from '../format/format-moment.ts'
import classes from './incident.module.css'

/** The log lines around an incident, from each source that is configured for it. */
export function IncidentLogs({ incident }: { readonly incident: IncidentView }) {
  const engine = useEngine()
  const { id, changedAt } = incident
  const { value, refusal } = useFetched(() => engine.call('incidentLogs', { id }), changedAt)
  return (
    <section aria-labelledby="logs-title">
      <h3 id="logs-title" className={classes.subtitle}>
        Log lines around it
      </h3>
      {refusal !== '' && <p role="alert">{refusal}</p>}
      {value === null && refusal === '' && <Loader size="sm" role="status" aria-label="Reading the logs" />}
      {value?.map(log => (
        <Log key={log.source} log={log} />
      ))}
    </section>
  )
}

function Log({ log: { name, lines, more, problem } }: { readonly log: IncidentLog }) {
  return (
    <div className={classes.log}>
      <h4 className={classes.day}>{name}</h4>
      {problem !== '' && <p className={classes.quiet}>{problem}</p>}
      {problem === '' && lines.length === 0 && <p className={classes.quiet}>No lines in this time.</p>}
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard
        <pre tabIndex={0} className={classes.lines}>
          {lines.map(({ at, text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an answer have an order and nothing else
            <span key={index}>
              {at !== null && (
                <time dateTime={new Date(at).toISOString()} title={formatMoment(at)}>
                  {formatTime(at)}{' '}
                </time>
              )}
              {text}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
      {more && <p className={classes.quiet}>There are more lines than are shown.</p>}
    </div>
  )
}
