import type { AlertSubjectRef } from '#shared/incidents.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { AlertSubjects } from './alert-subjects.ts'
import { type Incident, isOpen } from './incident.ts'
import type { Parent } from './suppress.ts'

/** Knows which monitors may explain the failure of others, and which incidents wait for them. */
export class Parents {
  readonly #book: StatusBook
  readonly #children = new Map<string, Set<string>>()

  constructor(book: StatusBook) {
    this.#book = book
  }

  /** The monitors that the subject of an incident needs and that count: not those that are paused. */
  of(incident: Incident, needs: readonly string[]): readonly Parent[] {
    return needs.flatMap(id => {
      const entry = this.#counting(id)
      this.#note(id, incident, entry !== null)
      if (entry === null) return []
      const { monitor, watched } = entry
      return {
        name: monitor.name,
        isDown: watched.status === 'unhealthy',
        isPending: watched.isPending,
        isUnknown: watched.status === 'unknown',
        checkedAt: watched.last?.at ?? null,
      }
    })
  }

  /** Incidents that wait for a monitor, or may. */
  childrenOf(monitorId: string): Iterable<string> {
    return this.#children.get(monitorId) ?? []
  }

  /** Monitors that something needs and that are to be checked before it is told of. */
  toAsk(ref: AlertSubjectRef, subjects: AlertSubjects): readonly string[] {
    const found = subjects.find(ref)
    return found.is === 'there' ? found.subject.needs.filter(id => this.#counting(id) !== null) : []
  }

  /** Of one that is paused nothing will ever be known. */
  #counting(id: string) {
    const entry = this.#book.monitors.get(id)
    return entry && !entry.monitor.paused ? entry : null
  }

  #note(parentId: string, incident: Incident, isCounting: boolean): void {
    const children = this.#children.get(parentId) ?? new Set<string>()
    if (isOpen(incident) && isCounting) children.add(incident.id)
    else children.delete(incident.id)
    if (children.size > 0) this.#children.set(parentId, children)
    else this.#children.delete(parentId)
  }
}
