import type { Clock } from '../clock.ts'

/** How far a refresh has come; null while none is under way. */
export interface RefreshProgress {
  readonly done: number
  readonly total: number
}

/** Runs many checks out of turn at the operator's wish, telling how far it has come. One at a time: a second joins. */
export class CheckRefresh {
  readonly #run: (taskId: string) => Promise<void>
  readonly #onProgress: () => void
  readonly #clock: Clock
  readonly #atOnce: () => number
  #progress: RefreshProgress | null = null
  #current: Promise<number> | null = null
  #cancelled = false

  constructor(options: {
    readonly run: (taskId: string) => Promise<void>
    readonly onProgress: () => void
    readonly clock: Clock
    readonly atOnce: () => number
  }) {
    this.#run = options.run
    this.#onProgress = options.onProgress
    this.#clock = options.clock
    this.#atOnce = options.atOnce
  }

  get progress(): RefreshProgress | null {
    return this.#progress
  }

  /** Runs all of these; resolves with how many ran, fewer than asked for where it was cancelled. */
  start(taskIds: readonly string[]): Promise<number> {
    this.#current ??= this.#runAll(taskIds).finally(() => {
      this.#current = null
    })
    return this.#current
  }

  /** Starts no further check; those under way end by themselves. */
  cancel(): void {
    this.#cancelled = true
  }

  async #runAll(taskIds: readonly string[]): Promise<number> {
    this.#cancelled = false
    const queue = [...taskIds]
    let done = 0
    this.#setProgress({ done, total: taskIds.length })
    const worker = async () => {
      for (let id = queue.shift(); id !== undefined && !this.#cancelled; id = queue.shift()) {
        await this.#run(id)
        this.#setProgress({ done: ++done, total: taskIds.length })
      }
    }
    await Promise.all(Array.from({ length: Math.min(this.#atOnce(), taskIds.length) }, worker))
    // The full bar stays for a moment, so that a quick refresh is seen to have happened.
    const shown = this.#progress
    this.#clock.after(600, () => {
      if (this.#progress === shown) this.#setProgress(null)
    })
    return done
  }

  #setProgress(progress: RefreshProgress | null): void {
    this.#progress = progress
    this.#onProgress()
  }
}
