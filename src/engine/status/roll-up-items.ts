import type { Monitor } from '#shared/config.ts'
import type { MetricBoard } from './metric-board.ts'
import type { Mutes } from './mutes.ts'
import type { PushedAlerts } from './pushed-alerts.ts'
import type { RollUpItem } from './roll-up.ts'
import type { SameServices } from './same-services.ts'
import type { Watched } from './watched.ts'
import type { WatchedBackend, WatchedMonitor, WatchedService } from './watched-entries.ts'

/** Everything that counts towards the overall status. */
export interface Watchlist {
  readonly monitors: ReadonlyMap<string, WatchedMonitor>
  readonly backends: ReadonlyMap<string, WatchedBackend>
  readonly metrics: MetricBoard
  readonly mutes: Mutes
  readonly same: SameServices
  readonly pushedAlerts: PushedAlerts
  /** The backend that stands for what is pushed; null where nothing is listened to. */
  readonly pushedId: string | null
}

/** The items of the roll-up, as they are at this moment. */
export function* rollUpItems(list: Watchlist, now: number): Iterable<RollUpItem> {
  for (const { monitor, watched } of list.monitors.values()) {
    yield {
      ...factsOf('monitor', monitor.id, monitor.name, watched),
      category: monitor.category,
      severity: monitor.severity,
      muted: list.mutes.ofMonitor(monitor, now) !== null,
      paused: monitor.paused,
      covered: false,
    }
  }
  for (const entry of list.backends.values()) yield* backendItems(entry, list, now)
  yield* list.metrics.rollUpItems(now, backendId => isMutedWith(backendId, list, now))
  yield* list.pushedAlerts.rollUpItems(list.pushedId !== null && isMutedWith(list.pushedId, list, now))
}

/** What comes from a backend is muted with it; what this machine measures of itself only in maintenance. */
function isMutedWith(backendId: string | null, { backends, mutes }: Watchlist, now: number): boolean {
  if (backendId === null) return mutes.maintenance.ofMachine(now) !== null
  const backend = backends.get(backendId)?.backend
  return backend !== undefined && mutes.ofBackend(backend, now) !== null
}

function* backendItems(entry: WatchedBackend, list: Watchlist, now: number): Iterable<RollUpItem> {
  const { backend, watched } = entry
  const isSilent = isSilentBackend(entry)
  yield {
    ...factsOf('backend', backend.id, backend.name, watched),
    category: backend.category,
    // A silent backend counts with its own severity; what it merely says of itself never turns the light red.
    severity: isSilent ? backend.severity : 'minor',
    muted: list.mutes.ofBackend(backend, now) !== null,
    paused: backend.paused,
    covered: doServicesSpeak(entry),
  }
  if (backend.paused) return
  for (const service of entry.services.values()) {
    const sameAs = list.same.monitorOf(service)
    if (sameAs !== null && speaksForBoth(sameAs, list, service)) continue
    yield {
      ...factsOf('service', `${backend.id}/${service.name}`, service.name, service.watched),
      category: sameAs?.category ?? service.category,
      severity: 'minor',
      muted: list.mutes.ofService(backend, service, sameAs, now) !== null,
      paused: false,
      covered: false,
    }
  }
}

/** Whether a backend gave no document to read when it was last polled. */
export const isSilentBackend = ({ watched }: WatchedBackend): boolean => watched.last?.failure !== undefined

/** What is wrong with a service is said by the service; what none of them says is the backend's own to say. */
export function doServicesSpeak(entry: WatchedBackend): boolean {
  if (isSilentBackend(entry)) return false
  return [...entry.services.values()].some(service => service.watched.status !== 'healthy')
}

/**
 * Whether our own monitor of a reported service counts for both: a critical one whenever it knows anything, a minor one
 * unless the backend knows of trouble that is not seen from here.
 */
export function speaksForBoth(
  { id, severity }: Monitor,
  list: Pick<Watchlist, 'monitors'>,
  { watched }: WatchedService,
): boolean {
  const own = list.monitors.get(id)?.watched
  if (!isWrong(watched) || isWrong(own)) return true
  return severity === 'critical' && own?.status === 'healthy'
}

const isWrong = (watched: Watched | undefined): boolean =>
  watched?.status === 'unhealthy' || watched?.status === 'degraded'

function factsOf(scope: RollUpItem['scope'], id: string, name: string, watched: Watched) {
  return { scope, id, name, status: watched.status, since: watched.since, message: watched.message }
}
