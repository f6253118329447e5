import { Loader } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useState } from 'react'
import type { IncidentDetail, IncidentView } from '#shared/incidents.ts'
import { type Route, routeHash } from '#shared/route.ts'
import { EmptyState } from '../components/EmptyState.tsx'
import { useEngine, useLive } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import { Deliveries } from './Deliveries.tsx'
import { IncidentActions } from './IncidentActions.tsx'
import { IncidentAdvice } from './IncidentAdvice.tsx'
import { IncidentChart } from './IncidentChart.tsx'
import { IncidentDialogs, type IncidentQuestion } from './IncidentDialogs.tsx'
import { IncidentFacts } from './IncidentFacts.tsx'
import { IncidentHeadline } from './IncidentHeadline.tsx'
import { IncidentLogs } from './IncidentLogs.tsx'
import classes from './incident.module.css'
import { muteTargetsOf } from './incident-words.ts'
import { OtherIncidents } from './OtherIncidents.tsx'
import { Timeline } from './Timeline.tsx'
import { useAlertKeys } from './use-alert-keys.ts'

interface IncidentPageProps {
  readonly id: string
  /** The list that it was opened from. */
  readonly back: Route
}

/** Everything about one incident. */
export function IncidentPage({ id, back }: IncidentPageProps) {
  const engine = useEngine()
  const connected = useLive(state => state.connection === 'live')
  const revision = useLive(state => state.alerts?.revision ?? 0)
  const changedAt = useLive(state => incidentIn(state.alerts?.incidents, id)?.changedAt ?? null)
  const { value, refusal, loading } = useFetched(
    () => engine.call('incident', { id }),
    `${revision} ${changedAt} ${connected}`,
  )
  return (
    <div className={classes.page}>
      <a className={classes.back} href={routeHash(back)}>
        <IconArrowLeft size={16} aria-hidden />
        All alerts
      </a>
      {refusal !== '' && connected && <p role="alert">{refusal}</p>}
      {value !== null && <Shown detail={value} />}
      {value === null && loading && <Loader size="sm" role="status" aria-label="Loading the incident" />}
      {value === null && !loading && refusal === '' && (
        <EmptyState title="There is no such incident">
          It may have ended so long ago that it is no longer kept. How long incidents are kept is set under
          Settings.
        </EmptyState>
      )}
    </div>
  )
}

function incidentIn(incidents: readonly IncidentView[] | undefined, id: string): IncidentView | undefined {
  return incidents?.find(incident => incident.id === id)
}

function Shown({ detail }: { readonly detail: IncidentDetail }) {
  const { id } = detail.incident
  // What the stream says of it is as new as the rest of the screen, and what was fetched may be a moment older.
  const live = useLive(state => incidentIn(state.alerts?.incidents, id))
  const incident = live && live.changedAt >= detail.incident.changedAt ? live : detail.incident
  const [question, setQuestion] = useState<IncidentQuestion | null>(null)
  const ask = (what: IncidentQuestion['ask']) => setQuestion({ ask: what, incidents: [incident] })
  useAlertKeys(command => {
    const able =
      command === 'note' ||
      (command === 'acknowledge' && incident.state === 'open') ||
      (command === 'mute' && incident.state !== 'resolved' && muteTargetsOf([incident]).length > 0)
    if (able) ask(command)
    return able
  })
  return (
    <article className={classes.incident} aria-labelledby="incident-title">
      <IncidentHeadline incident={incident} />
      <IncidentActions incident={incident} onAsk={ask} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <IncidentAdvice incident={incident} />
          <IncidentChart incident={incident} />
          <Timeline entries={detail.timeline} startedAt={incident.startedAt} />
          {detail.hasLogs && <IncidentLogs incident={incident} />}
        </div>
        <div className={classes.column}>
          <IncidentFacts incident={incident} />
          <Deliveries deliveries={detail.deliveries} notifies={incident.notifies} />
          <OtherIncidents incident={incident} />
        </div>
      </div>
      <IncidentDialogs question={question} onClose={() => setQuestion(null)} />
    </article>
  )
}
