import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import type { Config } from '#shared/config.ts'
import type { ContractHandlers } from '#shared/contract.ts'
import type { SeriesRef } from '#shared/history.ts'
import type { EngineInfo, Notice } from '#shared/views.ts'
import { OverallAlerts } from './alerts/overall-alerts.ts'
import { problemFate } from './alerts/problem-fate.ts'
import { configHandlers } from './api/config-handlers.ts'
import type { ContractServerOptions } from './api/contract-server.ts'
import { engineInfo } from './api/engine-info.ts'
import { EngineViews } from './api/engine-views.ts'
import { historyHandlers } from './api/history-handlers.ts'
import type { HttpFace, HttpFaceOptions } from './api/http-face.ts'
import { describeKinds } from './api/kinds.ts'
import { machineHandlers } from './api/machine-handlers.ts'
import { profileHandlers } from './api/profile-handlers.ts'
import { reportHandlers } from './api/report-handlers.ts'
import { shellHandlers } from './api/shell-handlers.ts'
import { stageHandlers } from './api/stage-handlers.ts'
import { statusReport } from './api/status-report.ts'
import { UpdateStream } from './api/update-stream.ts'
import { watchHandlers } from './api/watch-handlers.ts'
import { BackendPoller } from './backends/poll-backend.ts'
import { formats } from './backends/registry.ts'
import { checkers } from './checkers/registry.ts'
import { type ConfigRules, configRules } from './config/config-rules.ts'
import type { ConfigStore } from './config/config-store.ts'
import { openConfig } from './config/open-config.ts'
import { resolveReferences } from './config/references.ts'
import { makeResolvers } from './config/resolvers.ts'
import { StateStore } from './config/state-store.ts'
import { discoverServices } from './discovery/discover-services.ts'
import { DiscoveryBoard } from './discovery/discovery-board.ts'
import { notYetWatched } from './discovery/not-yet-watched.ts'
import type { EngineOptions } from './engine-options.ts'
import { History } from './history/history.ts'
import { inspectHistoryFile, openHistoryStore } from './history/open-history-store.ts'
import { Metrics } from './metrics-exposition/metrics.ts'
import { ofDemo } from './notify/notification.ts'
import { QuietTime } from './notify/quiet-time.ts'
import { profiles } from './profiles/registry.ts'
import { RemoteWrite } from './remote-write/remote-write.ts'
import { loadReportFormats, Reports } from './reports/reports.ts'
import { endpointTests } from './reports/run-endpoint-tests.ts'
import { ChangeLog } from './status/change-log.ts'
import { StatusBook } from './status/status-book.ts'
import type { Subject } from './status/subject.ts'
import type { Transition } from './status/transition.ts'
import type { WatchedResult } from './status/watched.ts'
import { externalInterfacesOf } from './system/external-interfaces.ts'
import { machineSources } from './system/machine-sources.ts'
import type { MetricSample } from './system/metric-sample.ts'
import { SystemSampler } from './system/system-sampler.ts'
import { openTray, type TrayActions } from './tray/open-tray.ts'
import type { TrayFeed } from './tray/tray-feed.ts'
import type { TrayModel } from './tray/tray-menu.ts'
import { BackendRunner } from './watch/backend-runner.ts'
import { CheckRefresh } from './watch/check-refresh.ts'
import { KeptResources } from './watch/kept-resources.ts'
import { LimitedRefresh } from './watch/limited-refresh.ts'
import { MonitorRunner } from './watch/monitor-runner.ts'
import { SelfChecks } from './watch/self-checks.ts'
import { WakeGrace } from './watch/wake-grace.ts'
import { monitorTask, WatchSchedule } from './watch/watch-schedule.ts'

/** From start to the first look for services on a machine where nothing is configured. */
const FIRST_LOOK_MS = 300

/** The metrics of an application come with the polls of its backend: about this often, in ms. */
const APPLICATION_INTERVAL_MS = 30_000

/**
 * The composition root: builds the parts, starts and stops them in order, and connects them. The only file that knows
 * them all. `create` reads the configuration; `start` begins to watch.
 */
export class Engine {
  readonly instance = randomUUID()
  readonly startedAt: number
  readonly book: StatusBook
  readonly views: EngineViews
  readonly handlers: ContractHandlers
  readonly #options: EngineOptions
  readonly #config: ConfigStore
  readonly #secretNotices: () => readonly Notice[]
  readonly #state: StateStore
  readonly #changes = new ChangeLog()
  readonly #schedule: WatchSchedule
  readonly #sampler: SystemSampler
  readonly #refresh: CheckRefresh
  readonly #limitedRefresh: LimitedRefresh
  readonly #selfChecks: SelfChecks
  readonly #discovery: DiscoveryBoard
  readonly #kept = new KeptResources()
  readonly #monitors: MonitorRunner
  readonly #backends: BackendRunner
  readonly #quiet: QuietTime
  readonly #alerts: OverallAlerts
  readonly #history: History
  readonly #reports: Reports
  readonly #metrics: Metrics
  readonly #remoteWrite: RemoteWrite
  readonly #stopping = new AbortController()
  #applied: Config
  #face: HttpFace | null = null
  #tray: TrayFeed | null = null
  #reportNotices = ''

  /**
   * Reads configuration and state.
   *
   * @throws ConfigError with every problem of an operator's own configuration file
   */
  static async create(options: EngineOptions): Promise<Engine> {
    const rules = configRules(checkers, profiles)
    const { config, secretNotices } = await openConfig({ ...options, rules, vault: options.vault ?? null })
    const state = new StateStore({
      dataDir: options.dataDir,
      clock: options.clock,
      onWriteFailed: message => options.log.error({}, message),
    })
    await Promise.all([config.start(), state.start()])
    return new Engine(options, config, secretNotices, state, rules)
  }

  private constructor(
    options: EngineOptions,
    config: ConfigStore,
    secretNotices: () => readonly Notice[],
    state: StateStore,
    rules: ConfigRules,
  ) {
    const { clock } = options
    this.#options = options
    this.#config = config
    this.#secretNotices = secretNotices
    this.#state = state
    this.#applied = config.current()
    this.startedAt = clock.now()
    const thresholds = () => config.current().thresholds
    const resolvers = makeResolvers({
      env: options.env,
      baseDir: dirname(config.source.path),
      secrets: config.secrets,
    })
    const resolve = (value: unknown) => resolveReferences(value, resolvers)
    const { signal } = this.#stopping
    const isDemo = (options.stage ?? null) !== null

    this.#metrics = new Metrics({
      clock,
      ...{ book: () => this.book, thresholds, facts: () => this.#info() },
      uptimeOf: ref => this.#history.uptimeOf(ref),
      others: [() => this.#remoteWrite.families()],
    })
    const { tally } = this.#metrics
    this.#remoteWrite = new RemoteWrite({
      ...{ clock, resolve, log: options.log, version: options.version, metrics: this.#metrics },
      onNotices: () => this.#changes.changed('info'),
    })
    this.book = new StatusBook(
      {
        clock,
        changes: this.#changes,
        describeTarget: monitor => this.#monitors.describeTarget(monitor),
        externalInterfaces: externalInterfacesOf(clock),
        onTransition: transition => this.#onTransition(transition),
        onResult: (kind, id, result) => this.#onResult(kind, id, result),
        onSamples: samples => this.#remember(samples),
        onMutes: mutes => state.set({ mutes }),
        onNetworkBack: () => this.#schedule.checkBeyondSoon(),
      },
      thresholds(),
      state.current().mutes,
    )
    const { book } = this
    this.#history = new History({
      ...{ clock, log: options.log, dataDir: options.dataDir, book, resolve },
      ...{ open: openHistoryStore, inspect: inspectHistoryFile },
      config: () => config.current().history,
      onShown: changed => this.#showAnew(changed),
      onNotices: () => this.#changes.changed('info'),
    })
    this.#reports = new Reports({
      ...{ clock, log: options.log, dataDir: options.dataDir, version: options.version },
      config: () => config.current(),
      store: () => this.#history.store,
      health: () => statusReport(this.views),
      memories: () => state.current().schedules,
      remember: schedules => state.set({ schedules }),
      runEndpointTests: endpointTests(clock, resolve),
      onChange: () => this.#onReports(),
    })
    const grace = new WakeGrace(clock)
    this.#monitors = new MonitorRunner({
      clock,
      checkers,
      book,
      kept: this.#kept,
      grace,
      thresholds,
      resolve,
      signal,
    })
    this.#backends = new BackendRunner({
      ...{ clock, grace, book, thresholds, resolve, signal },
      poller: new BackendPoller({ clock }),
      testPoller: new BackendPoller({ clock }),
      // What runs beside it may have begun anew as well; the API of a vendor has not.
      onRestart: () => this.#limitedRefresh.clear(taskId => this.#isExpensive(taskId)),
    })
    this.#schedule = new WatchSchedule({
      ...{ clock, book, changes: this.#changes, kept: this.#kept, config: this.#applied },
      ...{ grace, monitors: this.#monitors, backends: this.#backends },
      onLateness: lateMs => tally.addLateness(lateMs),
    })
    this.#sampler = new SystemSampler({
      clock,
      sampleSeconds: config.current().settings.sampleSeconds,
      ...machineSources({ clock }),
    })
    this.#refresh = new CheckRefresh({
      clock,
      run: taskId => this.#schedule.runNow(taskId),
      onProgress: () => this.#changes.changed('progress'),
      atOnce: () => config.current().settings.maxConcurrentChecks,
    })
    this.#limitedRefresh = new LimitedRefresh({
      clock,
      run: taskId => this.#schedule.runNow(taskId),
      cachedMs: taskId => {
        const { refreshSeconds, expensiveRefreshSeconds } = config.current().api
        return (this.#isExpensive(taskId) ? expensiveRefreshSeconds : refreshSeconds) * 1000
      },
      atOnce: () => config.current().settings.maxConcurrentChecks,
    })
    this.#selfChecks = new SelfChecks({
      ...{ clock, book, overdueMs: () => this.#schedule.overdueMs, isStopping: () => signal.aborted },
    })
    this.#discovery = new DiscoveryBoard({
      discover: () => discoverServices({ clock, signal, excludePorts: this.#face ? [this.#face.port] : [] }),
      remaining: notYetWatched,
      config: () => config.current(),
      onChange: () => this.#changes.changed('discoveries'),
    })
    this.views = new EngineViews({
      clock,
      book,
      info: () => this.#info(),
      discoveries: () => this.#discovery.offers(),
      progress: () => this.#refresh.progress,
      stage: () => options.stage?.view() ?? null,
      reports: () => ({ jobs: this.#reports.desk.jobs, schedules: this.#reports.schedules.views }),
      uptimeOf: ref => this.#history.uptimeOf(ref),
    })
    this.#alerts = new OverallAlerts({
      clock,
      overall: () => book.overall,
      fateOf: problem => problemFate(problem, book, clock.now()),
      isQuiet: () => this.#quiet.until !== null,
      notify: notification => options.notify?.(isDemo ? ofDemo(notification) : notification),
    })
    this.#quiet = new QuietTime({
      clock,
      until: state.current().quietUntil,
      onChange: until => this.#onQuiet(until),
    })
    this.#changes.subscribe(({ topic }) => {
      if (topic === 'overall') this.#alerts.look()
    })
    this.handlers = this.#makeHandlers(rules)
    book.configure(this.#applied)
    config.onChange(() => this.#applyConfig())
    options.stage?.onChange(() => this.#changes.changed('stage'))
  }

  /** Begins to watch. */
  start(): void {
    this.book.start()
    this.#schedule.start()
    this.#sampler.start((samples, gone) => this.book.recordSamples(samples, gone))
    void this.#history.start().then(() => this.#reports.start())
    this.#remoteWrite.start(this.#applied.remoteWrite)
    const { monitors, backends } = this.#applied
    if (monitors.length + backends.length === 0) {
      this.#options.clock.after(FIRST_LOOK_MS, () => {
        if (!this.#stopping.signal.aborted) void this.#discovery.look()
      })
    }
  }

  /**
   * Starts the HTTP face on this engine.
   *
   * @throws the listening error (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`)
   */
  async listen(
    options: Pick<HttpFaceOptions, 'host' | 'port' | 'token' | 'rendererDir' | 'onShow' | 'allowedHosts'>,
  ): Promise<HttpFace> {
    const { startHttpFace } = await import('./api/http-face.ts')
    this.#face = await startHttpFace({
      ...options,
      clock: this.#options.clock,
      book: this.book,
      views: this.views,
      metrics: this.#metrics,
      health: {
        run: { instance: this.instance, version: this.#options.version, startedAt: this.startedAt },
        changes: this.#changes,
        config: () => this.#config.current().api,
        refresh: this.#limitedRefresh,
        selfChecks: () => this.#selfChecks.all(),
      },
      contract: this.contract,
      reports: {
        reports: this.#reports,
        onError: error => this.#options.log.error({ err: error }, 'A report broke off'),
      },
    })
    return this.#face
  }

  /** What a transport needs to serve the contract. */
  get contract(): ContractServerOptions {
    return {
      handlers: this.handlers,
      openStream: (send, bufferedBytes) =>
        new UpdateStream({
          clock: this.#options.clock,
          changes: this.#changes,
          views: this.views,
          instance: this.instance,
          send,
          bufferedBytes,
        }),
      onError: (error, procedure) => this.#options.log.error({ err: error, procedure }, 'A procedure failed'),
    }
  }

  /** The tray's picture, words and menu for a shell to draw; there is one, whoever asks first says what opens and quits. */
  tray(actions: TrayActions): TrayModel {
    this.#tray ??= openTray(
      {
        ...{ clock: this.#options.clock, log: this.#options.log, changes: this.#changes, book: this.book },
        ...{ quiet: this.#quiet, progress: () => this.#refresh.progress, checkNow: this.handlers.checkNow },
        isDemo: (this.#options.stage ?? null) !== null,
      },
      actions,
    )
    return this.#tray
  }

  /** Whether an address is the link that the operator gave a monitor. */
  isMonitorLink(url: string): boolean {
    const href = URL.parse(url)?.href
    return this.#applied.monitors.some(({ link }) => link !== undefined && URL.parse(link)?.href === href)
  }

  /** Whether a hint that is given only once has not been given yet; from now on it has. */
  isFirstHint(id: string): boolean {
    const { toldHints } = this.#state.current()
    if (toldHints.includes(id)) return false
    this.#state.set({ toldHints: [...toldHints, id] })
    return true
  }

  /** Holds all checks still while the machine sleeps. */
  suspend(): void {
    this.#schedule.suspend()
  }

  /** Goes on after sleep: everything is checked soon, once, and nothing counts as stale until then. */
  resume(): void {
    this.#schedule.resume()
  }

  /** Ends everything in order: no new checks, running ones aborted, state written, sockets closed. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('Traylight is stopping.'))
    this.book.stop()
    this.#alerts.stop()
    this.#quiet.stop()
    this.#tray?.stop()
    this.#metrics.stop()
    await Promise.all([
      this.#face?.stop(),
      this.#schedule.stop(),
      this.#sampler.stop(),
      this.#remoteWrite.stop(),
      this.#reports.stop(),
    ])
    await Promise.all([this.#kept.releaseAll(), this.#history.stop()])
    await Promise.all([this.#config.stop(), this.#state.stop()])
  }

  #makeHandlers(rules: ConfigRules): ContractHandlers {
    const config = this.#config
    const { validateCheck } = rules
    const { book, views } = this
    return {
      kinds: async () => describeKinds(checkers, formats, profiles, await loadReportFormats()),
      ...configHandlers({ config, rules }),
      ...profileHandlers({ config, profiles }),
      ...historyHandlers({ clock: this.#options.clock, book, config, history: this.#history }),
      ...stageHandlers(this.#options.stage ?? null),
      ...watchHandlers({
        ...{
          clock: this.#options.clock,
          book,
          config,
          validateCheck,
          kept: this.#kept,
          refresh: this.#refresh,
        },
        monitors: this.#monitors,
        backends: this.#backends,
        runTask: taskId => this.#schedule.runNow(taskId),
      }),
      ...reportHandlers(this.#reports),
      ...shellHandlers({
        ...{ shell: this.#options.shell, quiet: this.#quiet },
        isReport: path => this.#reports.isReport(path),
      }),
      ...machineHandlers({ book, views, sampler: this.#sampler, discovery: this.#discovery }),
      dismissNotice: ({ id }) => {
        this.#state.set({ dismissedNotices: [...new Set([...this.#state.current().dismissedNotices, id])] })
        this.#changes.changed('info')
        return { ok: true }
      },
    }
  }

  #onResult(kind: Subject['scope'], id: string, result: WatchedResult): void {
    const { at, grade: status, responseTimeMs: value } = result
    this.#history.add({ kind, id, at, status, value })
    this.#metrics.tally.addResult(kind, id, result, this.book.monitors.get(id)?.monitor.category)
  }

  #remember(samples: readonly MetricSample[]): void {
    this.#metrics.tally.addSamples(samples)
    const sampleMs = this.#applied.settings.sampleSeconds * 1000
    for (const { id, name, group, unit, sampledAt, value } of samples) {
      const intervalMs = group === 'application' ? APPLICATION_INTERVAL_MS : sampleMs
      this.#history.addMetric(
        { kind: 'metric', id, name, category: group, unit, intervalMs },
        sampledAt,
        value,
      )
    }
  }

  #showAnew(changed: readonly SeriesRef[]): void {
    for (const { kind, id } of changed) {
      if (kind === 'service') this.#changes.changed('backend', id.split('/', 1)[0])
      else if (kind !== 'metric' || this.book.metrics.get(id)) this.#changes.changed(kind, id)
    }
  }

  #applyConfig(): void {
    const before = this.#applied
    const next = this.#config.current()
    this.#changes.changed('info')
    if (next === before) return
    this.#applied = next
    this.book.configure(next)
    this.#schedule.apply(next)
    this.#limitedRefresh.clear()
    this.#remoteWrite.apply(next.remoteWrite)
    this.#history.configure()
    if (next.settings.sampleSeconds !== before.settings.sampleSeconds) {
      this.#sampler.setInterval(next.settings.sampleSeconds)
    }
    this.#reports.schedules.changed()
    this.#changes.changed('reports')
    this.#changes.changed('discoveries')
  }

  #onReports(): void {
    this.#changes.changed('reports')
    // A schedule that did not go well is a notice.
    const notices = this.#reports
      .notices()
      .map(({ id }) => id)
      .join()
    if (notices === this.#reportNotices) return
    this.#reportNotices = notices
    this.#changes.changed('info')
  }

  /** Whether a check counts against a plan, or goes to somebody else's API: it is run anew on demand less often. */
  #isExpensive(taskId: string): boolean {
    const monitor = this.book.monitors.get(taskId.replace(monitorTask(''), ''))?.monitor
    if (!monitor) return false
    return monitor.category === 'apis' || this.#monitors.checkerOf(monitor.check.kind)?.callsVendor === true
  }

  #onQuiet(until: number | null): void {
    this.#state.set({ quietUntil: until })
    this.#changes.changed('info')
    this.#alerts.look()
  }

  #onTransition(transition: Transition): void {
    const { scope, id, name, from, to, message } = transition
    this.#options.log.info({ scope, id, from, to }, `${name}: ${message}`)
    this.#options.onTransition?.(transition)
  }

  #info(): EngineInfo {
    const { version, dataDir, shell } = this.#options
    const dismissed = new Set(this.#state.current().dismissedNotices)
    const notices = [
      ...this.#config.notices(),
      ...this.#secretNotices(),
      ...this.#state.notices(),
      ...this.#history.notices(),
      ...this.#reports.notices(),
      ...this.#remoteWrite.notices(),
      ...(shell.notices?.() ?? []),
    ]
    return engineInfo({
      ...{ version, dataDir, shell, startedAt: this.startedAt, config: this.#config },
      quietUntil: this.#quiet.until,
      notices: notices.filter(({ id }) => !dismissed.has(id)),
    })
  }
}
