import type { MaintenanceWindow } from '#shared/maintenance-config.ts'
import type { Clock, Timer } from '../clock.ts'
import type { OpenWindow } from '../status/maintenance.ts'
import { type FindWindow, loadFindWindow, type WindowTimes } from './window-times.ts'

export interface MaintenanceScheduleOptions {
  readonly clock: Clock
  /** Of this machine. */
  readonly timeZone: string
  readonly windows: () => readonly MaintenanceWindow[]
  /** The windows that are open now; called when that changes, and again whenever somebody looks. */
  readonly onOpen: (open: readonly OpenWindow[]) => void
}

/** The clock may be set meanwhile, and timers stand still while the machine sleeps: it is looked at least this often. In ms. */
const LONGEST_WAIT_MS = 60_000

const NEVER: WindowTimes = { current: null, nextFrom: null }

/** Opens and closes maintenance windows in time. */
export class MaintenanceSchedule {
  readonly #options: MaintenanceScheduleOptions
  #find: FindWindow | null = null
  #timer: Timer | null = null
  #isStopped = false

  constructor(options: MaintenanceScheduleOptions) {
    this.#options = options
  }

  /** Resolves once the windows that are open now are known. */
  async start(): Promise<void> {
    await this.apply()
  }

  /** Looks anew: the configuration changed, or the machine was asleep. */
  async apply(): Promise<void> {
    const { windows, timeZone } = this.#options
    // Without a window nothing about calendars is loaded.
    if (windows().length > 0) this.#find ??= await loadFindWindow(timeZone)
    if (!this.#isStopped) this.#look()
  }

  stop(): void {
    this.#isStopped = true
    this.#timer?.cancel()
    this.#timer = null
  }

  #look(): void {
    this.#timer?.cancel()
    this.#timer = null
    const { clock, windows, onOpen } = this.#options
    const now = clock.now()
    const find = this.#find
    const wanted = find === null ? [] : windows().filter(({ off }) => !off)
    const times = wanted.map(window => ({ window, ...(find?.(window, now) ?? NEVER) }))
    onOpen(times.flatMap(({ window, current }) => (current ? [{ window, ...current }] : [])))
    const changes = times.flatMap(({ current, nextFrom }) => [current?.to ?? null, nextFrom])
    const next = Math.min(...changes.map(at => at ?? Number.POSITIVE_INFINITY))
    if (next === Number.POSITIVE_INFINITY) return
    this.#timer = clock.after(Math.min(Math.max(0, next - now), LONGEST_WAIT_MS), () => this.#look())
  }
}
