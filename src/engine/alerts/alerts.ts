import type { ProcedureInput } from '#shared/contract.ts'
import type { AlertsView, IncidentDetail, IncidentView } from '#shared/incidents.ts'
import type { Notice } from '#shared/views.ts'

/** Decides what is worth telling, keeps the incidents, and has people told. */
export class Alerts {
  /** As the stream tells them. */
  view(): AlertsView {
    return { incidents: [], counts: { open: 0, acknowledged: 0, listed: 0 }, unseen: null, revision: 0 }
  }

  /** What the operator should know of them. */
  notices(): readonly Notice[] {
    return []
  }

  /** Something changed that the rules look at. */
  look(): void {}

  incidents(_query: ProcedureInput<'incidents'>): { incidents: IncidentView[]; next: string | null } {
    return { incidents: [], next: null }
  }

  incident(_id: string): Omit<IncidentDetail, 'deliveries' | 'hasLogs'> | null {
    return null
  }

  acknowledge(_ids: readonly string[], _note: string, _by: string): void {}
  unacknowledge(_ids: readonly string[]): void {}
  addNote(_id: string, _note: string, _by: string): void {}
  /** Somebody opened the dashboard. */
  markSeen(): void {}

  stop(): void {}
}
