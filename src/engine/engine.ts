import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import type { Config } from '#shared/config.ts'
import type { ContractHandlers } from '#shared/contract.ts'
import type { EngineInfo, Notice } from '#shared/views.ts'
import { alertHandlers } from './api/alert-handlers.ts'
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
import { UpdateStream } from './api/update-stream.ts'
import { watchHandlers } from './api/watch-handlers.ts'
import { formats } from './backends/registry.ts'
import { Channels } from './channels.ts'
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
import { carryOutAction, type NotificationAction } from './notify/notification-action.ts'
import { notifiers } from './notify/notifiers/registry.ts'
import { QuietTime } from './notify/quiet-time.ts'
import { profiles } from './profiles/registry.ts'
import { loadReportFormats } from './reports/reports.ts'
import { Sinks } from './sinks.ts'
import { Sources } from './sources.ts'
import { ChangeLog } from './status/change-log.ts'
import { StatusBook } from './status/status-book.ts'
import type { Transition } from './status/transition.ts'
import { externalInterfacesOf } from './system/external-interfaces.ts'
import { Telling } from './telling.ts'
import { openTray, type TrayActions } from './tray/open-tray.ts'
import type { TrayFeed } from './tray/tray-feed.ts'
import type { TrayModel } from './tray/tray-menu.ts'
import { SelfChecks } from './watch/self-checks.ts'
import { backendTask, monitorTask } from './watch/watch-schedule.ts'

/** From start to the first look for services on a machine where nothing is configured. */
const FIRST_LOOK_MS = 300

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
  readonly #sources: Sources
  readonly #selfChecks: SelfChecks
  readonly #discovery: DiscoveryBoard
  readonly #quiet: QuietTime
  readonly #sinks: Sinks
  readonly #telling: Telling
  readonly #channels: Channels
  readonly #stopping = new AbortController()
  #applied: Config
  #face: HttpFace | null = null
  #tray: TrayFeed | null = null

  /**
   * Reads configuration and state.
   *
   * @throws ConfigError with every problem of an operator's own configuration file
   */
  static async create(options: EngineOptions): Promise<Engine> {
    const rules = configRules(checkers, profiles, notifiers)
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
    const resolvers = makeResolvers({
      env: options.env,
      baseDir: dirname(config.source.path),
      secrets: config.secrets,
    })
    const resolve = (value: unknown) => resolveReferences(value, resolvers)
    const { signal } = this.#stopping
    const isDemo = (options.stage ?? null) !== null

    this.book = new StatusBook(
      {
        clock,
        changes: this.#changes,
        describeTarget: monitor => this.#sources.monitors.describeTarget(monitor),
        externalInterfaces: externalInterfacesOf(clock),
        onTransition: transition => this.#onTransition(transition),
        onResult: (kind, id, result) => {
          this.#sinks.addResult(kind, id, result)
          this.#telling.healing.addResult(kind, id, result)
        },
        onSamples: samples => this.#sinks.addSamples(samples),
        onMutes: mutes => state.set({ mutes }),
        onNetworkBack: () => {
          this.#sources.schedule.checkBeyondSoon()
          this.#channels.realtime.reconnect()
        },
      },
      config.current().thresholds,
      state.current().mutes,
    )
    const { book } = this
    this.#sinks = new Sinks({
      ...{ clock, log: options.log, dataDir: options.dataDir, version: options.version },
      ...{ book, changes: this.#changes, state, resolve },
      config: () => config.current(),
      views: () => this.views,
      info: () => this.#info(),
    })
    this.#sources = new Sources({
      ...{ clock, book, changes: this.#changes, resolve, signal },
      config: () => config.current(),
      onLateness: lateMs => this.#sinks.metrics.tally.addLateness(lateMs),
    })
    this.#channels = new Channels({
      ...{ clock, log: options.log, book, changes: this.#changes, resolve },
      run: { instance: this.instance, version: options.version, startedAt: this.startedAt },
      config: () => config.current(),
      pollBackend: id => this.#sources.schedule.runNow(backendTask(id)),
      address: () => this.#face?.url.replace(/\/$/, '') ?? null,
      alerts: () => this.#telling.alerts.view(),
    })
    this.#selfChecks = new SelfChecks({
      ...{ clock, book, overdueMs: () => this.#sources.schedule.overdueMs, isStopping: () => signal.aborted },
    })
    this.#discovery = new DiscoveryBoard({
      discover: () => discoverServices({ clock, signal, excludePorts: this.#face ? [this.#face.port] : [] }),
      remaining: notYetWatched,
      config: () => config.current(),
      onChange: () => this.#changes.changed('discoveries'),
    })
    const { history, reports } = this.#sinks
    this.views = new EngineViews({
      clock,
      book,
      info: () => this.#info(),
      discoveries: () => this.#discovery.offers(),
      progress: () => this.#sources.refresh.progress,
      stage: () => options.stage?.view() ?? null,
      reports: () => ({ jobs: reports.desk.jobs, schedules: reports.schedules.views }),
      alerts: () => this.#telling.alerts.view(),
      realtime: () => this.#channels.realtime.view(),
      uptimeOf: ref => history.uptimeOf(ref),
    })
    this.#quiet = new QuietTime({
      clock,
      until: state.current().quietUntil,
      onChange: until => this.#onQuiet(until),
    })
    this.#telling = new Telling({
      ...{ clock, log: options.log, dataDir: options.dataDir, version: options.version },
      ...{ book, changes: this.#changes, resolve, isDemo, signal, history: () => history.store },
      isWell: () => this.#isWell(),
      ...{ native: options.native ?? null, resourcesDir: options.resourcesDir ?? null },
      config: () => config.current(),
      quietUntil: () => this.#quiet.until,
      checkSoon: ids => {
        for (const id of ids) void this.#sources.schedule.runNow(monitorTask(id))
      },
    })
    this.handlers = this.#makeHandlers(rules)
    book.configure(this.#applied)
    config.onChange(() => this.#applyConfig())
    options.stage?.onChange(() => this.#changes.changed('stage'))
  }

  /** Begins to watch. */
  start(): void {
    this.book.start()
    this.#sources.start()
    this.#sinks.start()
    this.#telling.start()
    this.#channels.realtime.start()
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
    const { clock, log, version } = this.#options
    const { book, views, contract, instance, startedAt } = this
    const { metrics, reports } = this.#sinks
    this.#face = await startHttpFace({
      ...options,
      ...{ clock, book, views, metrics, contract, relay: this.#channels.relay },
      health: {
        ...{ run: { instance, version, startedAt }, changes: this.#changes },
        config: () => this.#config.current().api,
        refresh: this.#sources.limitedRefresh,
        selfChecks: () => this.#selfChecks.all(),
      },
      reports: { reports, onError: error => log.error({ err: error }, 'A report broke off') },
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
    const { clock, log, stage } = this.#options
    const { refresh } = this.#sources
    this.#tray ??= openTray(
      {
        ...{ clock, log, changes: this.#changes, book: this.book, quiet: this.#quiet },
        ...{ progress: () => refresh.progress, checkNow: this.handlers.checkNow },
        alerts: () => this.#telling.alerts.view(),
        acknowledge: ids => void this.handlers.acknowledge({ ids: [...ids], note: '' }),
        isDemo: (stage ?? null) !== null,
      },
      actions,
    )
    return this.#tray
  }

  /** Does what a person chose in a notification. */
  notificationChosen(action: NotificationAction): void {
    carryOutAction(action, this.#options.clock.now(), {
      acknowledge: ids => void this.handlers.acknowledge({ ids: [...ids], note: '' }),
      mute: (targets, { until, untilRecovery }) => this.book.mute(targets, until, untilRecovery),
    })
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
    this.#sources.schedule.suspend()
  }

  /** Goes on after sleep: everything is checked soon, once, and nothing counts as stale until then. */
  resume(): void {
    this.#sources.schedule.resume()
    this.#channels.realtime.reconnect()
  }

  /** Ends everything in order: no new checks, running ones aborted, state written, sockets closed. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('Traylight is stopping.'))
    this.book.stop()
    this.#quiet.stop()
    this.#tray?.stop()
    await Promise.all([
      this.#face?.stop(),
      this.#telling.stop(),
      this.#sources.stop(),
      this.#sinks.stopOutput(),
      this.#channels.realtime.stop(),
    ])
    await Promise.all([this.#sources.kept.releaseAll(), this.#sinks.history.stop()])
    await Promise.all([this.#config.stop(), this.#state.stop()])
  }

  #makeHandlers(rules: ConfigRules): ContractHandlers {
    const { book, views } = this
    const config = this.#config
    const { clock, shell, stage } = this.#options
    const { history, reports } = this.#sinks
    const { kept, monitors, backends, refresh, schedule, sampler } = this.#sources
    return {
      kinds: async () =>
        describeKinds({ checkers, formats, profiles, reportFormats: await loadReportFormats(), notifiers }),
      ...configHandlers({ config, rules }),
      ...profileHandlers({ config, profiles }),
      ...historyHandlers({ clock, book, config, history }),
      ...stageHandlers(stage ?? null),
      ...watchHandlers({
        ...{ clock, book, config, kept, refresh, monitors, backends },
        validateCheck: rules.validateCheck,
        runTask: taskId => schedule.runNow(taskId),
      }),
      ...reportHandlers(reports),
      ...alertHandlers({
        ...{ alerts: this.#telling.alerts, desk: this.#telling.desk, realtime: this.#channels.realtime },
        previewRule: async (rule, hours) => {
          const { previewRule } = await import('./alerts/preview-rule.ts')
          return previewRule({
            clock,
            store: () => history.store,
            subjects: () => [...this.#telling.subjects.all()],
            rule,
            hours,
          })
        },
        logsOf: id => this.#telling.logsOf(id),
        hasLogs: incident => this.#telling.logs.has(incident),
      }),
      ...shellHandlers({ shell, quiet: this.#quiet, isReport: path => reports.isReport(path) }),
      ...machineHandlers({ book, views, sampler, discovery: this.#discovery }),
      dismissNotice: ({ id }) => {
        this.#state.set({ dismissedNotices: [...new Set([...this.#state.current().dismissedNotices, id])] })
        this.#changes.changed('info')
        return { ok: true }
      },
    }
  }

  #applyConfig(): void {
    const before = this.#applied
    const next = this.#config.current()
    this.#changes.changed('info')
    if (next === before) return
    this.#applied = next
    this.book.configure(next)
    this.#sources.apply(next, before)
    this.#sinks.apply(next)
    this.#telling.apply()
    this.#channels.realtime.apply(next)
    this.#changes.changed('discoveries')
  }

  #onQuiet(until: number | null): void {
    this.#state.set({ quietUntil: until })
    this.#changes.changed('info')
    this.#telling.alerts.look()
  }

  /** Checks run in time, and what was found can be kept. */
  #isWell(): boolean {
    const isKept = this.#sinks.history.notices().every(({ level }) => level === 'info')
    return isKept && this.#selfChecks.all().every(({ healthy }) => healthy)
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
      ...this.#sinks.notices(),
      ...this.#telling.notices(),
      ...(shell.notices?.() ?? []),
    ]
    return engineInfo({
      ...{ version, dataDir, shell, startedAt: this.startedAt, config: this.#config },
      quietUntil: this.#quiet.until,
      notices: notices.filter(({ id }) => !dismissed.has(id)),
    })
  }
}
