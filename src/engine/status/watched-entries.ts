import { isDeepStrictEqual } from 'node:util'
import type { Backend, Monitor } from '#shared/config.ts'
import { sameName } from '../backends/service-name.ts'
import type { TargetDescription } from '../checkers/checker.ts'
import { Watched } from './watched.ts'

/** A monitor as configured, where its check goes, and what is known of it. */
export interface WatchedMonitor {
  readonly monitor: Monitor
  readonly description: TargetDescription
  readonly watched: Watched
}

/** A service that a backend reports. */
export interface WatchedService {
  readonly name: string
  readonly category: string
  /** Its name as `sameName` has it, to find our monitor of the same service. */
  readonly comparedBy: string
  readonly watched: Watched
}

/** A backend as configured, what is known of it, and the services it reports by name. */
export interface WatchedBackend {
  readonly backend: Backend
  readonly watched: Watched
  readonly services: Map<string, WatchedService>
  detectedFormat: string | null
  restartedAt: number | null
}

/** A reported service by its id, which is `backendId/serviceName`, and the backend that reports it. */
export function findService(
  backends: ReadonlyMap<string, WatchedBackend>,
  id: string,
): { readonly backendId: string; readonly service: WatchedService } | undefined {
  const [backendId = '', ...rest] = id.split('/')
  const service = backends.get(backendId)?.services.get(rest.join('/'))
  return service && { backendId, service }
}

/** Takes a monitor's new configuration over; one whose check changed starts from unknown. */
export function adoptMonitor(
  before: WatchedMonitor | undefined,
  monitor: Monitor,
  describeTarget: (monitor: Monitor) => TargetDescription,
): WatchedMonitor {
  if (before && isDeepStrictEqual(before.monitor, monitor)) return before
  const isSameCheck = before && isDeepStrictEqual(before.monitor.check, monitor.check)
  return {
    monitor,
    description: describeTarget(monitor),
    watched: isSameCheck ? before.watched : new Watched(),
  }
}

/** Takes a backend's new configuration over; one that moved starts from unknown. */
export function adoptBackend(before: WatchedBackend | undefined, backend: Backend): WatchedBackend {
  if (before && isDeepStrictEqual(before.backend, backend)) return before
  if (before && before.backend.url === backend.url && before.backend.format === backend.format) {
    return { ...before, backend }
  }
  return {
    ...{ backend, watched: new Watched(), services: new Map() },
    ...{ detectedFormat: null, restartedAt: null },
  }
}

/** Brings the services of a backend in line with its report, keeping what is known of them. True where one came or went. */
export function adoptServices(
  services: Map<string, WatchedService>,
  reported: readonly Pick<WatchedService, 'name' | 'category'>[],
): boolean {
  let differs = false
  const names = new Set(reported.map(({ name }) => name))
  for (const name of services.keys()) if (!names.has(name)) differs = services.delete(name)
  for (const { name, category } of reported) {
    const known = services.get(name)
    if (known?.category === category) continue
    const { comparedBy = sameName(name), watched = new Watched() } = known ?? {}
    services.set(name, { name, category, comparedBy, watched })
    differs = true
  }
  return differs
}

/** Brings a map of watched things in line with the configuration, in its order, keeping what `adopt` keeps. */
export function reconcile<Item extends { readonly id: string }, Entry>(
  entries: Map<string, Entry>,
  items: readonly Item[],
  steps: {
    readonly adopt: (before: Entry | undefined, item: Item) => Entry
    readonly onChanged: (id: string) => void
    readonly onGone: (id: string) => void
  },
): void {
  const before = new Map(entries)
  entries.clear()
  for (const item of items) {
    const known = before.get(item.id)
    const entry = steps.adopt(known, item)
    entries.set(item.id, entry)
    before.delete(item.id)
    if (entry !== known) steps.onChanged(item.id)
  }
  for (const id of before.keys()) steps.onGone(id)
}
