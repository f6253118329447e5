import type { Config } from '#shared/config.ts'
import type { SeriesRef } from '#shared/history.ts'
import type { EngineInfo, Notice } from '#shared/views.ts'
import type { EngineViews } from './api/engine-views.ts'
import { statusReport } from './api/status-report.ts'
import type { Resolved } from './config/references.ts'
import type { StateStore } from './config/state-store.ts'
import type { EngineOptions } from './engine-options.ts'
import { History } from './history/history.ts'
import { inspectHistoryFile, openHistoryStore } from './history/open-history-store.ts'
import { Metrics } from './metrics-exposition/metrics.ts'
import { RemoteWrite } from './remote-write/remote-write.ts'
import { Reports } from './reports/reports.ts'
import { endpointTests } from './reports/run-endpoint-tests.ts'
import type { ChangeLog } from './status/change-log.ts'
import type { StatusBook } from './status/status-book.ts'
import type { Subject } from './status/subject.ts'
import type { WatchedResult } from './status/watched.ts'
import type { MetricSample } from './system/metric-sample.ts'

/** The metrics of an application come with the polls of its backend: about this often, in ms. */
const APPLICATION_INTERVAL_MS = 30_000

export interface SinksOptions extends Pick<EngineOptions, 'clock' | 'log' | 'dataDir' | 'version'> {
  readonly book: StatusBook
  readonly views: () => EngineViews
  readonly changes: ChangeLog
  readonly state: StateStore
  readonly config: () => Config
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** What the engine says of itself. */
  readonly info: () => EngineInfo
}

/** Where what is found goes to stay: the history, the reports made from it, the metrics, and whoever these are sent to. */
export class Sinks {
  readonly history: History
  readonly reports: Reports
  readonly metrics: Metrics
  readonly remoteWrite: RemoteWrite
  readonly #options: SinksOptions
  #reportNotices = ''

  constructor(options: SinksOptions) {
    this.#options = options
    const { clock, log, dataDir, version, book, changes, state, config, resolve } = options
    const onNotices = () => changes.changed('info')
    this.metrics = new Metrics({
      ...{ clock, book: () => book, thresholds: () => config().thresholds, facts: options.info },
      uptimeOf: ref => this.history.uptimeOf(ref),
      others: [() => this.remoteWrite.families()],
    })
    this.remoteWrite = new RemoteWrite({
      ...{ clock, resolve, log, version, metrics: this.metrics, onNotices },
    })
    this.history = new History({
      ...{ clock, log, dataDir, book, resolve, onNotices },
      ...{ open: openHistoryStore, inspect: inspectHistoryFile },
      config: () => config().history,
      onShown: changed => this.#showAnew(changed),
    })
    this.reports = new Reports({
      ...{ clock, log, dataDir, version, config },
      store: () => this.history.store,
      health: () => statusReport(options.views()),
      memories: () => state.current().schedules,
      remember: schedules => state.set({ schedules }),
      runEndpointTests: endpointTests(clock, resolve),
      onChange: () => this.#onReports(),
    })
  }

  start(): void {
    void this.history.start().then(() => this.reports.start())
    this.remoteWrite.start(this.#options.config().remoteWrite)
  }

  /** Takes a changed configuration over. */
  apply(next: Config): void {
    this.remoteWrite.apply(next.remoteWrite)
    this.history.configure()
    this.reports.schedules.changed()
    this.#options.changes.changed('reports')
  }

  /** One result of a check, of a poll, or of a service that a poll reported. */
  addResult(kind: Subject['scope'], id: string, result: WatchedResult): void {
    const { at, grade: status, responseTimeMs: value } = result
    this.history.add({ kind, id, at, status, value })
    this.metrics.tally.addResult(kind, id, result, this.#options.book.monitors.get(id)?.monitor.category)
  }

  addSamples(samples: readonly MetricSample[]): void {
    this.metrics.tally.addSamples(samples)
    const sampleMs = this.#options.config().settings.sampleSeconds * 1000
    for (const { id, name, group, unit, sampledAt, value } of samples) {
      const intervalMs = group === 'application' ? APPLICATION_INTERVAL_MS : sampleMs
      const facts = { kind: 'metric', id, name, category: group, unit, intervalMs } as const
      this.history.addMetric(facts, sampledAt, value)
    }
  }

  /** What the operator should know of them. */
  notices(): readonly Notice[] {
    return [...this.history.notices(), ...this.reports.notices(), ...this.remoteWrite.notices()]
  }

  /** Ends what is made from the history; the history itself goes on, for what still comes in. */
  async stopOutput(): Promise<void> {
    this.metrics.stop()
    await Promise.all([this.remoteWrite.stop(), this.reports.stop()])
  }

  #showAnew(changed: readonly SeriesRef[]): void {
    const { changes, book } = this.#options
    for (const { kind, id } of changed) {
      if (kind === 'service') changes.changed('backend', id.split('/', 1)[0])
      else if (kind !== 'metric' || book.metrics.get(id)) changes.changed(kind, id)
    }
  }

  #onReports(): void {
    const { changes } = this.#options
    changes.changed('reports')
    // A schedule that did not go well is a notice.
    const notices = this.reports.notices().map(({ id }) => id)
    if (notices.join() === this.#reportNotices) return
    this.#reportNotices = notices.join()
    changes.changed('info')
  }
}
