import { isAtLeast } from '#shared/alert-level.ts'
import type { TimelineEntry } from '#shared/incidents.ts'
import type { Delivery, DeliveryStore } from '../notify/delivery.ts'
import {
  type AlertBatch,
  type AlertStore,
  type IncidentQuery,
  type SurfacedCount,
  TIMELINE_KEPT,
} from './alert-store.ts'
import { type Incident, incidentView, isOpen } from './incident.ts'
import { searchText } from './search-text.ts'

/** What is over and what was delivered is remembered for so many. */
const PAST_KEPT = 2000

/** Keeps incidents for as long as the process lives: where there is no file for them. */
export class MemoryAlertStore implements AlertStore {
  readonly #incidents = new Map<string, Incident>()
  readonly #live = new Set<string>()
  readonly #timelines = new Map<string, TimelineEntry[]>()
  readonly #deliveries = new Map<string, Delivery>()
  #seenAt: number | null = null

  write({ incidents, timeline, deliveries }: AlertBatch): void {
    for (const { incident, isLive } of incidents) {
      this.#incidents.set(incident.id, incident)
      if (isLive) this.#live.add(incident.id)
      else this.#live.delete(incident.id)
    }
    for (const { incidentId, entry } of timeline) {
      const entries = this.#timelines.get(incidentId) ?? []
      if (entries.length >= TIMELINE_KEPT) entries.splice(TIMELINE_KEPT / 2, 1)
      this.#timelines.set(incidentId, [...entries, entry])
    }
    this.saveDeliveries(deliveries)
    this.#forget()
  }

  live(): readonly Incident[] {
    return [...this.#live].flatMap(id => this.#incidents.get(id) ?? [])
  }

  incident(id: string): Incident | null {
    return this.#incidents.get(id) ?? null
  }

  timeline(id: string): readonly TimelineEntry[] {
    return this.#timelines.get(id) ?? []
  }

  page({ state, text, level, subjectId, after, limit }: IncidentQuery): readonly Incident[] {
    const words = text?.toLowerCase() ?? ''
    return [...this.#incidents.values()]
      .filter(one => state === 'all' || incidentView(one).state === state)
      .filter(one => level === undefined || isAtLeast(one.worst, level))
      .filter(one => subjectId === undefined || one.subject.id === subjectId)
      .filter(one => after === undefined || one.id < after)
      .filter(one => words === '' || searchText(one).includes(words))
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, limit)
  }

  surfacedSince(at: number): SurfacedCount {
    const surfaced = [...this.#incidents.values()].filter(one => (one.surfacedAt ?? 0) > at)
    return {
      count: surfaced.length,
      open: surfaced.filter(isOpen).length,
      gone: surfaced.filter(({ ending }) => ending === 'gone').length,
    }
  }

  seenAt(): number | null {
    return this.#seenAt
  }

  setSeenAt(at: number): void {
    this.#seenAt = at
  }

  saveDeliveries(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) this.#deliveries.set(delivery.id, delivery)
  }

  waitingDeliveries(): readonly Delivery[] {
    return [...this.#deliveries.values()].filter(({ state }) => state === 'waiting')
  }

  deliveries({ notifierId, incidentId, limit }: Parameters<DeliveryStore['deliveries']>[0]) {
    return [...this.#deliveries.values()]
      .reverse()
      .filter(one => notifierId === undefined || one.notifierId === notifierId)
      .filter(one => incidentId === undefined || one.message.incidents.some(({ id }) => id === incidentId))
      .slice(0, limit)
  }

  delivery(id: string): Delivery | null {
    return this.#deliveries.get(id) ?? null
  }

  prune(before: number): void {
    for (const { id, resolvedAt } of this.#incidents.values()) {
      if (resolvedAt !== null && resolvedAt < before && !this.#live.has(id)) this.#drop(id)
    }
    for (const { id, state, createdAt } of this.#deliveries.values()) {
      if (state !== 'waiting' && createdAt < before) this.#deliveries.delete(id)
    }
  }

  /** All of it, to be written elsewhere. */
  everything(): AlertBatch {
    return {
      incidents: [...this.#incidents.values()].map(incident => ({
        ...{ incident, isLive: this.#live.has(incident.id) },
      })),
      timeline: [...this.#timelines].flatMap(([incidentId, entries]) =>
        entries.map(entry => ({ incidentId, entry })),
      ),
      deliveries: [...this.#deliveries.values()],
    }
  }

  close(): void {}

  #forget(): void {
    let spare = this.#incidents.size - this.#live.size - PAST_KEPT
    for (const id of spare > 0 ? [...this.#incidents.keys()] : []) {
      if (spare <= 0) break
      if (this.#live.has(id)) continue
      this.#drop(id)
      spare--
    }
    let tooMany = this.#deliveries.size - PAST_KEPT
    for (const { id, state } of tooMany > 0 ? [...this.#deliveries.values()] : []) {
      if (tooMany <= 0) break
      if (state === 'waiting') continue
      this.#deliveries.delete(id)
      tooMany--
    }
  }

  #drop(id: string): void {
    this.#incidents.delete(id)
    this.#timelines.delete(id)
  }
}
