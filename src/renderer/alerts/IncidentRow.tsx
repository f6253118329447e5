import { Button } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import type { IncidentView } from '#shared/incidents.ts'
import { routeHash } from '#shared/route.ts'
import { LEVEL_WORDS, LevelMark } from '../components/LevelMark.tsx'
import { useFromNow } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import shared from '../lists/watch-list.module.css'
import classes from './alerts.module.css'
import { asideWords, lengthOf, reasonOf, startWords } from './incident-words.ts'

interface IncidentRowProps {
  readonly incident: IncidentView
  readonly selected: boolean
  readonly onSelect: (id: string, range: boolean) => void
  /** Left out where there is nothing to acknowledge. */
  readonly onAcknowledge?: (incident: IncidentView) => void
}

/** One incident in a line; it leads to the incident's page. */
export function IncidentRow({ incident, selected, onSelect, onAcknowledge }: IncidentRowProps) {
  const { id, name, state, worst, level } = incident
  const reason = reasonOf(incident)
  const over = state === 'resolved'
  const shown = over ? worst : level
  const acknowledge = state === 'open' ? onAcknowledge : undefined
  return (
    <div className={classes.incident} data-incident={id} data-quick={acknowledge !== undefined || undefined}>
      {/* Plain elements: hundreds of these have to scroll smoothly. */}
      <input
        type="checkbox"
        className={`${shared.checkbox} ${shared.above}`}
        aria-label={`Select ${name}`}
        checked={selected}
        onChange={() => undefined}
        onClick={event => onSelect(id, event.shiftKey)}
      />
      <span className={classes.level} data-level={over ? undefined : shown}>
        <LevelMark
          level={shown}
          acknowledged={state === 'acknowledged'}
          silent={!over && incident.suppressedBecause !== null}
          over={over}
          label=""
        />
        {LEVEL_WORDS[shown]}
      </span>
      <a
        className={`${shared.toggle} ${classes.toggle}`}
        href={routeHash({ page: 'incident', id })}
        data-row-toggle
      >
        <span className={shared.name}>{name}</span>
        {incident.flapping && !over && <span className={shared.mark}>Flapping</span>}
        <span className={`${shared.note} ${over || !incident.notifies ? '' : shared.wrong}`} title={reason}>
          {reason}
        </span>
      </a>
      <Aside incident={incident} />
      <Started at={incident.startedAt} />
      <Length incident={incident} />
      <IconChevronRight size={16} className={shared.chevron} aria-hidden />
      {acknowledge && (
        // The keyboard has a key for it, and a dozen more stops among rows would be in its way.
        <Button
          className={classes.quick ?? ''}
          size="compact-xs"
          tabIndex={-1}
          aria-label={`Acknowledge ${name}`}
          onClick={() => acknowledge(incident)}
        >
          Acknowledge
        </Button>
      )}
    </div>
  )
}

function Aside({ incident }: { readonly incident: IncidentView }) {
  const words = asideWords(incident)
  return (
    <span className={classes.aside} title={words}>
      {words}
    </span>
  )
}

function Started({ at }: { readonly at: number }) {
  const words = useFromNow(now => startWords(at, now))
  return (
    <time className={classes.started} dateTime={new Date(at).toISOString()} title={formatMoment(at)}>
      {words}
    </time>
  )
}

function Length({ incident }: { readonly incident: IncidentView }) {
  const words = useFromNow(now => lengthOf(incident, now))
  return <span className={classes.length}>{words}</span>
}
