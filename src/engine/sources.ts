import type { Config } from '#shared/config.ts'
import { BackendPoller } from './backends/poll-backend.ts'
import { checkers } from './checkers/registry.ts'
import type { Resolved } from './config/references.ts'
import type { EngineOptions } from './engine-options.ts'
import { machineTimeZone } from './machine-time-zone.ts'
import { MaintenanceSchedule } from './schedule/maintenance-schedule.ts'
import type { ChangeLog } from './status/change-log.ts'
import type { StatusBook } from './status/status-book.ts'
import { machineSources } from './system/machine-sources.ts'
import { SystemSampler } from './system/system-sampler.ts'
import { BackendRunner } from './watch/backend-runner.ts'
import { CheckRefresh } from './watch/check-refresh.ts'
import { KeptResources } from './watch/kept-resources.ts'
import { LimitedRefresh } from './watch/limited-refresh.ts'
import { MonitorRunner } from './watch/monitor-runner.ts'
import { WakeGrace } from './watch/wake-grace.ts'
import { monitorTask, WatchSchedule } from './watch/watch-schedule.ts'

export interface SourcesOptions extends Pick<EngineOptions, 'clock'> {
  readonly book: StatusBook
  readonly changes: ChangeLog
  readonly config: () => Config
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Ends what runs when the engine stops. */
  readonly signal: AbortSignal
  readonly onLateness: (lateMs: number) => void
}

/** What finds out how things are, and writes it into the status book: checks, polls of backends, samples of this machine. */
export class Sources {
  readonly kept = new KeptResources()
  readonly monitors: MonitorRunner
  readonly backends: BackendRunner
  readonly schedule: WatchSchedule
  readonly sampler: SystemSampler
  readonly maintenance: MaintenanceSchedule
  /** What people have checked at once. */
  readonly refresh: CheckRefresh
  /** What the health API has checked anew, not too often. */
  readonly limitedRefresh: LimitedRefresh
  readonly #options: SourcesOptions

  constructor(options: SourcesOptions) {
    this.#options = options
    const { clock, book, changes, config, resolve, signal, onLateness } = options
    const { kept } = this
    const thresholds = () => config().thresholds
    const grace = new WakeGrace(clock)
    this.monitors = new MonitorRunner({ clock, checkers, book, kept, grace, thresholds, resolve, signal })
    this.backends = new BackendRunner({
      ...{ clock, grace, book, thresholds, resolve, signal },
      poller: new BackendPoller({ clock }),
      testPoller: new BackendPoller({ clock }),
      // What runs beside it may have begun anew as well; the API of a vendor has not.
      onRestart: () => this.limitedRefresh.clear(taskId => this.#isExpensive(taskId)),
    })
    const { monitors, backends } = this
    this.schedule = new WatchSchedule({
      ...{ clock, book, changes, kept, grace, monitors, backends, onLateness, config: config() },
    })
    const { sampleSeconds } = config().settings
    this.sampler = new SystemSampler({ clock, sampleSeconds, ...machineSources({ clock }) })
    this.maintenance = new MaintenanceSchedule({
      ...{ clock, timeZone: machineTimeZone() },
      windows: () => config().maintenance,
      onOpen: open => book.maintain(open),
    })
    const refreshing = {
      ...{ clock, run: (taskId: string) => this.schedule.runNow(taskId) },
      atOnce: () => config().settings.maxConcurrentChecks,
    }
    this.refresh = new CheckRefresh({ ...refreshing, onProgress: () => changes.changed('progress') })
    this.limitedRefresh = new LimitedRefresh({
      ...refreshing,
      cachedMs: taskId => {
        const { refreshSeconds, expensiveRefreshSeconds } = config().api
        return (this.#isExpensive(taskId) ? expensiveRefreshSeconds : refreshSeconds) * 1000
      },
    })
  }

  start(): void {
    void this.maintenance.start()
    this.schedule.start()
    this.sampler.start((samples, gone) => this.#options.book.recordSamples(samples, gone))
  }

  /** Takes a changed configuration over. */
  apply(next: Config, before: Config): void {
    this.schedule.apply(next)
    this.limitedRefresh.clear()
    void this.maintenance.apply()
    const { sampleSeconds } = next.settings
    if (sampleSeconds !== before.settings.sampleSeconds) this.sampler.setInterval(sampleSeconds)
  }

  async stop(): Promise<void> {
    this.maintenance.stop()
    await Promise.all([this.schedule.stop(), this.sampler.stop()])
  }

  /** Whether a check counts against a plan, or goes to somebody else's API: it is run anew on demand less often. */
  #isExpensive(taskId: string): boolean {
    const monitor = this.#options.book.monitors.get(taskId.replace(monitorTask(''), ''))?.monitor
    if (!monitor) return false
    return monitor.category === 'apis' || this.monitors.checkerOf(monitor.check.kind)?.callsVendor === true
  }
}
