import type { AlertSubjectRef } from '#shared/incidents.ts'
import type { AlertSubject } from './alert-subject.ts'
import type { AlertSubjects, FoundSubject } from './alert-subjects.ts'
import { calmAt, deduplicate, endGone, type FlappingRule } from './deduplicate.ts'
import { earliest } from './earliest.ts'
import type { Evaluate } from './evaluation.ts'
import { type Incident, isOpen } from './incident.ts'
import { type IncidentBook, subjectKey } from './incident-book.ts'
import { timelineEntry } from './timeline.ts'

/** What is remembered of something between two looks, besides its incident. */
interface Track {
  readonly ref: AlertSubjectRef
  /** Since when each rule's condition holds. */
  readonly memory: ReadonlyMap<string, number>
  /** When it last began and ceased to hold. */
  readonly changes: readonly number[]
  /** When time alone may change what holds, in ms since the epoch. */
  readonly nextAt: number | null
}

const NOTHING: Pick<Track, 'memory' | 'changes'> = { memory: new Map(), changes: [] }

/** Holds the rules against what changed, and keeps one incident of each thing that is wrong. */
export class IncidentWatch {
  readonly #book: IncidentBook
  readonly #subjects: AlertSubjects
  readonly #tracks = new Map<string, Track>()
  /** Incidents from before the start, as long as nothing is known anew of what they are about. */
  readonly #restored = new Set<string>()

  constructor(book: IncidentBook, subjects: AlertSubjects) {
    this.#book = book
    this.#subjects = subjects
  }

  /** Takes over what was open when Traylight ended. */
  restore(): void {
    for (const incident of this.#book.live()) {
      if (!isOpen(incident)) continue
      const { subject: ref, changes, memory } = incident
      const track = { ref, changes, memory: new Map(Object.entries(memory)), nextAt: null }
      this.#tracks.set(subjectKey(ref), track)
      this.#restored.add(incident.id)
    }
  }

  /** Those that time alone may have changed by now. */
  *due(now: number): Iterable<AlertSubjectRef> {
    for (const { ref, nextAt } of this.#tracks.values()) if (nextAt !== null && nextAt <= now) yield ref
  }

  get nextAt(): number | null {
    let next: number | null = null
    for (const { nextAt } of this.#tracks.values()) {
      if (nextAt !== null && (next === null || nextAt < next)) next = nextAt
    }
    return next
  }

  /** Looks at one thing; answers with the incident it has or just had. */
  look(ref: AlertSubjectRef, evaluate: Evaluate, flapping: FlappingRule, now: number): Incident | null {
    const key = subjectKey(ref)
    const open = this.#book.openOf(key)
    const found = this.#subjects.find(ref)
    if (found.is !== 'there') return this.#absent(key, found, open, now)
    const track = this.#tracks.get(key) ?? NOTHING
    const evaluation = evaluate(found.subject, track.memory, now)
    const next = deduplicate(open, track.changes, found.subject, evaluation, {
      ...{ now, flapping, newId: () => this.#book.newId(now) },
    })
    const incident = this.#isVague(open, next.incident, found.subject)
    const entries = [...next.entries, ...silentEnd(open, incident, now)]
    if (incident !== null && (incident !== open || entries.length > 0)) this.#book.put(incident, entries)
    const stillOpen = incident !== null && isOpen(incident) ? incident : null
    const calm = stillOpen && calmAt(stillOpen, next.changes, flapping)
    const nextAt = earliest(evaluation.nextAt, calm)
    const isFresh = (next.changes.at(-1) ?? 0) > now - flapping.withinMs
    if (stillOpen !== null || evaluation.memory.size > 0 || nextAt !== null || isFresh)
      this.#tracks.set(key, { ref, memory: evaluation.memory, changes: next.changes, nextAt })
    else this.#tracks.delete(key)
    return incident
  }

  #absent(key: string, found: FoundSubject, open: Incident | null, now: number): Incident | null {
    if (found.is === 'unknown') return open
    this.#tracks.delete(key)
    if (open === null) return null
    // A pushed alert that is not there any more is over; anything else is only not watched.
    const { incident, entries } = endGone(open, 'It is not watched any more.', now)
    const isPushed = open.subject.type === 'pushed'
    const over = isPushed ? { ...incident, ending: 'recovered' as const } : incident
    this.#book.put(over, isPushed ? [timelineEntry(now, 'resolved', 'It is over.')] : entries)
    return over
  }

  /** Marks what was found well at the first look after a start: when it recovered is not known. */
  #isVague(open: Incident | null, next: Incident | null, subject: AlertSubject): Incident | null {
    if (open === null || !this.#restored.has(open.id) || subject.status === 'unknown') return next
    this.#restored.delete(open.id)
    return next !== null && !isOpen(next) ? { ...next, isVague: true } : next
  }
}

/** Says so where people knew of it and are not told of its end. */
function silentEnd(before: Incident | null, after: Incident | null, now: number) {
  if (before === null || after === null || isOpen(after) || !after.isSilenced) return []
  if (after.ending !== 'recovered' || Object.keys(after.told).length === 0) return []
  const because = before.suppressedBecause ?? 'Muted'
  return [timelineEntry(now, 'suppressed', `Nobody is told that it recovered. ${because}.`)]
}
