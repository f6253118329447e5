import type { Backend, Monitor } from '#shared/config.ts'
import type { Excuse, SeriesRef } from '#shared/history.ts'
import type { Status } from '#shared/status.ts'
import type { Mute } from '#shared/views.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { Watched } from '../status/watched.ts'
import type { WatchedService } from '../status/watched-entries.ts'
import type { SeriesFacts, SpanStart } from './history-store.ts'
import { seriesKey } from './series-key.ts'

/** A gap between two looks that is longer than this was sleep, or a clock that was set. In ms. */
const GAP_MS = 15_000

interface OpenSpan {
  readonly ref: SeriesRef
  /** What the series was described from: another object, when the configuration of it changed. */
  readonly source: object
  readonly category: string
  readonly status: Status
  readonly excuse: Excuse | null
  /** The number of the last look at which it was there. */
  look: number
}

/** What is new since the look before. */
export interface Looked {
  readonly facts: readonly SeriesFacts[]
  readonly spans: readonly SpanStart[]
}

/**
 * Looks through the status book again and again, and notes from when to when each thing had which status. Of thousands of
 * things hardly one changes from one second to the next, so that one which did not costs next to nothing.
 */
export class SpanWatch {
  readonly #book: StatusBook
  /** How far apart looks are, in ms. */
  readonly #everyMs: number
  readonly #open = new Map<string, OpenSpan>()
  #byWatched = new WeakMap<Watched, OpenSpan>()
  #facts: SeriesFacts[] = []
  #spans: SpanStart[] = []
  #look = 0
  #lookedAt: number | null = null
  /** A status is known since then at the earliest: before it there was another, or nobody looked. */
  #earliest = 0

  constructor(book: StatusBook, everyMs: number) {
    this.#book = book
    this.#everyMs = everyMs
  }

  /** @param now in ms since the epoch */
  look(now: number): Looked {
    const before = this.#lookedAt
    const isGap = before === null || Math.abs(now - before - this.#everyMs) > GAP_MS
    if (before !== null && isGap) this.#endAll(Math.min(before, now))
    this.#lookedAt = now
    this.#earliest = isGap ? now : Math.min(before, now)
    this.#look++
    for (const { monitor, watched } of this.#book.monitors.values()) {
      const excuse = monitor.paused ? 'paused' : excuseOf(this.#book.mutes.ofMonitor(monitor, now))
      if (!this.#isAsBefore(watched, monitor, monitor.category, excuse)) {
        this.#note(factsOfMonitor(monitor), watched, monitor, excuse, now)
      }
    }
    for (const { backend, watched, services } of this.#book.backends.values()) {
      const pause = backend.paused ? 'paused' : null
      const excuse = pause ?? excuseOf(this.#book.mutes.ofBackend(backend, now))
      if (!this.#isAsBefore(watched, backend, '', excuse)) {
        this.#note(factsOfBackend(backend), watched, backend, excuse, now)
      }
      for (const service of services.values()) this.#lookAtService(backend, service, pause, now)
    }
    for (const [key, span] of this.#open) if (span.look !== this.#look) this.#end(key, span, now)
    return this.#taken()
  }

  /** Ends everything: nothing is watched from now on. */
  end(now: number): Looked {
    this.#endAll(now)
    return this.#taken()
  }

  /** Says everything from the beginning at the next look. */
  beginAnew(): void {
    this.#open.clear()
    this.#byWatched = new WeakMap()
    this.#lookedAt = null
  }

  #lookAtService(backend: Backend, service: WatchedService, pause: 'paused' | null, now: number): void {
    const { mutes, same } = this.#book
    const excuse = pause ?? excuseOf(mutes.ofService(backend, service, same.monitorOf(service), now))
    if (this.#isAsBefore(service.watched, backend, service.category, excuse)) return
    this.#note(factsOfService(backend, service), service.watched, backend, excuse, now)
  }

  #isAsBefore(watched: Watched, source: object, category: string, excuse: Excuse | null): boolean {
    const span = this.#byWatched.get(watched)
    if (span === undefined || span.source !== source || span.category !== category) return false
    if (span.status !== watched.status || span.excuse !== excuse) return false
    span.look = this.#look
    return true
  }

  #note(facts: SeriesFacts, watched: Watched, source: object, excuse: Excuse | null, now: number): void {
    const { kind, id, category } = facts
    const { status, message, since } = watched
    const ref = { kind, id }
    const key = seriesKey(ref)
    const open = this.#open.get(key)
    if (open === undefined || open.source !== source || open.category !== category) this.#facts.push(facts)
    const span = { ref, source, category, status, excuse, look: this.#look }
    this.#open.set(key, span)
    this.#byWatched.set(watched, span)
    if (open?.status === status && open.excuse === excuse) return
    // What changed is the status, at a moment that is known, or the excuse, just now.
    const isExcuse = open !== undefined && open.status === status
    const at = isExcuse ? now : Math.min(now, Math.max(since ?? now, this.#earliest))
    this.#spans.push({ ...ref, at, status, excuse, message })
  }

  #endAll(at: number): void {
    for (const [key, span] of this.#open) this.#end(key, span, at)
    this.#byWatched = new WeakMap()
  }

  #end(key: string, { ref }: OpenSpan, at: number): void {
    this.#open.delete(key)
    this.#spans.push({ ...ref, at, status: null, excuse: null, message: '' })
  }

  #taken(): Looked {
    const looked = { facts: this.#facts, spans: this.#spans }
    this.#facts = []
    this.#spans = []
    return looked
  }
}

function excuseOf(mute: Mute | null): Excuse | null {
  if (mute === null) return null
  return mute.maintenance === undefined ? 'muted' : 'maintenance'
}

const factsOfMonitor = ({ id, name, category, intervalSeconds }: Monitor): SeriesFacts => ({
  ...{ kind: 'monitor', id, name, category, unit: 'ms', intervalMs: intervalSeconds * 1000 },
})

const factsOfBackend = ({ id, name, intervalSeconds }: Backend): SeriesFacts => ({
  ...{ kind: 'backend', id, name, category: '', unit: 'ms', intervalMs: intervalSeconds * 1000 },
})

const factsOfService = (
  { id, intervalSeconds }: Backend,
  { name, category }: WatchedService,
): SeriesFacts => ({
  ...{ kind: 'service', id: `${id}/${name}`, name, category, unit: 'ms', intervalMs: intervalSeconds * 1000 },
})
