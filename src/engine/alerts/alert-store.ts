import type { ProcedureInput } from '#shared/contract.ts'
import type { TimelineEntry } from '#shared/incidents.ts'
import type { Delivery, DeliveryStore } from '../notify/delivery.ts'
import type { Incident } from './incident.ts'

/** What is written in one transaction: all of it, or nothing. */
export interface AlertBatch {
  /** Each as it is now, with whether anything is still to come of it: it is open, or its end is not told yet. */
  readonly incidents: readonly { readonly incident: Incident; readonly isLive: boolean }[]
  readonly timeline: readonly { readonly incidentId: string; readonly entry: TimelineEntry }[]
  readonly deliveries: readonly Delivery[]
}

/** Which past and open incidents; `after` is the id of the last one of the page before. */
export type IncidentQuery = Omit<ProcedureInput<'incidents'>, 'after'> & {
  readonly after?: string | undefined
}

/** Incidents that were worth telling since a moment. */
export interface SurfacedCount {
  readonly count: number
  readonly open: number
  readonly gone: number
}

/** Of one incident's timeline, so many entries are kept: the first and the latest. */
export const TIMELINE_KEPT = 500

/** Where incidents, their timelines and the messages about them are kept. Moments in ms since the epoch. */
export interface AlertStore extends DeliveryStore {
  write(batch: AlertBatch): void
  /** Those that something is still to come of, oldest first. */
  live(): readonly Incident[]
  incident(id: string): Incident | null
  /** Oldest first. */
  timeline(id: string): readonly TimelineEntry[]
  /** Newest first. */
  page(query: IncidentQuery): readonly Incident[]
  /** Those that became worth telling after a moment. */
  surfacedSince(at: number): SurfacedCount
  /** When a person last looked; null where nobody ever did. */
  seenAt(): number | null
  setSeenAt(at: number): void
  /** Drops what ended before a moment, and deliveries of before it that do not wait. */
  prune(before: number): void
  close(): void
}
