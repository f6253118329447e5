import type { Backend, Config, Monitor, Thresholds } from '#shared/config.ts'
import { isDeepStrictEqual } from 'node:util'
import type { Status } from '#shared/status.ts'
import type { Mute, OverallView, Target } from '#shared/views.ts'
import type { BackendReport } from '../backends/format.ts'
import type { CheckOutcome, TargetDescription } from '../checkers/checker.ts'
import type { Clock, Timer } from '../clock.ts'
import type { MetricSample } from '../system/metric-sample.ts'
import type { ChangeLog } from './change-log.ts'
import { effectiveConfirmation, effectiveGrading } from './effective-rules.ts'
import { gradeOutcome } from './grade-outcome.ts'
import { MetricBoard } from './metric-board.ts'
import { Mutes } from './mutes.ts'
import { hasNoNetwork, isOnThisMachine, type NetworkWitness } from './network-presence.ts'
import { OverallStatus } from './overall-status.ts'
import type { RollUpItem } from './roll-up.ts'
import { serviceKey } from './service-key.ts'
import { type StatusChange, Watched } from './watched.ts'

/** A status that changed, for those who tell people: alerts, notifications, the log. */
export interface Transition {
  readonly scope: 'monitor' | 'backend' | 'service' | 'overall'
  readonly id: string
  readonly name: string
  readonly from: Status
  readonly to: Status
  readonly message: string
  readonly at: number
}

export interface WatchedMonitor {
  readonly monitor: Monitor
  readonly description: TargetDescription
  readonly watched: Watched
}

export interface WatchedService {
  readonly name: string
  readonly category: string
  readonly watched: Watched
}

export interface WatchedBackend {
  readonly backend: Backend
  readonly watched: Watched
  readonly services: Map<string, WatchedService>
  report: BackendReport | null
  detectedFormat: string | null
  restartedAt: number | null
}

export interface StatusBookOptions {
  readonly clock: Clock
  readonly changes: ChangeLog
  /** Where a monitor's check goes, in words safe to show. */
  readonly describe: (monitor: Monitor) => TargetDescription
  /** Names of network interfaces beyond loopback that have an address. */
  readonly externalInterfaces: () => readonly string[]
  readonly onTransition: (transition: Transition) => void
  /** Called when mutes changed by themselves or by command, to be kept. */
  readonly onMutes: (mutes: readonly Mute[]) => void
}

const TICK_MS = 1000
/** No result for this many intervals: unknown (vocabulary). */
const STALE_INTERVALS = 3

const NO_NETWORK = 'No network here: this machine has no connection.'

/**
 * Holds what is known of everything watched and decides, by the pure rules beside it, what is healthy. The only place
 * that does. Tells through the change log what is worth showing anew, and through transitions what changed status.
 */
export class StatusBook {
  readonly monitors = new Map<string, WatchedMonitor>()
  readonly backends = new Map<string, WatchedBackend>()
  readonly metrics: MetricBoard
  readonly #options: StatusBookOptions
  #thresholds: Thresholds
  #mutes: Mutes
  #offline = false
  readonly #overall: OverallStatus
  #tickTimer: Timer | null = null

  constructor(options: StatusBookOptions, thresholds: Thresholds, mutes: readonly Mute[]) {
    this.#options = options
    this.#thresholds = thresholds
    this.#mutes = new Mutes(mutes)
    this.metrics = new MetricBoard(options.changes, thresholds)
    this.#overall = new OverallStatus({
      clock: options.clock,
      items: now => this.#rollUpItems(now),
      isOffline: () => this.#offline,
      onChange: (next, before) => this.#overallChanged(next, before),
    })
  }

  get overall(): OverallView {
    return this.#overall.view
  }
  get mutes(): Mutes {
    return this.#mutes
  }
  get offline(): boolean {
    return this.#offline
  }

  start(): void {
    const tick = () => {
      this.#tick()
      this.#tickTimer = this.#options.clock.after(TICK_MS, tick)
    }
    this.#tickTimer = this.#options.clock.after(TICK_MS, tick)
  }

  stop(): void {
    this.#tickTimer?.cancel()
    this.#overall.stop()
  }

  /** Takes a new configuration over. What did not change keeps its state; a changed check starts from unknown. */
  configure(config: Config): void {
    this.#thresholds = config.thresholds
    const { changes } = this.#options
    reconcile(this.monitors, config.monitors, {
      adopt: (before, monitor) => this.#adoptMonitor(before, monitor),
      onChanged: id => changes.changed('monitor', id),
      onGone: id => changes.gone('monitor', id),
    })
    reconcile(this.backends, config.backends, {
      adopt: adoptBackend,
      onChanged: id => changes.changed('backend', id),
      onGone: id => changes.gone('backend', id),
    })
    for (const entry of [...this.monitors.values(), ...this.backends.values()]) {
      const paused = 'monitor' in entry ? entry.monitor.paused : entry.backend.paused
      if (paused && entry.watched.status !== 'unknown') entry.watched.becomeUnknown('Paused.', this.#options.clock.now())
    }
    changes.changed('order')
    this.metrics.configure(config.thresholds, this.#options.clock.now())
    this.#overall.invalidate()
  }

  #adoptMonitor(before: WatchedMonitor | undefined, monitor: Monitor): WatchedMonitor {
    if (before && isDeepStrictEqual(before.monitor, monitor)) return before
    const isSameCheck = before && isDeepStrictEqual(before.monitor.check, monitor.check)
    return {
      monitor,
      description: this.#options.describe(monitor),
      watched: isSameCheck ? before.watched : new Watched(),
    }
  }

  /** Takes the outcome of one check in. Results of what is no longer configured, or paused meanwhile, are dropped. */
  recordCheck(id: string, outcome: CheckOutcome): void {
    const entry = this.monitors.get(id)
    if (!entry || entry.monitor.paused) return
    const { clock } = this.#options
    const at = clock.now()
    const grade = gradeOutcome(outcome, effectiveGrading(entry.monitor, this.#thresholds), at)
    const { watched, monitor } = entry
    watched.freshUntil = clock.monotonic() + monitor.intervalSeconds * 1000 * STALE_INTERVALS
    const change = watched.record(
      {
        at,
        grade: grade.status,
        message: grade.message,
        responseTimeMs: outcome.responseTimeMs,
        details: outcome.details,
        failure: outcome.failure,
        certificateExpiresAt: outcome.certificateExpiresAt,
      },
      effectiveConfirmation(monitor, this.#thresholds),
    )
    const excuse = this.#excuseFor(entry, grade.status)
    const final = excuse === null ? change : this.#excuse(watched, excuse, change)
    this.#afterResult('monitor', monitor, final, [
      { scope: 'monitor', id },
      { scope: 'category', id: monitor.category },
    ])
    this.#options.changes.changed('monitor', id)
  }

  /** Takes one poll of a backend in; each reported service is confirmed on its own, by the backend's rules. */
  recordPoll(
    id: string,
    report: BackendReport & { readonly format: string | null; readonly responseTimeMs: number | null },
    restarted: boolean,
  ): void {
    const entry = this.backends.get(id)
    if (!entry || entry.backend.paused) return
    const { clock, changes } = this.#options
    const at = clock.now()
    const { backend, watched } = entry
    const rules = effectiveConfirmation(backend, this.#thresholds)
    watched.freshUntil = clock.monotonic() + backend.intervalSeconds * 1000 * STALE_INTERVALS
    entry.report = report
    if (report.format !== null) entry.detectedFormat = report.format
    if (restarted) entry.restartedAt = at
    const change = watched.record(
      {
        at,
        grade: report.status,
        message: report.message,
        responseTimeMs: report.responseTimeMs,
        details: report.details,
        failure: report.failure,
      },
      rules,
    )
    const silent = report.failure !== undefined
    const excuse = silent && this.#offline && !isOnThisMachine(hostOf(backend.url)) ? NO_NETWORK : null
    const final = excuse === null ? change : this.#excuse(watched, excuse, change)
    this.#afterResult('backend', backend, final, [{ scope: 'backend', id }])
    if (silent) this.#servicesUnknown(entry, at)
    else this.#recordServices(entry, report, at)
    changes.changed('backend', id)
    this.#overall.invalidate()
  }

  #recordServices(entry: WatchedBackend, report: BackendReport, at: number): void {
    const { backend } = entry
    const rules = effectiveConfirmation(backend, this.#thresholds)
    const reported = new Set<string>()
    for (const service of report.services) {
      reported.add(service.name)
      const known = entry.services.get(service.name)
      const watched = known?.watched ?? new Watched()
      entry.services.set(service.name, { name: service.name, category: service.category, watched })
      const change = watched.record(
        {
          at,
          grade: service.status,
          message: service.message,
          responseTimeMs: service.responseTimeMs,
          details: service.details,
        },
        rules,
      )
      const id = `${backend.id}/${service.name}`
      this.#afterResult('service', { id, name: service.name }, change, [
        { scope: 'service', id },
        { scope: 'category', id: service.category },
      ])
    }
    for (const name of entry.services.keys()) if (!reported.has(name)) entry.services.delete(name)
  }

  /** What a silent backend last said of its services is not known any more once its silence is confirmed. */
  #servicesUnknown(entry: WatchedBackend, at: number): void {
    if (entry.watched.status === 'healthy' || entry.watched.isPending) return
    for (const service of entry.services.values()) {
      service.watched.becomeUnknown(`${entry.backend.name} does not answer, so this is not known.`, at)
    }
  }

  /** Why a bad result says nothing about the monitor itself; null if it does. */
  #excuseFor(entry: WatchedMonitor, grade: Status): string | null {
    if (grade === 'healthy') return null
    const { needs } = entry.monitor
    if (needs !== undefined && !this.#isAvailable(needs)) return `Not reachable without ${needs}, which is down.`
    return this.#offline && !isOnThisMachine(entry.description.host) ? NO_NETWORK : null
  }

  /** Whether a needed interface has an address, or a needed monitor is not unhealthy. */
  #isAvailable(needs: string): boolean {
    const probe = this.monitors.get(needs)
    if (probe) return probe.watched.status !== 'unhealthy' && !probe.watched.isPending
    return this.#options.externalInterfaces().includes(needs)
  }

  #excuse(watched: Watched, because: string, change: StatusChange | null): StatusChange | null {
    const from = change?.from ?? watched.status
    watched.becomeUnknown(because, this.#options.clock.now())
    return from === 'unknown' ? null : { from, to: 'unknown' }
  }

  #afterResult(
    scope: Transition['scope'],
    item: { readonly id: string; readonly name: string },
    change: StatusChange | null,
    targets: readonly Target[],
  ): void {
    if (change) this.#tell(scope, item, change)
    if (change?.to === 'healthy' && change.from !== 'unknown') this.#endMutesUntilRecovery(targets)
    if (scope !== 'service') this.#updateOffline()
  }

  #tell(scope: Transition['scope'], item: { readonly id: string; readonly name: string }, change: StatusChange): void {
    const message = this.#messageOf(scope, item.id)
    const at = this.#options.clock.now()
    this.#options.onTransition({ scope, id: item.id, name: item.name, ...change, message, at })
    this.#overall.invalidate()
  }

  #overallChanged(next: OverallView, before: OverallView): void {
    this.#options.changes.changed('overall')
    if (next.status === before.status) return
    const { line: message, since: at } = next
    this.#options.onTransition({ scope: 'overall', id: 'overall', name: 'Overall', from: before.status, to: next.status, message, at })
  }

  #messageOf(scope: Transition['scope'], id: string): string {
    if (scope === 'monitor') return this.monitors.get(id)?.watched.message ?? ''
    if (scope === 'backend') return this.backends.get(id)?.watched.message ?? ''
    if (scope === 'overall') return this.#overall.view.line
    const slash = id.indexOf('/')
    return this.backends.get(id.slice(0, slash))?.services.get(id.slice(slash + 1))?.watched.message ?? ''
  }

  /** Takes a batch of samples of this machine in, and drops the metrics that are no longer measured. */
  recordSamples(samples: readonly MetricSample[], goneIds: readonly string[]): void {
    if (this.metrics.record(samples, goneIds, this.#options.clock.now())) this.#overall.invalidate()
  }

  mute(targets: readonly Target[], until: number | null, untilRecovery: boolean): void {
    const since = this.#options.clock.now()
    this.#setMutes(this.#mutes.with(targets.map(target => ({ target, until, untilRecovery, since }))))
  }

  unmute(targets: readonly Target[]): void {
    this.#setMutes(this.#mutes.without(targets))
  }

  #setMutes(mutes: Mutes): void {
    this.#mutes = mutes
    this.#options.onMutes(mutes.all())
    for (const id of this.monitors.keys()) this.#options.changes.changed('monitor', id)
    for (const id of this.backends.keys()) this.#options.changes.changed('backend', id)
    this.#overall.invalidate()
  }

  /** A mute until recovery ends when the thing recovers; of a category, when the last of it has. */
  #endMutesUntilRecovery(targets: readonly Target[]): void {
    const ended = this.#mutes
      .all()
      .filter(mute => mute.untilRecovery && targets.some(target => sameTarget(target, mute.target)))
      .filter(mute => mute.target.scope !== 'category' || !this.#isAnyBadIn(mute.target.id))
    if (ended.length > 0) this.#setMutes(this.#mutes.without(ended.map(mute => mute.target)))
  }

  #isAnyBadIn(category: string): boolean {
    const isBad = (watched: Watched) => watched.status === 'unhealthy' || watched.status === 'degraded'
    for (const { monitor, watched } of this.monitors.values()) {
      if (monitor.category === category && isBad(watched)) return true
    }
    for (const { services } of this.backends.values()) {
      for (const service of services.values()) if (service.category === category && isBad(service.watched)) return true
    }
    return false
  }

  /** After sleep or a pause of the schedule nothing counts as stale until it has had time to be checked anew. */
  extendFreshness(): void {
    const now = this.#options.clock.monotonic()
    const extend = (watched: Watched, intervalSeconds: number) => {
      if (watched.freshUntil !== null) watched.freshUntil = now + intervalSeconds * 1000 * STALE_INTERVALS
    }
    for (const { monitor, watched } of this.monitors.values()) extend(watched, monitor.intervalSeconds)
    for (const { backend, watched } of this.backends.values()) extend(watched, backend.intervalSeconds)
  }

  /** Once a second: what is too old becomes unknown, mutes run out, what lasts long enough counts. */
  #tick(): void {
    const { clock } = this.#options
    const mutes = this.#mutes.expired(clock.now())
    if (mutes !== this.#mutes) this.#setMutes(mutes)
    for (const [id, { monitor, watched }] of this.monitors) this.#expire('monitor', id, monitor.name, watched)
    for (const [id, { backend, watched }] of this.backends) this.#expire('backend', id, backend.name, watched)
    this.#updateOffline()
    if (this.metrics.isAnyCritical) this.#overall.invalidate()
  }

  #expire(scope: 'monitor' | 'backend', id: string, name: string, watched: Watched): void {
    const { clock, changes } = this.#options
    if (watched.freshUntil === null || clock.monotonic() < watched.freshUntil) return
    watched.freshUntil = null
    const change = watched.becomeUnknown('No result for three intervals, so this is not known.', clock.now())
    changes.changed(scope, id)
    if (change) this.#tell(scope, { id, name }, change)
  }

  #updateOffline(): void {
    const offline = hasNoNetwork(this.#options.externalInterfaces().length > 0, this.#witnesses())
    if (offline === this.#offline) return
    this.#offline = offline
    if (offline) this.#excuseAllBeyondLoopback()
    this.#overall.invalidate()
  }

  #excuseAllBeyondLoopback(): void {
    for (const [id, entry] of this.monitors) {
      if (entry.watched.last === null || isOnThisMachine(entry.description.host) || entry.monitor.paused) continue
      const change = entry.watched.becomeUnknown(NO_NETWORK, this.#options.clock.now())
      this.#options.changes.changed('monitor', id)
      if (change) this.#tell('monitor', entry.monitor, change)
    }
    for (const [id, entry] of this.backends) {
      if (entry.watched.last === null || isOnThisMachine(hostOf(entry.backend.url)) || entry.backend.paused) continue
      const change = entry.watched.becomeUnknown(NO_NETWORK, this.#options.clock.now())
      this.#options.changes.changed('backend', id)
      if (change) this.#tell('backend', entry.backend, change)
    }
  }

  *#witnesses(): Iterable<NetworkWitness> {
    const lastOf = (watched: Watched): NetworkWitness['last'] =>
      watched.last === null ? undefined : (watched.last.failure ?? 'good')
    for (const { monitor, description, watched } of this.monitors.values()) {
      if (!monitor.paused) yield { host: description.host, last: lastOf(watched) }
    }
    for (const { backend, watched } of this.backends.values()) {
      if (!backend.paused) yield { host: hostOf(backend.url), last: lastOf(watched) }
    }
  }

  *#rollUpItems(now: number): Iterable<RollUpItem> {
    for (const { monitor, watched } of this.monitors.values()) {
      yield {
        ...rollUpFacts('monitor', monitor.id, monitor.name, watched),
        severity: monitor.severity,
        muted: this.muteOfMonitor(monitor, now) !== null,
        paused: monitor.paused,
        covered: false,
      }
    }
    const covering = this.#coveringKeys()
    for (const entry of this.backends.values()) yield* this.#backendItems(entry, covering, now)
    yield* this.metrics.rollUpItems(now)
  }

  *#backendItems(entry: WatchedBackend, covering: ReadonlyMap<string, string>, now: number): Iterable<RollUpItem> {
    const { backend, watched } = entry
    const isSilent = watched.last?.failure !== undefined
    yield {
      ...rollUpFacts('backend', backend.id, backend.name, watched),
      // A silent backend counts with its own severity; what it merely says of itself never turns the light red.
      severity: isSilent ? backend.severity : 'minor',
      muted: this.muteOfBackend(backend.id, now) !== null,
      paused: backend.paused,
      covered: !isSilent && entry.services.size > 0,
    }
    if (backend.paused) return
    for (const service of entry.services.values()) {
      yield {
        ...rollUpFacts('service', `${backend.id}/${service.name}`, service.name, service.watched),
        severity: 'minor',
        muted: this.muteOfService(backend.id, service, now) !== null,
        paused: false,
        covered: covering.has(serviceKey(service.name)),
      }
    }
  }

  /** Names, normalised, of services that a critical monitor of ours checks. */
  #coveringKeys(): Map<string, string> {
    const keys = new Map<string, string>()
    for (const [id, { monitor }] of this.monitors) {
      if (monitor.severity !== 'critical' || monitor.paused) continue
      keys.set(serviceKey(monitor.name), id)
      keys.set(serviceKey(monitor.check.kind), id)
    }
    return keys
  }

  /** Id of the critical monitor of ours that checks the same service as this report; null if none does. */
  coveringMonitor(serviceName: string): string | null {
    return this.#coveringKeys().get(serviceKey(serviceName)) ?? null
  }

  muteOfMonitor(monitor: Monitor, now: number): Mute | null {
    return this.#mutes.covering(
      [
        { scope: 'monitor', id: monitor.id },
        { scope: 'category', id: monitor.category },
      ],
      now,
    )
  }

  muteOfBackend(backendId: string, now: number): Mute | null {
    return this.#mutes.covering([{ scope: 'backend', id: backendId }], now)
  }

  muteOfService(backendId: string, service: WatchedService, now: number): Mute | null {
    return this.#mutes.covering(
      [
        { scope: 'service', id: `${backendId}/${service.name}` },
        { scope: 'backend', id: backendId },
        { scope: 'category', id: service.category },
      ],
      now,
    )
  }
}

/** Brings a map of watched things in line with the configuration, in its order, keeping what `adopt` keeps. */
function reconcile<Item extends { readonly id: string }, Entry>(
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

function adoptBackend(before: WatchedBackend | undefined, backend: Backend): WatchedBackend {
  if (before && isDeepStrictEqual(before.backend, backend)) return before
  if (before && before.backend.url === backend.url && before.backend.format === backend.format) {
    return { ...before, backend }
  }
  return { backend, watched: new Watched(), services: new Map(), report: null, detectedFormat: null, restartedAt: null }
}

function rollUpFacts(scope: RollUpItem['scope'], id: string, name: string, watched: Watched) {
  return { scope, id, name, status: watched.status, since: watched.since, message: watched.message }
}

const sameTarget = (a: Target, b: Target) => a.scope === b.scope && a.id === b.id

const hostOf = (url: string): string | null => URL.parse(url)?.hostname ?? null
