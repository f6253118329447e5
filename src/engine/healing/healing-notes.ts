import type { AlertSubjectRef, TimelineEntry } from '#shared/incidents.ts'
import type { Alerts } from '../alerts/alerts.ts'
import { timelineEntry } from '../alerts/timeline.ts'
import type { Clock } from '../clock.ts'
import type { HealingNote } from './healing.ts'

type Incidents = Pick<Alerts, 'openIncidentOf' | 'addEntry'>

/** A command may run before the incident is opened, at the start; later than this there is none. In ms. */
const WAITS_MS = 60_000
const MOST = 100

/** Writes what was done to heal a monitor into its incident, as soon as there is one. */
export class HealingNotes {
  readonly #clock: Clock
  readonly #incidents: Incidents
  #waiting: { readonly monitorId: string; readonly entry: TimelineEntry }[] = []

  constructor(clock: Clock, incidents: Incidents) {
    this.#clock = clock
    this.#incidents = incidents
  }

  add({ monitorId, text, output }: HealingNote): void {
    this.#waiting.push({ monitorId, entry: timelineEntry(this.#clock.now(), 'healing', text, { output }) })
    this.look()
  }

  /** To be called when incidents have changed. */
  look(): void {
    if (this.#waiting.length === 0) return
    const least = this.#clock.now() - WAITS_MS
    const waiting = this.#waiting.filter(({ entry }) => entry.at >= least).slice(-MOST)
    // Emptied first: what is written makes incidents change again.
    this.#waiting = []
    for (const note of waiting) {
      const subject: AlertSubjectRef = { type: 'monitor', id: note.monitorId }
      const incident = this.#incidents.openIncidentOf(subject)
      if (incident === null) this.#waiting.push(note)
      else this.#incidents.addEntry([incident.id], note.entry)
    }
  }
}
