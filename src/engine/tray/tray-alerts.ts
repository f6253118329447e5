import type { AlertsView, Unseen } from '#shared/incidents.ts'

/** What the tray shows of alerts. */
export interface TrayAlerts {
  /** Somebody takes care of everything that people are told of. */
  readonly isAcknowledged: boolean
  /** What happened while nobody looked; null where nothing did. */
  readonly unseen: Unseen | null
  /** Incidents that wait for somebody to take care, most urgent first. */
  readonly waiting: readonly { readonly id: string; readonly name: string }[]
}

export const NO_TRAY_ALERTS: TrayAlerts = { isAcknowledged: false, unseen: null, waiting: [] }

/** What the tray shows of alerts as the stream tells them: what is only listed, or of which nobody is told, is left out. */
export function trayAlerts({ incidents, counts, unseen }: AlertsView): TrayAlerts {
  const told = incidents.filter(({ notifies }) => notifies)
  return {
    // The count knows of those beyond the list, too.
    isAcknowledged: counts.open === 0 && told.some(({ state }) => state === 'acknowledged'),
    unseen,
    waiting: told.filter(({ state }) => state === 'open').map(({ id, name }) => ({ id, name })),
  }
}
