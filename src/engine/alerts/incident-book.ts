import type { AlertSubjectRef, TimelineEntry } from '#shared/incidents.ts'
import type { EngineLog } from '../engine-log.ts'
import type { TrailEntry } from '../notify/alert-message.ts'
import type { Delivery } from '../notify/delivery.ts'
import type { AlertStore } from './alert-store.ts'
import { type Incident, isOpen } from './incident.ts'
import { incidentId } from './incident-id.ts'

export interface IncidentBookOptions {
  readonly store: AlertStore
  readonly log: EngineLog
  readonly random: () => number
}

/** What tells one thing from all others. */
/** Entries that go with a message to those who keep what happened. */
const TRAIL_KEPT = 50

export const subjectKey = ({ type, id }: AlertSubjectRef): string => `${type}:${id}`

/**
 * The incidents that something is still to come of: what is open, and what is over and not told yet. What changes is
 * gathered, and written in one transaction with the messages that say so.
 */
export class IncidentBook {
  readonly #options: IncidentBookOptions
  readonly #live = new Map<string, Incident>()
  readonly #openBySubject = new Map<string, string>()
  readonly #changed = new Set<string>()
  /** What happened and is not written yet, by incident. */
  #unwritten = new Map<string, TimelineEntry[]>()

  constructor(options: IncidentBookOptions) {
    this.#options = options
  }

  /** Takes over what the store has. */
  load(): void {
    for (const incident of this.#options.store.live()) this.#place(incident)
  }

  get(id: string): Incident | undefined {
    return this.#live.get(id)
  }

  openOf(key: string): Incident | null {
    const id = this.#openBySubject.get(key)
    return (id === undefined ? undefined : this.#live.get(id)) ?? null
  }

  live(): Iterable<Incident> {
    return this.#live.values()
  }

  get isEmpty(): boolean {
    return this.#live.size === 0
  }

  get isChanged(): boolean {
    return this.#changed.size > 0 || this.#unwritten.size > 0
  }

  /** An id that no incident has. */
  newId(now: number): string {
    const { random, store } = this.#options
    for (;;) {
      const id = incidentId(now, random)
      if (!this.#live.has(id) && store.incident(id) === null) return id
    }
  }

  put(incident: Incident, entries: readonly TimelineEntry[] = []): void {
    this.#place(incident)
    this.#changed.add(incident.id)
    for (const entry of entries) this.#add(incident.id, entry)
  }

  /** Notes something in incidents that need not be live. */
  note(ids: readonly string[], entry: TimelineEntry): void {
    for (const incidentId of ids) this.#add(incidentId, entry)
  }

  #add(incidentId: string, entry: TimelineEntry): void {
    const unwritten = this.#unwritten.get(incidentId) ?? []
    unwritten.push(entry)
    this.#unwritten.set(incidentId, unwritten)
  }

  /** What happened last in an incident, oldest first, also what is not written yet. */
  trail(id: string): readonly TrailEntry[] {
    return [...this.#options.store.timeline(id), ...(this.#unwritten.get(id) ?? [])]
      .slice(-TRAIL_KEPT)
      .map(({ at, text, level }) => ({ at, text, level }))
  }

  /** Writes what changed, with the messages of it, and lets go of what nothing is to come of. */
  commit(deliveries: readonly Delivery[], isOwed: (incident: Incident) => boolean): void {
    const { store, log } = this.#options
    const incidents = [...this.#changed].flatMap(id => {
      const incident = this.#live.get(id)
      return incident ? [{ incident, isLive: isOpen(incident) || isOwed(incident) }] : []
    })
    const timeline = [...this.#unwritten].flatMap(([incidentId, entries]) =>
      entries.map(entry => ({ incidentId, entry })),
    )
    this.#changed.clear()
    this.#unwritten = new Map()
    if (incidents.length + timeline.length + deliveries.length === 0) return
    store.write({ incidents, timeline, deliveries })
    for (const { incidentId, entry } of timeline) {
      const name = this.#live.get(incidentId)?.name
      log.info({ incident: incidentId, event: entry.kind }, name ? `${name}: ${entry.text}` : entry.text)
    }
    for (const { incident, isLive } of incidents) if (!isLive) this.#live.delete(incident.id)
  }

  #place(incident: Incident): void {
    this.#live.set(incident.id, incident)
    const key = subjectKey(incident.subject)
    if (isOpen(incident)) this.#openBySubject.set(key, incident.id)
    else if (this.#openBySubject.get(key) === incident.id) this.#openBySubject.delete(key)
  }
}
