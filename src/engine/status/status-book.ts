import type { Config, Monitor, Thresholds } from '#shared/config.ts'
import type { Status } from '#shared/status.ts'
import type { Mute, OverallView, Target } from '#shared/views.ts'
import type { BackendReport, ReportedService } from '../backends/format.ts'
import type { CheckOutcome, TargetDescription } from '../checkers/checker.ts'
import type { Clock, Timer } from '../clock.ts'
import type { MetricSample } from '../system/metric-sample.ts'
import { applicationMetrics } from './application-metrics.ts'
import type { ChangeLog } from './change-log.ts'
import type { ConfirmationRules } from './confirmation.ts'
import { effectiveConfirmation, effectiveGrading, effectiveRestMs } from './effective-rules.ts'
import { gradeOutcome } from './grade-outcome.ts'
import type { OpenWindow } from './maintenance.ts'
import { MetricBoard } from './metric-board.ts'
import { Mutes } from './mutes.ts'
import { NetworkWatch } from './network-watch.ts'
import { OverallStatus } from './overall-status.ts'
import { PushedAlerts } from './pushed-alerts.ts'
import { pushedBackend } from './pushed-backend.ts'
import type { PushedMetric } from './pushed-metric.ts'
import { rollUpItems } from './roll-up-items.ts'
import { SameServices } from './same-services.ts'
import { backendSubject, monitorSubject, type Subject, serviceSubject } from './subject.ts'
import type { Transition } from './transition.ts'
import type { StatusChange, Watched, WatchedResult } from './watched.ts'
import {
  adoptBackend,
  adoptMonitor,
  adoptServices,
  reconcile,
  type WatchedBackend,
  type WatchedMonitor,
  type WatchedService,
} from './watched-entries.ts'

export interface StatusBookOptions {
  readonly clock: Clock
  readonly changes: ChangeLog
  /** Where a monitor's check goes, in words safe to show. */
  readonly describeTarget: (monitor: Monitor) => TargetDescription
  /** Names of network interfaces beyond loopback that have an address. */
  readonly externalInterfaces: () => readonly string[]
  readonly onTransition: (transition: Transition) => void
  /** One result of a check, of a poll, or of a service that a poll reported; an id as `Subject` has it. */
  readonly onResult?: (scope: Subject['scope'], id: string, result: WatchedResult) => void
  /** Samples of this machine or of an application, once they are taken in. */
  readonly onSamples?: (samples: readonly MetricSample[]) => void
  /** Called when mutes changed by themselves or by command, to be kept. */
  readonly onMutes: (mutes: readonly Mute[]) => void
  /** Called when this machine has a network interface again after it had none. */
  readonly onNetworkBack: () => void
}

/** A backend's report as the poller hands it over. */
export type PolledReport = BackendReport & {
  readonly format: string | null
  readonly responseTimeMs: number | null
}

/** How the connection is that things are pushed over. */
export type ConnectionReport = Pick<BackendReport, 'status' | 'message' | 'details' | 'failure'>

/** What is pushed was confirmed where it comes from. */
const AT_ONCE: ConfirmationRules = { failuresToUnhealthy: 1, successesToHealthy: 1 }
const TICK_MS = 1000
/** No result for this many intervals: unknown (vocabulary). */
const STALE_INTERVALS = 3

/**
 * Holds what is known of everything watched and decides, by the pure rules beside it, what is healthy. The only place
 * that does. Tells through the change log what is worth showing anew, and through transitions what changed status.
 */
export class StatusBook {
  readonly monitors = new Map<string, WatchedMonitor>()
  readonly backends = new Map<string, WatchedBackend>()
  readonly metrics: MetricBoard
  readonly mutes: Mutes
  readonly pushedAlerts: PushedAlerts
  readonly #options: StatusBookOptions
  readonly #overall: OverallStatus
  readonly #network: NetworkWatch
  #same: SameServices
  #thresholds: Thresholds
  #pushedId: string | null = null
  #tickTimer: Timer | null = null

  constructor(options: StatusBookOptions, thresholds: Thresholds, mutes: readonly Mute[]) {
    this.#options = options
    this.#thresholds = thresholds
    this.#same = new SameServices([], this.backends)
    this.metrics = new MetricBoard(options.changes, thresholds)
    this.mutes = new Mutes(mutes, all => this.#mutesChanged(all))
    this.pushedAlerts = new PushedAlerts({
      clock: options.clock,
      onChange: () => {
        this.#overall.invalidate()
        // Those that only inform do not count, and the rules look at them nevertheless.
        options.changes.changed('overall')
      },
    })
    const { clock, externalInterfaces } = options
    this.#network = new NetworkWatch({
      ...{ clock, externalInterfaces, monitors: this.monitors, backends: this.backends },
    })
    this.#overall = new OverallStatus({
      clock,
      items: now => rollUpItems(this, now),
      isOffline: () => this.#network.offline,
      onChange: (next, before) => this.#overallChanged(next, before),
    })
  }

  get overall(): OverallView {
    return this.#overall.view
  }
  /** Has the overall status take in at once what was recorded until now. */
  settle(): void {
    this.#overall.settle()
  }
  /** Which reported services and monitors of ours are the same. */
  get same(): SameServices {
    return this.#same
  }

  /** The backend that stands for what is pushed over channels; null where nothing is listened to. */
  get pushedId(): string | null {
    return this.#pushedId
  }

  /** Begins to notice the passing of time: stale results, mutes that run out, metrics that stay critical. */
  start(): void {
    this.#tickTimer?.cancel()
    this.#tickTimer = this.#options.clock.after(TICK_MS, () => {
      this.#tick()
      this.start()
    })
  }

  stop(): void {
    this.suspend()
    this.#overall.stop()
  }

  /** Lets time stand still: nothing becomes stale while the machine sleeps. `start` goes on. */
  suspend(): void {
    this.#tickTimer?.cancel()
  }

  /** Takes a new configuration over. What did not change keeps its state; a changed check starts from unknown. */
  configure(config: Config): void {
    const { changes, clock, describeTarget } = this.#options
    this.#thresholds = config.thresholds
    const reportedBefore = [...this.#same.reportedMonitors()]
    const pushed = pushedBackend(config)
    if (pushed?.id !== this.#pushedId) this.#forgetPushed()
    this.#pushedId = pushed?.id ?? null
    this.pushedAlerts.alertMinutes = config.pusher.alertMinutes
    reconcile(this.monitors, config.monitors, {
      adopt: (before, monitor) => adoptMonitor(before, monitor, describeTarget),
      onChanged: id => changes.changed('monitor', id),
      onGone: id => changes.gone('monitor', id),
    })
    reconcile(this.backends, pushed === null ? config.backends : [...config.backends, pushed], {
      adopt: adoptBackend,
      onChanged: id => changes.changed('backend', id),
      onGone: id => changes.gone('backend', id),
    })
    this.#same = new SameServices(config.monitors, this.backends)
    this.#tellOfReports([...reportedBefore, ...this.#same.reportedMonitors()])
    // Which monitor of ours is the same may be another one now.
    for (const [id, { services }] of this.backends) if (services.size > 0) changes.changed('backend', id)
    const paused = [
      ...[...this.monitors.values()].filter(entry => entry.monitor.paused),
      ...[...this.backends.values()].filter(entry => entry.backend.paused),
    ]
    for (const { watched } of paused) {
      watched.becomeUnknown('Paused.', clock.now())
      watched.freshUntil = null
    }
    changes.changed('order')
    this.#updateNetwork()
    this.metrics.configure(config.thresholds, applicationMetrics(config.backends), clock.now())
    this.#overall.invalidate()
  }

  /**
   * Takes the outcome of one check in. Results of what is no longer configured, or paused meanwhile, are dropped.
   * Answers whether the failure still waits to be confirmed, so that the next check comes early.
   */
  recordCheck(id: string, outcome: CheckOutcome): { readonly isPending: boolean } {
    const entry = this.monitors.get(id)
    if (!entry || entry.monitor.paused) return { isPending: false }
    const { monitor, watched } = entry
    const at = this.#options.clock.now()
    const grade = gradeOutcome(outcome, effectiveGrading(monitor, this.#thresholds), at)
    const { responseTimeMs, details, failure, certificateExpiresAt } = outcome
    this.#stayFresh(watched, monitor.intervalSeconds, effectiveRestMs(outcome))
    const change = this.#take(
      monitorSubject(entry),
      {
        at,
        grade: grade.status,
        message: grade.message,
        responseTimeMs,
        details,
        failure,
        certificateExpiresAt,
      },
      effectiveConfirmation(monitor, this.#thresholds),
    )
    const excuse = grade.status === 'healthy' ? null : this.#network.excuseForMonitor(entry)
    this.#settle(monitorSubject(entry), change, excuse)
    if (this.#network.offline || failure !== undefined) this.#updateNetwork()
    return { isPending: watched.isPending }
  }

  /** Takes one poll of a backend in; each reported service is confirmed on its own, by the backend's rules. */
  recordPoll(id: string, report: PolledReport, restarted: boolean): { readonly isPending: boolean } {
    const entry = this.backends.get(id)
    if (!entry || entry.backend.paused) return { isPending: false }
    const { backend, watched } = entry
    const at = this.#options.clock.now()
    const { status: grade, message, responseTimeMs, details, failure } = report
    this.#stayFresh(watched, backend.intervalSeconds)
    if (report.format !== null) entry.detectedFormat = report.format
    if (restarted) entry.restartedAt = at
    const rules = effectiveConfirmation(backend, this.#thresholds)
    const subject = backendSubject(entry)
    const change = this.#take(subject, { at, grade, message, responseTimeMs, details, failure }, rules)
    const excuse = failure === undefined ? null : this.#network.excuseForBackend(entry)
    this.#settle(subject, change, excuse)
    if (failure === undefined) {
      const before = [...entry.services.values()]
      if (adoptServices(entry.services, report.services)) this.#same.forgetReports()
      this.#recordServices(entry, report.services, rules, at)
      this.#tellOfReports(this.#monitorsOf([...before, ...entry.services.values()]))
    } else if (!watched.isPending) {
      const because = `${backend.name} does not answer, so this is not known.`
      this.#becomeUnknown(entry, entry.services.values(), because, at)
    }
    if (this.#network.offline || failure !== undefined) this.#updateNetwork()
    return {
      isPending: watched.isPending || [...entry.services.values()].some(service => service.watched.isPending),
    }
  }

  /**
   * Takes in what was pushed of some services, which is believed at once; of the others nothing is said. A service that
   * becomes healthy ends the pushed alerts that name it.
   */
  recordPushed(services: readonly ReportedService[], goneNames: readonly string[] = []): void {
    const entry = this.backends.get(this.#pushedId ?? '')
    if (!entry) return
    const before = [...entry.services.values()]
    const reported = new Set(services.map(({ name }) => name))
    const gone = new Set(goneNames)
    const others = before.filter(({ name }) => !gone.has(name) && !reported.has(name))
    if (adoptServices(entry.services, [...others, ...services])) this.#same.forgetReports()
    const changes = this.#recordServices(entry, services, AT_ONCE, this.#options.clock.now())
    for (const { name, to } of changes) if (to === 'healthy') this.pushedAlerts.serviceRecovered(name)
    const told = services.flatMap(({ name }) => entry.services.get(name) ?? [])
    this.#tellOfReports(this.#monitorsOf([...told, ...before.filter(({ name }) => gone.has(name))]))
    this.#options.changes.changed('backend', entry.backend.id)
  }

  /** Takes in how the connection is that things are pushed over; says nothing about what came over it. */
  recordConnection({ status: grade, message, details, failure }: ConnectionReport): void {
    const entry = this.backends.get(this.#pushedId ?? '')
    if (!entry) return
    const at = this.#options.clock.now()
    const subject = backendSubject(entry)
    const result = { at, grade, message, responseTimeMs: null, details, failure }
    const change = this.#take(subject, result, AT_ONCE)
    this.#settle(subject, change, failure === undefined ? null : this.#network.excuseForBackend(entry))
    if (this.#network.offline || failure !== undefined) this.#updateNetwork()
  }

  /** What was pushed of these services and metrics is too long ago to be true. */
  silencePushed(services: Iterable<string>, metricIds: Iterable<string>, because: string): void {
    const entry = this.backends.get(this.#pushedId ?? '')
    if (!entry) return
    const at = this.#options.clock.now()
    const silent = [...services].flatMap(name => entry.services.get(name) ?? [])
    this.#becomeUnknown(entry, silent, because, at)
    if (this.metrics.silencePushed(metricIds, at)) this.#overall.invalidate()
    this.#options.changes.changed('backend', entry.backend.id)
  }

  /** Takes in metrics that were pushed. */
  recordPushedMetrics(metrics: readonly PushedMetric[], goneIds: readonly string[] = []): void {
    if (this.#pushedId === null) return
    this.metrics.forgetPushed(goneIds)
    if (this.metrics.recordPushed(metrics, this.#options.clock.now())) this.#overall.invalidate()
    this.#options.onSamples?.(metrics.map(({ sample }) => sample))
  }

  #forgetPushed(): void {
    this.metrics.forgetPushed(this.metrics.pushed.keys())
    this.pushedAlerts.clear()
  }

  /** Records what was reported of services; answers which of them changed their status, and to what. */
  #recordServices(
    entry: WatchedBackend,
    reported: readonly ReportedService[],
    rules: ConfirmationRules,
    at: number,
  ): readonly { readonly name: string; readonly to: Status }[] {
    const changed: { readonly name: string; readonly to: Status }[] = []
    for (const { name, status: grade, message, responseTimeMs, details } of reported) {
      const service = entry.services.get(name)
      if (!service) continue
      const subject = serviceSubject(entry.backend.id, service)
      const change = this.#take(subject, { at, grade, message, responseTimeMs, details }, rules)
      this.#settle(subject, change, null)
      if (change) changed.push({ name, to: change.to })
    }
    this.#overall.invalidate()
    return changed
  }

  #take(subject: Subject, result: WatchedResult, rules: ConfirmationRules): StatusChange | null {
    this.#options.onResult?.(subject.scope, subject.id, result)
    return subject.watched.record(result, rules)
  }

  /** What was last said of services is not known any more. */
  #becomeUnknown(
    { backend }: WatchedBackend,
    services: Iterable<WatchedService>,
    because: string,
    at: number,
  ): void {
    const silent = [...services]
    for (const service of silent) {
      this.#settle(serviceSubject(backend.id, service), service.watched.becomeUnknown(because, at), null)
    }
    this.#tellOfReports(this.#monitorsOf(silent))
  }

  /** The views of our monitors show what backends report of the same service. */
  #tellOfReports(monitorIds: Iterable<string>): void {
    for (const id of new Set(monitorIds)) {
      if (this.monitors.has(id)) this.#options.changes.changed('monitor', id)
    }
  }

  *#monitorsOf(services: Iterable<WatchedService>): Iterable<string> {
    for (const service of services) {
      const monitor = this.#same.monitorOf(service)
      if (monitor !== null) yield monitor.id
    }
  }

  /** After a result: replaces an excused failure by unknown, tells of a change, ends mutes until recovery. */
  #settle(subject: Subject, change: StatusChange | null, excuse: string | null): void {
    let final = change
    if (excuse !== null) {
      const from = change?.from ?? subject.watched.status
      subject.watched.becomeUnknown(excuse, this.#options.clock.now())
      final = from === 'unknown' ? null : { from, to: 'unknown' }
    }
    if (subject.scope !== 'service')
      this.#options.changes.changed(subject.scope === 'monitor' ? 'monitor' : 'backend', subject.id)
    if (final) this.#tell(subject, final)
    // Also from unknown: after a restart it is not remembered that it was down.
    if (final?.to === 'healthy') this.#recovered(subject)
  }

  #tell({ scope, id, name, watched }: Subject, change: StatusChange): void {
    const { clock, onTransition } = this.#options
    onTransition({ scope, id, name, ...change, message: watched.message, at: clock.now() })
    this.#overall.invalidate()
  }

  #recovered({ scope, id, category }: Subject): void {
    this.mutes.recovered([{ scope, id }])
    if (category === null) return
    const whole: Target = { scope: 'category', id: category }
    if (this.mutes.isUntilRecovery(whole) && this.#isAllHealthyIn(category)) this.mutes.recovered([whole])
  }

  #isAllHealthyIn(category: string): boolean {
    for (const { monitor, watched } of this.monitors.values()) {
      if (monitor.category === category && !monitor.paused && watched.status !== 'healthy') return false
    }
    for (const { services } of this.backends.values()) {
      for (const service of services.values()) {
        if (service.category === category && service.watched.status !== 'healthy') return false
      }
    }
    return true
  }

  /** Takes a batch of samples of this machine or of an application in, and drops the metrics that are no longer measured. */
  recordSamples(samples: readonly MetricSample[], goneIds: readonly string[]): void {
    if (this.metrics.record(samples, goneIds, this.#options.clock.now())) this.#overall.invalidate()
    this.#options.onSamples?.(samples)
  }

  mute(targets: readonly Target[], until: number | null, untilRecovery: boolean): void {
    const since = this.#options.clock.now()
    this.mutes.add(targets.map(target => ({ target, until, untilRecovery, since })))
  }

  /** Takes over which maintenance windows are open now. */
  maintain(open: readonly OpenWindow[]): void {
    if (this.mutes.maintenance.set(open)) this.#excusesChanged()
  }

  #mutesChanged(all: readonly Mute[]): void {
    this.#options.onMutes(all)
    this.#excusesChanged()
  }

  #excusesChanged(): void {
    const { changes } = this.#options
    for (const id of this.monitors.keys()) changes.changed('monitor', id)
    for (const id of this.backends.keys()) changes.changed('backend', id)
    this.#overall.invalidate()
  }

  #overallChanged(next: OverallView, before: OverallView): void {
    this.#options.changes.changed('overall')
    if (next.status === before.status) return
    const { line: message, since: at } = next
    const { status: from } = before
    this.#options.onTransition({
      scope: 'overall',
      id: 'overall',
      name: 'Overall',
      from,
      to: next.status,
      message,
      at,
    })
  }

  /** After sleep or a pause of the schedule nothing counts as stale until it has had time to be checked anew. */
  extendFreshness(): void {
    for (const { monitor, watched } of this.monitors.values()) {
      if (watched.freshUntil !== null) this.#stayFresh(watched, monitor.intervalSeconds)
    }
    for (const { backend, watched } of this.backends.values()) {
      if (watched.freshUntil !== null) this.#stayFresh(watched, backend.intervalSeconds)
    }
  }

  #stayFresh(watched: Watched, intervalSeconds: number, restMs = 0): void {
    const now = this.#options.clock.monotonic()
    watched.freshUntil = now + restMs + intervalSeconds * 1000 * STALE_INTERVALS
  }

  #tick(): void {
    const { clock } = this.#options
    this.mutes.expire(clock.now())
    this.pushedAlerts.expire()
    const elapsed = clock.monotonic()
    for (const subject of this.#subjects()) {
      const { watched } = subject
      if (watched.freshUntil === null || elapsed < watched.freshUntil) continue
      watched.freshUntil = null
      const change = watched.becomeUnknown(
        'No result for three intervals, so this is not known.',
        clock.now(),
      )
      this.#settle(subject, change, null)
    }
    if (this.#network.isStale) this.#updateNetwork()
    if (this.metrics.isAnyCritical) this.#overall.invalidate()
  }

  *#subjects(): Iterable<Subject> {
    for (const entry of this.monitors.values()) yield monitorSubject(entry)
    for (const entry of this.backends.values()) yield backendSubject(entry)
  }

  #updateNetwork(): void {
    const { changed, interfaceIsBack } = this.#network.update()
    if (interfaceIsBack) this.#options.onNetworkBack()
    if (!changed) return
    if (this.#network.offline) this.#excuseWhatIsBeyond()
    this.#overall.invalidate()
  }

  /** With the network gone, what is not on this machine is unknown at once. */
  #excuseWhatIsBeyond(): void {
    for (const entry of this.monitors.values()) {
      const excuse = entry.monitor.paused ? null : this.#network.excuseForMonitor(entry)
      if (excuse !== null && entry.watched.last !== null) this.#settle(monitorSubject(entry), null, excuse)
    }
    for (const entry of this.backends.values()) {
      const excuse = entry.backend.paused ? null : this.#network.excuseForBackend(entry)
      if (excuse !== null && entry.watched.last !== null) this.#settle(backendSubject(entry), null, excuse)
    }
  }
}
