import { applicationMetricId } from '#shared/application-metric-id.ts'
import type { ReportedService } from '../backends/format.ts'
import { categoryOfService } from '../backends/service-category.ts'
import { oneLine } from '../checkers/printable-text.ts'
import type { Clock, Timer } from '../clock.ts'
import type { PushedMetric } from '../status/pushed-metric.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { ActivityFeed } from './activity-feed.ts'
import { describeActivity } from './describe-activity.ts'
import {
  isReportEvent,
  type MetricUpdate,
  readReportEvent,
  type ServiceStatus,
  type SystemAlert,
} from './wire-events.ts'

export interface EventIntakeOptions {
  readonly clock: Clock
  readonly book: StatusBook
  readonly feed: ActivityFeed
  /** Something came that cannot be believed; why, to go behind "because". */
  readonly onInvalid: (source: string, event: string, reason: string) => void
}

const MAX_SERVICES = 500
const MAX_METRICS = 200
/** Where there are as many as can be, one that was silent for so long makes room for another. In ms. */
const MAKES_ROOM_MS = 600_000
/** The same again, or a change that comes on the heels of another, waits for the next round. In ms. */
const ROUND_MS = 1000
/** A change is taken in at once where the one before is this long ago. In ms. */
const AT_ONCE_MS = 250
/** The category of services whose name does not tell. */
const CATEGORY = 'realtime'

/**
 * Takes in what was pushed, whichever way it came: the report's events become observations in the status book, all others
 * go to the feed. What changes is taken in at once, what is merely repeated once a second, however often it comes.
 */
export class EventIntake {
  readonly #options: EventIntakeOptions
  readonly #services = new Map<string, ReportedService>()
  readonly #metrics = new Map<string, PushedMetric>()
  /** Where services and metrics were last heard of, by name and id. */
  readonly #sources = { service: new Map<string, string>(), metric: new Map<string, string>() }
  #round: Timer | null = null

  constructor(options: EventIntakeOptions) {
    this.#options = options
  }

  /** @param source the channel, or the path of the endpoint that it came from */
  take(source: string, event: string, data: unknown): void {
    const { clock, book, feed, onInvalid } = this.#options
    if (!isReportEvent(event)) {
      feed.add({ at: clock.now(), channel: source, ...describeActivity(source, event, data) })
      return
    }
    const found = readReportEvent(event, data)
    if (!found.ok) {
      onInvalid(source, event, found.reason)
      return
    }
    const { read } = found
    switch (read.event) {
      case 'service-status':
        this.#takeServices(source, read.data.services)
        break
      case 'metric-update':
        this.#takeMetric(source, read.data)
        break
      case 'system-alert':
        if (book.pushedAlerts.raise(source, read.data)) this.#tellOfAlert(source, read.data)
    }
  }

  /** What a source told is too long ago to be true; without a source, what any of them did. */
  silence(source: string | null, because: string): void {
    this.#takeRound()
    const of = (sources: ReadonlyMap<string, string>) =>
      [...sources].flatMap(([name, from]) => (source === null || from === source ? [name] : []))
    const { service, metric } = this.#sources
    this.#options.book.silencePushed(of(service), of(metric), because)
  }

  stop(): void {
    this.#round?.cancel()
    this.#round = null
  }

  #takeServices(source: string, services: readonly ServiceStatus[]): void {
    const { clock, book } = this.#options
    const known = book.backends.get(book.pushedId ?? '')?.services
    if (!known) return
    const now = clock.now()
    const news: ReportedService[] = []
    const gone: string[] = []
    for (const told of services) {
      const { name } = told
      const watched = known.get(name)?.watched
      if (!watched && !this.#makeRoom(source, known, news.length, gone)) continue
      this.#sources.service.set(name, source)
      const reported = reportedService(told, source, known.get(name)?.category)
      const isNews = watched?.status !== told.status
      const isLongAgo = Math.abs(now - (watched?.last?.at ?? 0)) >= AT_ONCE_MS
      if (isNews && isLongAgo) {
        this.#services.delete(name)
        news.push(reported)
      } else this.#services.set(name, reported)
    }
    if (news.length > 0) this.#record(news, gone)
    for (const name of gone) {
      this.#sources.service.delete(name)
      this.#services.delete(name)
    }
    this.#arm()
  }

  /** Whether there is room for one more; that of one that was silent for long goes to it. */
  #makeRoom(
    source: string,
    known: NonNullable<ReturnType<StatusBook['backends']['get']>>['services'],
    coming: number,
    gone: string[],
  ): boolean {
    if (known.size + coming - gone.length < MAX_SERVICES) return true
    const least = this.#options.clock.now() - MAKES_ROOM_MS
    let silent: { readonly name: string; readonly at: number } | undefined
    for (const [name, { watched }] of known) {
      const at = watched.last?.at ?? 0
      if (at < least && at < (silent?.at ?? Number.POSITIVE_INFINITY) && !gone.includes(name))
        silent = { name, at }
    }
    if (silent) gone.push(silent.name)
    else this.#options.onInvalid(source, 'service-status', `there are ${MAX_SERVICES} services already`)
    return silent !== undefined
  }

  #takeMetric(source: string, update: MetricUpdate): void {
    const { clock, book, onInvalid } = this.#options
    if (book.pushedId === null) return
    const metric = pushedMetric(book.pushedId, source, update, clock.now())
    const { id } = metric.sample
    const known = book.metrics.get(id)
    const gone: string[] = []
    if (!known && book.metrics.pushed.size >= MAX_METRICS) {
      const silent = this.#longestSilentMetric()
      if (silent === null) {
        onInvalid(source, 'metric-update', `there are ${MAX_METRICS} metrics already`)
        return
      }
      gone.push(silent)
      this.#sources.metric.delete(silent)
      this.#metrics.delete(silent)
    }
    this.#sources.metric.set(id, source)
    const isLongAgo = Math.abs(metric.sample.sampledAt - (known?.sample.sampledAt ?? 0)) >= ROUND_MS
    if (isLongAgo || gone.length > 0) {
      this.#metrics.delete(id)
      book.recordPushedMetrics([metric], gone)
    } else this.#metrics.set(id, metric)
    this.#arm()
  }

  #longestSilentMetric(): string | null {
    const { clock, book } = this.#options
    let at = clock.now() - MAKES_ROOM_MS
    let longest: string | null = null
    for (const id of book.metrics.pushed.keys()) {
      const sampledAt = book.metrics.get(id)?.sample.sampledAt ?? 0
      if (sampledAt >= at) continue
      at = sampledAt
      longest = id
    }
    return longest
  }

  #arm(): void {
    if (this.#services.size + this.#metrics.size === 0) return
    this.#round ??= this.#options.clock.after(ROUND_MS, () => this.#takeRound())
  }

  #takeRound(): void {
    this.stop()
    const { book } = this.#options
    if (this.#services.size > 0) this.#record([...this.#services.values()], [])
    if (this.#metrics.size > 0) book.recordPushedMetrics([...this.#metrics.values()])
    this.#services.clear()
    this.#metrics.clear()
  }

  #record(services: readonly ReportedService[], gone: readonly string[]): void {
    const { clock, book, feed } = this.#options
    const known = book.backends.get(book.pushedId ?? '')?.services
    for (const { name, status, message } of services) {
      const before = known?.get(name)?.watched.status
      if (before === status || (before === undefined && status === 'healthy')) continue
      const channel = this.#sources.service.get(name) ?? ''
      const text = oneLine(`${name} is ${status}. ${message}`, 200)
      feed.add({ at: clock.now(), channel, event: 'service-status', kind: 'update', text, percent: null })
    }
    book.recordPushed(services, gone)
  }

  #tellOfAlert(channel: string, { level, message }: SystemAlert): void {
    const text = oneLine(`${level[0]?.toUpperCase()}${level.slice(1)}: ${message}`, 200)
    const { clock, feed } = this.#options
    feed.add({ at: clock.now(), channel, event: 'system-alert', kind: 'alert', text, percent: null })
  }
}

function reportedService(told: ServiceStatus, source: string, before: string | undefined): ReportedService {
  const { name, status, message, responseTimeMs = null } = told
  return {
    ...{ name, status, responseTimeMs, message: message ?? `Reported ${status}.` },
    category: told.category ?? before ?? categoryOfService(name, CATEGORY),
    details: { channel: source },
  }
}

function pushedMetric(
  backendId: string,
  source: string,
  { metric, value: { name, value, unit, status, threshold } }: MetricUpdate,
  sampledAt: number,
): PushedMetric {
  const worseWhen = threshold && threshold.warning > threshold.critical ? 'below' : 'above'
  return {
    backendId,
    sample: {
      ...{ id: applicationMetricId(backendId, metric), name, group: 'application', unit, value, sampledAt },
      detail: `pushed over ${source}`,
    },
    // Numbers of others are of any size: no hysteresis fits them all.
    rule: threshold ? { threshold, worseWhen, hysteresis: 0 } : null,
    told: status,
  }
}
