import type { Clock, Timer } from '../clock.ts'
import { DueHeap } from './due-heap.ts'

/** Something that runs again and again. */
export interface Task {
  readonly id: string
  /** From the start of one run to the start of the next, in ms. */
  readonly intervalMs: number
  /**
   * Does the work. May return the ms to wait, from the start of this run, before the next instead of the interval (an
   * early retry). Must not reject and must end by itself: the task owns its deadline.
   */
  readonly run: () => Promise<number | undefined>
}

interface Scheduled {
  task: Task
  /** Which heap entry is the valid one; older entries of the same task are skipped when they surface. */
  ticket: number
  dueAt: number
  running: Promise<void> | null
}

export interface ScheduleOptions {
  readonly clock: Clock
  /** How many quick runs may be under way at once. */
  readonly maxConcurrent: number
  /** Called when a task's next moment is set, in ms on the monotonic clock, or it begins or ends. */
  readonly onState?: (id: string, state: { readonly running: boolean; readonly dueAt: number }) => void
  /** Called when it turns out that the machine was asleep. */
  readonly onWake?: () => void
}

/** A run that takes longer gives its place to others, so that what hangs delays nothing. */
const SLOW_AFTER_MS = 1000
/** Slow runs are bounded too, by this many times the quick ones. */
const SLOW_FACTOR = 32
/** Between the first runs of two tasks, so that starting up does not ask everything at once. */
const SPREAD_STEP_MS = 20
/** Moments are rounded down to this, so that one wake-up serves several tasks: waking up costs as much as half a check. */
const STEP_MS = 100
/** A timer this much late, in wall time, means that the machine was asleep. */
const ASLEEP_MS = 30_000

/**
 * Decides when each task runs: one timer for the next due, first runs spread out, a limit on how many run at once that
 * slow runs do not use up, and after sleep each overdue task once.
 */
export class Schedule {
  readonly #options: ScheduleOptions
  readonly #tasks = new Map<string, Scheduled>()
  readonly #heap = new DueHeap<{ readonly id: string; readonly ticket: number }>()
  readonly #waiting: Scheduled[] = []
  #maxConcurrent: number
  #quick = 0
  #slow = 0
  #ticket = 0
  #timer: Timer | null = null
  #timerAt = Number.POSITIVE_INFINITY
  #timerWall = 0
  #state: 'stopped' | 'running' | 'suspended' = 'stopped'

  constructor(options: ScheduleOptions) {
    this.#options = options
    this.#maxConcurrent = options.maxConcurrent
  }

  set maxConcurrent(value: number) {
    this.#maxConcurrent = value
    this.#startWaiting()
  }

  /** Begins; first runs are spread out from now. */
  start(): void {
    if (this.#state !== 'stopped') return
    this.#state = 'running'
    this.#spread([...this.#tasks.values()])
  }

  /** Starts nothing new and waits for what runs. */
  async stop(): Promise<void> {
    this.#state = 'stopped'
    this.#timer?.cancel()
    this.#timer = null
    this.#waiting.length = 0
    await Promise.allSettled([...this.#tasks.values()].map(scheduled => scheduled.running))
  }

  /** Holds everything still while the machine sleeps or is told to. */
  suspend(): void {
    if (this.#state === 'running') this.#state = 'suspended'
    this.#timer?.cancel()
    this.#timer = null
  }

  /** Goes on after `suspend`: everything runs soon, once, spread out. */
  resume(): void {
    if (this.#state !== 'suspended') return
    this.#state = 'running'
    this.#spread([...this.#tasks.values()])
  }

  /** Adds tasks, or replaces those with the same id; new ones first run soon, spread out. */
  set(tasks: readonly Task[]): void {
    const fresh: Scheduled[] = []
    for (const task of tasks) {
      const known = this.#tasks.get(task.id)
      if (known) {
        const isSooner = task.intervalMs < known.task.intervalMs
        known.task = task
        if (isSooner)
          this.#plan(known, Math.min(known.dueAt, this.#options.clock.monotonic() + task.intervalMs))
        continue
      }
      const scheduled: Scheduled = { task, ticket: 0, dueAt: Number.POSITIVE_INFINITY, running: null }
      this.#tasks.set(task.id, scheduled)
      fresh.push(scheduled)
    }
    if (this.#state === 'running') this.#spread(fresh)
  }

  remove(id: string): void {
    this.#tasks.delete(id)
  }

  has(id: string): boolean {
    return this.#tasks.has(id)
  }

  /** Has a task run within `withinMs`, or earlier if it is due earlier anyway. */
  bringForward(id: string, withinMs: number): void {
    const scheduled = this.#tasks.get(id)
    if (!scheduled || scheduled.running || this.#state !== 'running') return
    const at = this.#options.clock.monotonic() + withinMs
    if (at < scheduled.dueAt) this.#plan(scheduled, at)
  }

  /** Runs a task now, out of turn, and resolves when it has; joins a run that is under way. */
  runNow(id: string): Promise<void> {
    const scheduled = this.#tasks.get(id)
    if (!scheduled || this.#state === 'stopped') return Promise.resolve()
    return scheduled.running ?? this.#run(scheduled)
  }

  /** By how much the task that should have begun longest ago is late, in ms; 0 where nothing is, or nothing should run. */
  get overdueMs(): number {
    if (this.#state !== 'running') return 0
    const now = this.#options.clock.monotonic()
    const waiting = this.#waiting.map(({ dueAt }) => dueAt)
    return Math.max(0, now - Math.min(this.#heap.peek()?.at ?? now, ...waiting))
  }

  #spread(scheduled: readonly Scheduled[]): void {
    const now = this.#options.clock.monotonic()
    scheduled.forEach((entry, index) => {
      // Never past its own interval: ten thousand tasks on a minute are spread over the minute.
      const offset =
        scheduled.length * SPREAD_STEP_MS > entry.task.intervalMs
          ? (index / scheduled.length) * entry.task.intervalMs
          : index * SPREAD_STEP_MS
      if (!entry.running) this.#plan(entry, now + offset)
    })
  }

  #plan(scheduled: Scheduled, soonest: number): void {
    const at = Math.floor(soonest / STEP_MS) * STEP_MS
    scheduled.dueAt = at
    scheduled.ticket = ++this.#ticket
    this.#heap.push(at, { id: scheduled.task.id, ticket: scheduled.ticket })
    this.#options.onState?.(scheduled.task.id, { running: scheduled.running !== null, dueAt: at })
    this.#arm()
  }

  #arm(): void {
    const next = this.#heap.peek()
    if (this.#state !== 'running' || !next) return
    if (this.#timer && this.#timerAt <= next.at) return
    this.#timer?.cancel()
    const now = this.#options.clock.monotonic()
    this.#timerAt = next.at
    this.#timerWall = this.#options.clock.now() + Math.max(0, next.at - now)
    this.#timer = this.#options.clock.after(Math.max(0, next.at - now), () => this.#wake())
  }

  #wake(): void {
    this.#timer = null
    this.#timerAt = Number.POSITIVE_INFINITY
    if (this.#options.clock.now() - this.#timerWall > ASLEEP_MS) {
      // The wall clock went on while timers stood still: everything is overdue, and each runs once, spread out.
      this.#options.onWake?.()
      this.#spread([...this.#tasks.values()])
      return
    }
    const now = this.#options.clock.monotonic()
    for (let next = this.#heap.peek(); next && next.at <= now; next = this.#heap.peek()) {
      this.#heap.pop()
      const scheduled = this.#tasks.get(next.item.id)
      if (!scheduled || scheduled.ticket !== next.item.ticket || scheduled.running) continue
      if (this.#hasRoom()) void this.#run(scheduled)
      else this.#waiting.push(scheduled)
    }
    this.#arm()
  }

  #hasRoom(): boolean {
    return this.#quick < this.#maxConcurrent && this.#quick + this.#slow < this.#maxConcurrent * SLOW_FACTOR
  }

  #startWaiting(): void {
    while (this.#waiting.length > 0 && this.#hasRoom() && this.#state === 'running') {
      const scheduled = this.#waiting.shift()
      if (scheduled && !scheduled.running && this.#tasks.get(scheduled.task.id) === scheduled)
        void this.#run(scheduled)
    }
  }

  #run(scheduled: Scheduled): Promise<void> {
    const { clock, onState } = this.#options
    const startedAt = clock.monotonic()
    const { task } = scheduled
    let isSlow = false
    this.#quick++
    const slowTimer = clock.after(SLOW_AFTER_MS, () => {
      isSlow = true
      this.#quick--
      this.#slow++
      this.#startWaiting()
    })
    const finish = (nextMs: number | undefined) => {
      slowTimer.cancel()
      if (isSlow) this.#slow--
      else this.#quick--
      scheduled.running = null
      if (this.#tasks.get(task.id) === scheduled && this.#state !== 'stopped') {
        const wait = nextMs ?? scheduled.task.intervalMs
        this.#plan(scheduled, Math.max(startedAt + wait, clock.monotonic()))
      }
      this.#startWaiting()
    }
    scheduled.ticket = ++this.#ticket
    scheduled.running = task.run().then(finish, () => finish(undefined))
    onState?.(task.id, { running: true, dueAt: scheduled.dueAt })
    return scheduled.running
  }
}
