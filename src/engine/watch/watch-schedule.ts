import { isDeepStrictEqual } from 'node:util'
import type { Config } from '#shared/config.ts'
import type { Clock, Timer } from '../clock.ts'
import { Schedule, type Task } from '../schedule/schedule.ts'
import type { ChangeLog } from '../status/change-log.ts'
import { isOnThisMachine } from '../status/network-presence.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { BackendRunner } from './backend-runner.ts'
import { corroborate } from './corroborate.ts'
import type { KeptResources } from './kept-resources.ts'
import type { MonitorRunner } from './monitor-runner.ts'
import type { WakeGrace } from './wake-grace.ts'

export interface WatchScheduleOptions {
  readonly clock: Clock
  readonly book: StatusBook
  readonly changes: ChangeLog
  readonly monitors: MonitorRunner
  readonly backends: BackendRunner
  readonly kept: KeptResources
  readonly grace: WakeGrace
  readonly config: Config
  /** Told how much later than planned a check begins, in ms. */
  readonly onLateness?: (lateMs: number) => void
}

/** Names of the scheduled tasks of monitors and backends. */
export const monitorTask = (id: string): string => `monitor:${id}`
export const backendTask = (id: string): string => `backend:${id}`

/** Other hosts are asked within this time after one went silent: before its failure can be confirmed. */
const CORROBORATE_MS = 500
/** A backend is polled within this time after other samples of it are watched: whoever chose one waits for its value. */
const METRICS_SOON_MS = 100
/** From an interface that has an address to the first checks over it: routes and names follow the address. In ms. */
const NETWORK_UP_MS = 1000
/** A machine that was about to sleep and has been awake for so long does not sleep. In ms. */
const AWAKE_AFTER_MS = 60_000

/** Runs what is configured when it is due: checks of monitors and polls of backends. */
export class WatchSchedule {
  readonly #options: WatchScheduleOptions
  readonly #schedule: Schedule
  #config: Config
  #oversleep: Timer | null = null

  constructor(options: WatchScheduleOptions) {
    this.#options = options
    this.#config = options.config
    this.#schedule = new Schedule({
      clock: options.clock,
      maxConcurrent: options.config.settings.maxConcurrentChecks,
      onState: (taskId, state) => this.#onTaskState(taskId, state),
      onWake: () => {
        options.grace.wake()
        options.book.extendFreshness()
      },
    })
    this.#schedule.set(this.#tasksOf(options.config))
  }

  start(): void {
    this.#schedule.start()
  }

  /** Starts nothing new and waits for what runs. */
  stop(): Promise<void> {
    this.#oversleep?.cancel()
    return this.#schedule.stop()
  }

  /** Holds all checks still while the machine sleeps. */
  suspend(): void {
    this.#oversleep?.cancel()
    // Timers stand still while the machine does: one that fires says that it is awake, whatever was announced.
    this.#oversleep = this.#options.clock.after(AWAKE_AFTER_MS, () => this.resume())
    this.#options.grace.sleep()
    this.#options.book.suspend()
    this.#schedule.suspend()
  }

  /** Goes on after sleep: everything is checked soon, once, and nothing counts as stale until then. */
  resume(): void {
    this.#oversleep?.cancel()
    this.#options.grace.wake()
    this.#options.book.extendFreshness()
    this.#options.book.start()
    this.#schedule.resume()
  }

  /** The network is back: what is beyond this machine is checked soon, and given the time that a network needs to come up. */
  checkBeyondSoon(): void {
    const { book, grace } = this.#options
    grace.wake()
    for (const [id, { description }] of book.monitors) {
      if (!isOnThisMachine(description.host)) this.#schedule.bringForward(monitorTask(id), NETWORK_UP_MS)
    }
    for (const id of book.backends.keys()) this.#schedule.bringForward(backendTask(id), NETWORK_UP_MS)
  }

  /** By how much the check that should have begun longest ago is late, in ms. */
  get overdueMs(): number {
    return this.#schedule.overdueMs
  }

  /** Runs one task out of turn. */
  runNow(taskId: string): Promise<void> {
    return this.#schedule.runNow(taskId)
  }

  /** Takes a new configuration over: only what changed begins anew, the rest keeps its beat. */
  apply(next: Config): void {
    const before = this.#config
    this.#config = next
    this.#schedule.maxConcurrent = next.settings.maxConcurrentChecks
    const checks = new Map(next.monitors.map(monitor => [monitor.id, monitor]))
    for (const { id, check, paused } of before.monitors) {
      const now = checks.get(id)
      if (now?.paused === paused && isDeepStrictEqual(now.check, check)) continue
      void this.#options.kept.release(id)
      this.#schedule.remove(monitorTask(id))
    }
    const polls = new Map(next.backends.map(backend => [backend.id, backend]))
    const soon: string[] = []
    for (const { id, url, format, paused, metrics, metricsPath } of before.backends) {
      const now = polls.get(id)
      if (now?.paused === paused && now.url === url && now.format === format) {
        const isAlike = now.metricsPath === metricsPath && isDeepStrictEqual(now.metrics, metrics)
        if (!isAlike) soon.push(backendTask(id))
        continue
      }
      this.#options.backends.forget(id)
      this.#schedule.remove(backendTask(id))
    }
    this.#schedule.set(this.#tasksOf(next))
    for (const task of soon) this.#schedule.bringForward(task, METRICS_SOON_MS)
  }

  #tasksOf({ monitors, backends }: Config): Task[] {
    return [
      ...monitors
        .filter(({ paused }) => !paused)
        .map(({ id, intervalSeconds }) => ({
          id: monitorTask(id),
          intervalMs: intervalSeconds * 1000,
          run: () => this.#runMonitor(id),
        })),
      ...backends
        .filter(({ paused }) => !paused)
        .map(({ id, intervalSeconds }) => ({
          id: backendTask(id),
          intervalMs: intervalSeconds * 1000,
          run: () => this.#options.backends.run(id),
        })),
    ]
  }

  async #runMonitor(id: string): Promise<number | undefined> {
    const next = await this.#options.monitors.run(id)
    for (const other of corroborate(this.#options.book, id)) {
      this.#schedule.bringForward(monitorTask(other), CORROBORATE_MS)
    }
    return next
  }

  #onTaskState(taskId: string, state: { readonly running: boolean; readonly dueAt: number }): void {
    const { book, clock, changes, onLateness } = this.#options
    // One that was asked for out of turn has its moment still before it.
    const lateMs = clock.monotonic() - state.dueAt
    if (state.running && lateMs >= 0) onLateness?.(lateMs)
    const colon = taskId.indexOf(':')
    const id = taskId.slice(colon + 1)
    const topic = taskId.slice(0, colon) === 'monitor' ? 'monitor' : 'backend'
    const watched = (topic === 'monitor' ? book.monitors.get(id) : book.backends.get(id))?.watched
    if (!watched) return
    watched.checking = state.running
    watched.nextCheckAt = state.running ? null : clock.now() + Math.max(0, state.dueAt - clock.monotonic())
    changes.changed(topic, id)
  }
}
