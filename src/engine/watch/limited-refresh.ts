import type { Clock } from '../clock.ts'

export interface LimitedRefreshOptions {
  readonly clock: Clock
  /** Runs one scheduled check out of turn; resolves when it has run, and joins a run that is under way. */
  readonly run: (taskId: string) => Promise<void>
  /** How long a check that was run for a refresh is not run for another, in ms. */
  readonly cachedMs: (taskId: string) => number
  /** How many may run at once. */
  readonly atOnce: () => number
}

/** What became of the checks that a refresh asked for. */
export interface RefreshOutcome {
  /** Run anew, be it for this refresh or for another at the same time. */
  readonly ran: number
  /** Run for an earlier refresh so recently that its result stands. */
  readonly cached: number
  /** Still under way at the deadline; they go on. */
  readonly unfinished: number
}

/**
 * Runs checks anew for whoever asks over HTTP, and each of them only so often (report: "Caching Strategy"): all that
 * ask at the same time share one run, and for a while after it its result stands.
 */
export class LimitedRefresh {
  readonly #options: LimitedRefreshOptions
  /** When each was last begun for a refresh, on the monotonic clock. */
  readonly #begunAt = new Map<string, number>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #waiting: { readonly id: string; readonly done: () => void }[] = []
  #active = 0

  constructor(options: LimitedRefreshOptions) {
    this.#options = options
  }

  /** Runs those of these that are not cached; resolves when all have run, or at the deadline. */
  async run(taskIds: Iterable<string>, withinMs: number): Promise<RefreshOutcome> {
    const wanted = [...new Set(taskIds)]
    for (const id of wanted) if (!this.#running.has(id) && !this.#isCached(id)) this.#enqueue(id)
    const runs = wanted.flatMap(id => this.#running.get(id) ?? [])
    let unfinished = runs.length
    const counted = runs.map(run => run.then(() => unfinished--))
    await this.#withDeadline(Promise.all(counted), withinMs)
    return { ran: runs.length - unfinished, cached: wanted.length - runs.length, unfinished }
  }

  /** Forgets what was run, so that it may run at once; with `isKept`, all but those. */
  clear(isKept: (taskId: string) => boolean = () => false): void {
    for (const id of this.#begunAt.keys()) if (!isKept(id)) this.#begunAt.delete(id)
  }

  #isCached(id: string): boolean {
    const begunAt = this.#begunAt.get(id)
    return begunAt !== undefined && this.#options.clock.monotonic() < begunAt + this.#options.cachedMs(id)
  }

  #enqueue(id: string): void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#running.set(id, promise)
    this.#waiting.push({ id, done: resolve })
    this.#startWaiting()
  }

  #startWaiting(): void {
    while (this.#active < this.#options.atOnce()) {
      const next = this.#waiting.shift()
      if (!next) return
      this.#active++
      void this.#runOne(next.id).finally(() => {
        this.#active--
        this.#running.delete(next.id)
        next.done()
        this.#startWaiting()
      })
    }
  }

  async #runOne(id: string): Promise<void> {
    this.#begunAt.set(id, this.#options.clock.monotonic())
    try {
      await this.#options.run(id)
    } catch {
      // What went wrong with a check is in its result, which is what will be answered.
    }
  }

  async #withDeadline(all: Promise<unknown>, withinMs: number): Promise<void> {
    const late = Promise.withResolvers<void>()
    const timer = this.#options.clock.after(withinMs, late.resolve)
    await Promise.race([all, late.promise])
    timer.cancel()
  }
}
