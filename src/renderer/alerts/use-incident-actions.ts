import { useMemo } from 'react'
import type { IncidentView } from '#shared/incidents.ts'
import { useAction } from '../actions/use-action.ts'
import { useEngine } from '../connection/hooks.ts'
import { checksOf, incidentWords } from './incident-words.ts'

/** What can be done with incidents. */
export interface IncidentActions {
  readonly busy: boolean
  acknowledge(incidents: readonly IncidentView[], note: string): Promise<boolean>
  unacknowledge(incidents: readonly IncidentView[]): Promise<boolean>
  addNote(incident: IncidentView, note: string): Promise<boolean>
  /** Checks what they are about now. */
  check(incidents: readonly IncidentView[]): Promise<boolean>
  retryDelivery(id: string): Promise<boolean>
}

const idsOf = (incidents: readonly IncidentView[]) => incidents.map(({ id }) => id)

/** The actions on incidents; each says so when it is refused. */
export function useIncidentActions(): IncidentActions {
  const engine = useEngine()
  const { busy, run } = useAction()
  return useMemo(
    () => ({
      busy,
      acknowledge: (incidents, note) =>
        run(
          `Acknowledging ${incidentWords(incidents)}`,
          () => engine.call('acknowledge', { ids: idsOf(incidents), note }),
          `Acknowledged ${incidentWords(incidents)}`,
        ),
      unacknowledge: incidents =>
        run(
          `Taking back the acknowledgement of ${incidentWords(incidents)}`,
          () => engine.call('unacknowledge', { ids: idsOf(incidents) }),
          `No longer acknowledged: ${incidentWords(incidents)}`,
        ),
      addNote: (incident, note) =>
        run('Adding the note', () => engine.call('addNote', { id: incident.id, note })),
      check: incidents =>
        run(`Checking ${incidentWords(incidents)}`, () => engine.call('checkNow', checksOf(incidents))),
      retryDelivery: id => run('Trying again', () => engine.call('retryDelivery', { id })),
    }),
    [engine, busy, run],
  )
}

/** Whether there is anything to check or poll among these: of a metric or a pushed alert there is nothing. */
export function canCheck(incidents: readonly IncidentView[]): boolean {
  const { monitors, backends } = checksOf(incidents)
  return monitors.length + backends.length > 0
}
