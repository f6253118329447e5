import { Button } from '@mantine/core'
import type { IncidentView } from '#shared/incidents.ts'
import shared from '../lists/watch-list.module.css'
import { MuteMenu } from '../mutes/MuteMenu.tsx'
import { countOf, incidentWords, muteTargetsOf } from './incident-words.ts'
import { canCheck, useIncidentActions } from './use-incident-actions.ts'

interface IncidentBulkBarProps {
  readonly incidents: readonly IncidentView[]
  readonly allShown: boolean
  readonly onSelectAll: () => void
  readonly onClear: () => void
  readonly onAcknowledge: (incidents: readonly IncidentView[]) => void
}

/** What can be done with all selected incidents at once. */
export function IncidentBulkBar(props: IncidentBulkBarProps) {
  const { incidents, allShown, onSelectAll, onClear, onAcknowledge } = props
  const actions = useIncidentActions()
  const open = incidents.filter(({ state }) => state === 'open')
  const acknowledged = incidents.filter(({ state }) => state === 'acknowledged')
  const targets = muteTargetsOf(incidents.filter(({ state }) => state !== 'resolved'))
  return (
    <section className={shared.bulk} aria-label="Actions on what is selected">
      <input
        type="checkbox"
        className={shared.checkbox}
        aria-label="Select all shown"
        checked={allShown}
        ref={box => {
          if (box) box.indeterminate = !allShown
        }}
        onChange={onSelectAll}
      />
      <span role="status">{countOf(incidents.length, 'incident')} selected</span>
      {open.length > 0 && (
        <Button size="compact-xs" disabled={actions.busy} onClick={() => onAcknowledge(open)}>
          Acknowledge
        </Button>
      )}
      {acknowledged.length > 0 && (
        <Button
          size="compact-xs"
          disabled={actions.busy}
          onClick={() => void actions.unacknowledge(acknowledged).then(done => done && onClear())}
        >
          Unacknowledge
        </Button>
      )}
      {targets.length > 0 && (
        <MuteMenu targets={targets} what={incidentWords(incidents)} onMuted={onClear}>
          <Button size="compact-xs">Mute</Button>
        </MuteMenu>
      )}
      {canCheck(incidents) && (
        <Button size="compact-xs" disabled={actions.busy} onClick={() => void actions.check(incidents)}>
          Check now
        </Button>
      )}
      <span className={shared.spacer} />
      <Button size="compact-xs" variant="subtle" onClick={onClear}>
        Clear
      </Button>
    </section>
  )
}
