import { type Status, worseStatus } from '#shared/status.ts'
import { sameName } from '../backends/service-name.ts'
import { type RollUpItem, rollUp } from '../status/roll-up.ts'
import { rollUpItems } from '../status/roll-up-items.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { Watched } from '../status/watched.ts'
import { findService, type WatchedBackend } from '../status/watched-entries.ts'

/** One thing watched, as the health API lists it: once, whoever reports it as well. */
export interface HealthService {
  readonly scope: 'monitor' | 'backend' | 'service'
  /** Of a reported service `backendId/name`. */
  readonly id: string
  /** Its name, told apart from all others; the same in every document. */
  readonly key: string
  readonly category: string
  readonly status: Status
  readonly message: string
  readonly watched: Watched
  readonly muted: boolean
  readonly paused: boolean
  /** What backends report of it, where a monitor of ours checks it too. */
  readonly reports: readonly {
    readonly backendId: string
    readonly backend: string
    readonly status: Status
  }[]
}

/** Everything watched, as it was at one moment. */
export interface HealthSnapshot {
  /** ms since the epoch. */
  readonly at: number
  readonly services: readonly HealthService[]
  readonly byCategory: ReadonlyMap<string, readonly HealthService[]>
  readonly overall: Status
  /** Of a category by the rules of the whole; healthy where nothing in it counts. */
  readonly statusOf: (category: string) => Status
}

/** Names that are remembered before they are forgotten: several times as many as there may be monitors. */
const NAMES_REMEMBERED = 50_000

type Unnamed = Omit<HealthService, 'key'> & { readonly name: string }

/** Reads everything watched out of the status book; the roll-up rules decide how a category is, as they do for the whole. */
export function readHealth(book: StatusBook, now: number, compareBy: CompareBy): HealthSnapshot {
  const items = [...rollUpItems(book, now)]
  const troubles = reportedTroubles(book, items)
  const unnamed = [...monitorsOf(book, now, troubles), ...backendsOf(book, now), ...servicesOf(book, now)]
  const services = withKeys(unnamed, compareBy)
  const itemsIn = Map.groupBy(items, item => item.category)
  return {
    at: now,
    services,
    byCategory: Map.groupBy(services, service => service.category),
    overall: book.overall.status,
    statusOf: category => statusOf(itemsIn.get(category) ?? []),
  }
}

function statusOf(items: readonly RollUpItem[]): Status {
  return items.some(item => !item.muted && !item.paused) ? rollUp(items).status : 'healthy'
}

/** What a backend knows of a monitor's service that is not seen from here and counts as well, by monitor. */
function reportedTroubles(book: StatusBook, items: readonly RollUpItem[]): ReadonlyMap<string, string> {
  const troubles = new Map<string, string>()
  for (const item of items) {
    if (item.scope !== 'service' || item.muted) continue
    const found = findService(book.backends, item.id)
    const monitor = found && book.same.monitorOf(found.service)
    const backend = found && book.backends.get(found.backendId)?.backend
    if (monitor && backend) troubles.set(monitor.id, `${backend.name} reports that it is ${item.status}.`)
  }
  return troubles
}

function* monitorsOf(
  book: StatusBook,
  now: number,
  troubles: ReadonlyMap<string, string>,
): Iterable<Unnamed> {
  for (const [id, { monitor, watched }] of book.monitors) {
    const trouble = troubles.get(id)
    yield {
      ...{ scope: 'monitor', id, name: monitor.name, category: monitor.category, watched },
      // What a backend merely reports makes the whole degraded, never worse; so it does here.
      status: trouble === undefined ? watched.status : worseStatus(watched.status, 'degraded'),
      message: trouble ?? watched.message,
      muted: book.mutes.ofMonitor(monitor, now) !== null,
      paused: monitor.paused,
      reports: book.same.reportsOf(id).map(({ entry: { backend }, service }) => ({
        ...{ backendId: backend.id, backend: backend.name },
        status: backend.paused ? 'unknown' : service.watched.status,
      })),
    }
  }
}

function* backendsOf(book: StatusBook, now: number): Iterable<Unnamed> {
  for (const [id, { backend, watched }] of book.backends) {
    yield {
      ...{ scope: 'backend', id, name: backend.name, category: backend.category, watched },
      ...{ status: watched.status, message: watched.message, paused: backend.paused, reports: [] },
      muted: book.mutes.ofBackend(backend, now) !== null,
    }
  }
}

/** The reported services that no monitor of ours checks. */
function* servicesOf(book: StatusBook, now: number): Iterable<Unnamed> {
  for (const entry of book.backends.values()) {
    if (entry.backend.paused) continue
    for (const { service, ...unnamed } of reportedBy(entry, book, now)) {
      if (book.same.monitorOf(service) === null) yield unnamed
    }
  }
}

function* reportedBy(entry: WatchedBackend, book: StatusBook, now: number) {
  const { backend } = entry
  for (const service of entry.services.values()) {
    const { name, category, watched } = service
    const muted = book.mutes.ofService(backend, service, book.same.monitorOf(service), now) !== null
    const unnamed: Unnamed = {
      ...{ scope: 'service', id: `${backend.id}/${name}`, name, category, watched, muted },
      ...{ status: watched.status, message: watched.message, paused: backend.paused, reports: [] },
    }
    yield { service, ...unnamed }
  }
}

/** A backend and everything it reports, whoever else checks it: the backend's own view. */
export function readBackend(
  book: StatusBook,
  entry: WatchedBackend,
  now: number,
  compareBy: CompareBy,
): { readonly status: Status; readonly services: readonly HealthService[] } {
  const own = [...backendsOf(book, now)].filter(({ id }) => id === entry.backend.id)
  const reported = [...reportedBy(entry, book, now)].map(({ service: _, ...unnamed }) => unnamed)
  return { status: entry.watched.status, services: withKeys([...own, ...reported], compareBy) }
}

/** What two names have in common that a reader may take for the same; see `sameName`. */
export type CompareBy = (name: string) => string

/** `sameName`, worked out once for each name: with ten thousand of them it is most of what a document costs. */
export function rememberedNames(): CompareBy {
  const known = new Map<string, string>()
  return name => {
    const found = known.get(name)
    if (found !== undefined) return found
    if (known.size >= NAMES_REMEMBERED) known.clear()
    const key = sameName(name)
    known.set(name, key)
    return key
  }
}

/**
 * Names each by its name, and by its id as well where another before it has that name: a document holds each key once,
 * and who reads it may take names for the same that differ in how they are written.
 */
function withKeys(unnamed: readonly Unnamed[], compareBy: CompareBy): readonly HealthService[] {
  const taken = new Set<string>()
  const isFree = (key: string) => !taken.has(compareBy(key))
  return unnamed.map(({ name, ...service }) => {
    let key = isFree(name) ? name : `${name} (${service.id})`
    for (let next = 2; !isFree(key); next++) key = `${name} (${service.scope} ${service.id}, ${next})`
    taken.add(compareBy(key))
    return { ...service, key }
  })
}
