import { Button } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { IncidentView } from '#shared/incidents.ts'
import { routeHash } from '#shared/route.ts'
import { useItemActions } from '../actions/use-item-actions.ts'
import { useLive } from '../connection/hooks.ts'
import { MuteMenu } from '../mutes/MuteMenu.tsx'
import type { IncidentQuestion } from './IncidentDialogs.tsx'
import classes from './incident.module.css'
import { muteTargetsOf } from './incident-words.ts'
import { itemOf, subjectRoute } from './subject-route.ts'
import { canCheck, useIncidentActions } from './use-incident-actions.ts'

interface IncidentActionsProps {
  readonly incident: IncidentView
  readonly onAsk: (ask: IncidentQuestion['ask']) => void
}

/** What can be done with one incident. */
export function IncidentActions({ incident, onAsk }: IncidentActionsProps) {
  const actions = useIncidentActions()
  const { state, name, subject } = incident
  const route = useLive(all => subjectRoute(all, subject))
  const watched = route !== null
  return (
    <div className={classes.actions} role="toolbar" aria-label={`Actions on ${name}`}>
      {state === 'open' && (
        <Button variant="filled" title="Acknowledge (A)" onClick={() => onAsk('acknowledge')}>
          Acknowledge
        </Button>
      )}
      {state === 'acknowledged' && (
        <Button disabled={actions.busy} onClick={() => void actions.unacknowledge([incident])}>
          Unacknowledge
        </Button>
      )}
      <Button title="Add a note (N)" onClick={() => onAsk('note')}>
        Add note
      </Button>
      {watched && <MuteButton incident={incident} />}
      {watched && canCheck([incident]) && (
        <Button disabled={actions.busy} onClick={() => void actions.check([incident])}>
          Check now
        </Button>
      )}
      {route !== null && (
        <Button component="a" href={routeHash(route)}>
          {subject.type === 'metric' ? 'Open the metric' : `Open ${OPENED[subject.type]}`}
        </Button>
      )}
    </div>
  )
}

const OPENED = { monitor: 'the monitor', backend: 'the backend', service: 'the service', pushed: '' } as const

function MuteButton({ incident }: { readonly incident: IncidentView }) {
  const actions = useItemActions()
  const muted = useLive(state => itemOf(state, incident.subject)?.muted ?? null)
  const targets = muteTargetsOf([incident])
  // A maintenance window ends by itself, or in the settings.
  if (muted?.maintenance !== undefined) return null
  if (targets.length === 0 || (incident.state === 'resolved' && muted === null)) return null
  if (muted !== null) return <Button onClick={() => void actions.unmute([muted])}>Unmute</Button>
  return (
    <MuteMenu targets={targets} what={incident.name}>
      <Button rightSection={<IconChevronDown size={14} aria-hidden />}>Mute</Button>
    </MuteMenu>
  )
}
