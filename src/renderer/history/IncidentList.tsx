import { Button } from '@mantine/core'
import { useState } from 'react'
import { formatDuration } from '#shared/format-duration.ts'
import type { SeriesInfo } from '#shared/history.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import { formatMoment } from '../format/format-moment.ts'
import classes from './history.module.css'
import type { Incident } from './incidents.ts'
import { seriesId } from './series-id.ts'

const SHOWN_AT_FIRST = 10

interface IncidentListProps {
  readonly incidents: readonly Incident[]
  readonly series: readonly SeriesInfo[]
  readonly asOf: number
  readonly onShow: (incident: Incident) => void
}

/** When something was unhealthy in the time shown, for how long and why; each leads to a closer look. */
export function IncidentList({ incidents, series, asOf, onShow }: IncidentListProps) {
  const [all, setAll] = useState(false)
  const names = new Map(series.map(one => [seriesId(one), one.name]))
  const shown = all ? incidents : incidents.slice(0, SHOWN_AT_FIRST)
  return (
    <section aria-labelledby="incidents-title">
      <h2 id="incidents-title" className={classes.subtitle}>
        Incidents
        <span className={classes.count}>{incidents.length}</span>
      </h2>
      {incidents.length === 0 && <p className={classes.dimmed}>None of these was unhealthy in this time.</p>}
      <ul className={classes.incidents}>
        {shown.map(incident => {
          const { fromMs, toMs, message } = incident
          const name = names.get(incident.seriesId) ?? incident.seriesId
          return (
            <li key={`${incident.seriesId} ${fromMs}`}>
              <StatusMark status="unhealthy" label="" />
              <span className={classes.incidentName}>{name}</span>
              <span className={classes.incidentMessage}>{message}</span>
              <span className={classes.incidentWhen}>{formatMoment(fromMs)}</span>
              <span className={classes.incidentLong}>
                {toMs === null ? `lasts, ${formatDuration(asOf - fromMs)}` : formatDuration(toMs - fromMs)}
              </span>
              <Button
                size="compact-xs"
                aria-label={`Look closer at ${name}, ${formatMoment(fromMs)}`}
                onClick={() => onShow(incident)}
              >
                Look closer
              </Button>
            </li>
          )
        })}
      </ul>
      {incidents.length > SHOWN_AT_FIRST && (
        <Button onClick={() => setAll(!all)}>
          {all ? `Show the last ${SHOWN_AT_FIRST}` : `Show all ${incidents.length}`}
        </Button>
      )}
    </section>
  )
}
