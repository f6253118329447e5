import { PUSHED_FORMAT } from '#shared/pushed-format.ts'
import type { Status } from '#shared/status.ts'
import type { BackendView, Beat, MonitorView, Mute, ServiceView, Target } from '#shared/views.ts'
import type { EngineState } from '../connection/live-state.ts'
import { formatShare } from '../format/format-value.ts'

/** One row of a list: a monitor, a backend, or a service that a backend reports. Flat, so that it compares cheaply. */
export interface ListItem {
  /** Unique among all scopes: `monitor:redis`, `service:staging/redis`. */
  readonly key: string
  readonly scope: 'monitor' | 'backend' | 'service'
  readonly id: string
  readonly name: string
  /** What is watched, in a few words: an address, or which backend reports it. */
  readonly target: string
  readonly status: Status
  readonly since: number | null
  readonly message: string
  readonly pending: string | null
  readonly tags: readonly string[]
  readonly responseTimeMs: number | null
  readonly checkedAt: number | null
  readonly intervalSeconds: number
  readonly muted: Mute | null
  readonly paused: boolean
  readonly checking: boolean
  readonly uptime24h: number | null
  /** Oldest first. */
  readonly beats: readonly Beat[]
  /** Of a service: the backend that reports it. */
  readonly backendId: string | null
  readonly backendName: string | null
  /** Of a monitor: how a backend sees the same service differently, as a sentence. */
  readonly difference: string | null
  /** Of a monitor: which backends report the same service and under which names, as words to be found by. */
  readonly reportedAs: string
  /** It comes over channels: nobody configured it, and it is neither checked nor changed here. */
  readonly pushed: boolean
}

const NO_OTHER_VIEW = { difference: null, reportedAs: '' } as const

export function monitorItem(monitor: MonitorView): ListItem {
  return {
    ...watchedItem('monitor', monitor.id, monitor),
    ...checkedItem(monitor),
    target: monitor.target,
    difference: monitor.difference,
    reportedAs: monitor.reports.map(report => `${report.name} ${report.backendName}`).join(' '),
    pushed: false,
  }
}

export function backendItem(backend: BackendView): ListItem {
  const share = backend.healthPercentage === null ? '' : `${formatShare(backend.healthPercentage)} healthy, `
  return {
    ...watchedItem('backend', backend.id, backend),
    ...checkedItem(backend),
    target: share + backend.url,
    pushed: isPushed(backend),
    ...NO_OTHER_VIEW,
  }
}

export function serviceItem(service: ServiceView, backend: BackendView): ListItem {
  return {
    ...watchedItem('service', service.id, service),
    target: `reported by ${backend.name}`,
    tags: backend.tags,
    intervalSeconds: backend.intervalSeconds,
    paused: backend.paused,
    checking: backend.checking,
    uptime24h: service.uptime24h,
    beats: service.beats,
    backendId: backend.id,
    backendName: backend.name,
    pushed: isPushed(backend),
    ...NO_OTHER_VIEW,
  }
}

/** Whether a backend stands for what is pushed over channels. */
export function isPushed({ format }: BackendView): boolean {
  return format === PUSHED_FORMAT
}

/** The row for a key, as things are now; undefined where it is gone. */
export function findItem(state: EngineState, key: string): ListItem | undefined {
  const { scope, id } = splitKey(key)
  if (scope === 'monitor') {
    const monitor = state.monitors.get(id)
    return monitor && monitorItem(monitor)
  }
  if (scope === 'backend') {
    const backend = state.backends.get(id)
    return backend && backendItem(backend)
  }
  const backend = state.backends.get(id.split('/')[0] ?? '')
  const service = backend?.services.find(candidate => candidate.id === id)
  return backend && service && serviceItem(service, backend)
}

export function itemKey(scope: ListItem['scope'], id: string): string {
  return `${scope}:${id}`
}

function splitKey(key: string): { readonly scope: string; readonly id: string } {
  const colon = key.indexOf(':')
  return { scope: key.slice(0, colon), id: key.slice(colon + 1) }
}

/** What a mute of this row names. */
export function targetOf(item: ListItem): Target {
  return { scope: item.scope, id: item.id }
}

/** All rows of a category: its monitors as configured, then what backends report in it and none of ours checks. */
export function categoryItems(state: EngineState, category: string): readonly ListItem[] {
  const monitors = state.order.flatMap(id => {
    const monitor = state.monitors.get(id)
    return monitor?.category === category ? [monitorItem(monitor)] : []
  })
  const services = [...state.backends.values()].flatMap(backend =>
    unmatchedServices(backend)
      .filter(service => service.category === category)
      .map(service => serviceItem(service, backend)),
  )
  return [...monitors, ...services]
}

/** The services of a backend that have a row of their own: a monitor of ours that checks the same has it for both. */
export function unmatchedServices(backend: BackendView): readonly ServiceView[] {
  return backend.services.filter(service => service.sameAs === null)
}

/** All backends as rows. */
export function backendItems(state: EngineState): readonly ListItem[] {
  return [...state.backends.values()].map(backendItem)
}

function watchedItem(scope: ListItem['scope'], id: string, view: MonitorView | BackendView | ServiceView) {
  return {
    key: itemKey(scope, id),
    scope,
    id,
    name: view.name,
    status: view.status,
    since: view.since,
    message: view.message,
    pending: view.pending,
    responseTimeMs: view.responseTimeMs,
    checkedAt: view.checkedAt,
    muted: view.muted,
  } as const
}

function checkedItem(view: MonitorView | BackendView) {
  return {
    tags: view.tags,
    intervalSeconds: view.intervalSeconds,
    paused: view.paused,
    checking: view.checking,
    uptime24h: view.uptime24h,
    beats: view.beats,
    backendId: null,
    backendName: null,
  } as const
}
