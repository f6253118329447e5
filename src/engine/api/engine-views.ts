import type { SeriesRef } from '#shared/history.ts'
import type { AlertsView } from '#shared/incidents.ts'
import type { RealtimeView } from '#shared/realtime.ts'
import type { ReportJobView, ReportScheduleView } from '#shared/reports.ts'
import type {
  BackendView,
  Discovery,
  EngineInfo,
  MetricView,
  MonitorView,
  ReportView,
  ServiceView,
  StageView,
  Update,
} from '#shared/views.ts'
import type { Clock } from '../clock.ts'
import type { Uptime } from '../history/uptime-board.ts'
import type { Topic } from '../status/change-log.ts'
import { healthPercentage } from '../status/roll-up.ts'
import type { Report } from '../status/same-services.ts'
import type { StatusBook } from '../status/status-book.ts'
import { type BackendsView, viewDifference } from '../status/view-difference.ts'
import type { Watched } from '../status/watched.ts'
import type { WatchedBackend, WatchedMonitor, WatchedService } from '../status/watched-entries.ts'

/** Beats sent with every row; more come with its details. */
const BEATS_IN_ROW = 40
/** How far back, and in how many points, the history of a metric goes in a status report. */
const HISTORY_MS = 300_000
const HISTORY_POINTS = 30

export interface EngineViewsOptions {
  readonly clock: Clock
  readonly book: StatusBook
  readonly info: () => EngineInfo
  readonly discoveries: () => readonly Discovery[]
  readonly progress: () => { readonly done: number; readonly total: number } | null
  readonly stage: () => StageView | null
  readonly reports: () => {
    readonly jobs: readonly ReportJobView[]
    readonly schedules: readonly ReportScheduleView[]
  }
  readonly alerts: () => AlertsView
  readonly realtime: () => RealtimeView
  /** Availability as the history knows it; null before it was asked. */
  readonly uptimeOf: (ref: SeriesRef) => Uptime | null
}

/** Draws what the engine knows as plain data for clients: the one place where states become views. */
export class EngineViews {
  readonly #options: EngineViewsOptions

  constructor(options: EngineViewsOptions) {
    this.#options = options
  }

  /** Everything there is, for a client that begins. */
  everything(): Omit<Update, 'instance' | 'seq' | 'at' | 'full'> {
    const { book } = this.#options
    return {
      ...this.topic('overall'),
      ...this.topic('info'),
      ...this.topic('order'),
      ...this.topic('discoveries'),
      ...this.topic('progress'),
      ...this.topic('stage'),
      ...this.topic('reports'),
      ...this.topic('alerts'),
      ...this.topic('realtime'),
      monitors: this.monitors(book.monitors.keys()),
      backends: this.backends(book.backends.keys()),
      metrics: this.metrics(book.metrics.ids()),
    }
  }

  topic(topic: Topic): Partial<Update> {
    const { book, info, discoveries, progress, stage } = this.#options
    switch (topic) {
      case 'overall':
        return { overall: book.overall }
      case 'info':
        return { info: info() }
      case 'order':
        return { order: [...book.monitors.keys()] }
      case 'discoveries':
        return { discoveries: [...discoveries()] }
      case 'progress':
        return { progress: progress() }
      case 'stage':
        return { stage: stage() }
      case 'reports': {
        const { jobs, schedules } = this.#options.reports()
        return { reports: [...jobs], reportSchedules: [...schedules] }
      }
      case 'alerts':
        return { alerts: this.#options.alerts() }
      case 'realtime':
        return { realtime: this.#options.realtime() }
      default:
        return {}
    }
  }

  /** The monitors with these ids, as far as they exist. */
  monitors(ids: Iterable<string>): MonitorView[] {
    return collect(ids, id => {
      const entry = this.#options.book.monitors.get(id)
      return entry && this.#monitor(entry)
    })
  }

  /** The backends with these ids and their reported services, as far as they exist. */
  backends(ids: Iterable<string>): BackendView[] {
    return collect(ids, id => {
      const entry = this.#options.book.backends.get(id)
      return entry && this.#backend(entry)
    })
  }

  /** The metrics with these ids, as far as they are measured. */
  metrics(ids: Iterable<string>): MetricView[] {
    const { book } = this.#options
    return collect(ids, id => {
      const metric = book.metrics.get(id)
      if (!metric) return undefined
      const { sample, state } = metric
      return {
        ...{ id, name: sample.name, group: sample.group, unit: sample.unit, value: sample.value },
        ...{ detail: sample.detail, sampledAt: sample.sampledAt, status: state.status },
        threshold: book.metrics.thresholdOf(id),
        criticalSince: state.criticalSince,
      }
    })
  }

  /** The last five minutes of a metric as the report has its history: moments in ISO 8601, gaps left out. */
  recentValues(id: string): { time: string; value: number }[] {
    const { book, clock } = this.#options
    const now = clock.now()
    const points = book.metrics.get(id)?.samples.series(now - HISTORY_MS, now, HISTORY_POINTS) ?? []
    return points.flatMap(([at, value]) =>
      value === null ? [] : [{ time: new Date(at).toISOString(), value }],
    )
  }

  #monitor({ monitor, description, watched }: WatchedMonitor): MonitorView {
    const { book, clock } = this.#options
    const now = clock.now()
    const muted = book.mutes.ofMonitor(monitor, now)
    const reports = book.same.reportsOf(monitor.id)
    const own = { status: watched.status, pending: watched.pending, muted: muted !== null }
    return {
      ...{ id: monitor.id, name: monitor.name },
      ...{
        category: monitor.category,
        severity: monitor.severity,
        tags: monitor.tags,
        kind: monitor.check.kind,
      },
      ...{ target: description.text, intervalSeconds: monitor.intervalSeconds, paused: monitor.paused },
      ...stateOf(watched),
      ...activityOf(watched),
      ...this.#past({ kind: 'monitor', id: monitor.id }, watched, now),
      muted,
      certificateExpiresAt: watched.last?.certificateExpiresAt ?? null,
      reports: reports.map(reportView),
      difference:
        reports.length === 0
          ? null
          : viewDifference(
              monitor.name,
              own,
              reports.map(report => this.#backendsView(report, now)),
            ),
    }
  }

  #backendsView({ entry, service }: Report, now: number): BackendsView {
    const { book } = this.#options
    const { status, pending } = reportView({ entry, service })
    const sameAs = book.same.monitorOf(service)
    const muted = book.mutes.ofService(entry.backend, service, sameAs, now) !== null
    return { backendName: entry.backend.name, status, pending, muted }
  }

  #backend(entry: WatchedBackend): BackendView {
    const { backend, watched } = entry
    const { book, clock } = this.#options
    const now = clock.now()
    const services = [...entry.services.values()].map(service => this.#service(entry, service))
    const counted = services.filter(service => service.muted === null)
    return {
      ...{ id: backend.id, name: backend.name, url: backend.url, format: backend.format },
      ...{ detectedFormat: entry.detectedFormat, severity: backend.severity, tags: backend.tags },
      ...{ intervalSeconds: backend.intervalSeconds, paused: backend.paused, restartedAt: entry.restartedAt },
      ...stateOf(watched),
      ...activityOf(watched),
      ...this.#past({ kind: 'backend', id: backend.id }, watched, now),
      muted: book.mutes.ofBackend(backend, now),
      healthPercentage: healthPercentage(
        counted.filter(service => service.status === 'healthy').length,
        counted.length,
      ),
      services,
    }
  }

  /** Its recent checks, and its availability as far back as is known. */
  #past(ref: SeriesRef, { recent }: Watched, now: number) {
    const { uptime24h = null, uptime7d = null, uptime30d = null } = this.#options.uptimeOf(ref) ?? {}
    return {
      ...{ uptime24h: uptime24h ?? recent.uptime24h(now), uptime7d, uptime30d },
      beats: recent.beats(BEATS_IN_ROW),
    }
  }

  #service(entry: WatchedBackend, service: WatchedService): ServiceView {
    const { book, clock } = this.#options
    const now = clock.now()
    const sameAs = book.same.monitorOf(service)
    return {
      id: `${entry.backend.id}/${service.name}`,
      name: service.name,
      category: service.category,
      ...stateOf(service.watched),
      ...this.#past({ kind: 'service', id: `${entry.backend.id}/${service.name}` }, service.watched, now),
      details: service.watched.last?.details ?? {},
      muted: book.mutes.ofService(entry.backend, service, sameAs, now),
      sameAs: sameAs?.id ?? null,
    }
  }
}

/** What a backend says of a service of ours; while it is paused it says nothing. */
function reportView({ entry: { backend }, service }: Report): ReportView {
  const { status, message, pending, responseTimeMs, checkedAt } = stateOf(service.watched)
  return {
    ...{ serviceId: `${backend.id}/${service.name}`, backendId: backend.id, backendName: backend.name },
    ...{ name: service.name, responseTimeMs, checkedAt },
    ...(backend.paused
      ? { status: 'unknown', message: `${backend.name} is paused.`, pending: null }
      : { status, message, pending }),
  }
}

function stateOf(watched: Watched) {
  return {
    status: watched.status,
    since: watched.since,
    message: watched.message,
    pending: watched.pending,
    responseTimeMs: watched.last?.responseTimeMs ?? null,
    checkedAt: watched.last?.at ?? null,
  }
}

function activityOf(watched: Watched) {
  return { checking: watched.checking, nextCheckAt: watched.nextCheckAt }
}

function collect<T>(ids: Iterable<string>, draw: (id: string) => T | undefined): T[] {
  const views: T[] = []
  for (const id of ids) {
    const view = draw(id)
    if (view !== undefined) views.push(view)
  }
  return views
}
