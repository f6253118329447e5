import type { SeriesRef } from '#shared/history.ts'
import type { Clock, Timer } from '../clock.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { HistoryStore } from './history-store.ts'
import { Recollection } from './recollection.ts'
import { type Uptime, UptimeBoard } from './uptime-board.ts'

export interface ShownPastOptions {
  readonly clock: Clock
  readonly book: StatusBook
  /** Null while none is open. */
  readonly store: () => HistoryStore | null
  /** What is shown of these changed: their availability, or the checks of before a restart. */
  readonly onShown: (changed: readonly SeriesRef[]) => void
}

/** The figures of availability are renewed this often, in ms. */
const UPTIME_MS = 20_000
/** What is remembered one by one of each check and metric, see `RecentChecks` and `RecentSamples`. */
const BEATS = 60
const SAMPLES = 900
const DAY_MS = 86_400_000
/** What is remembered of things that are not there by then is let go, in ms. */
const RECALL_WITHIN_MS = 600_000

/** What rows and tiles show of the past: availability, and where their checks and samples were before a restart. */
export class ShownPast {
  readonly #options: ShownPastOptions
  readonly #uptime = new UptimeBoard()
  #remembered: Recollection | null = null
  #isRemembered = false
  #uptimeTimer: Timer | null = null
  #recallTimer: Timer | null = null
  #stopped = false

  constructor(options: ShownPastOptions) {
    this.#options = options
  }

  uptimeOf(ref: SeriesRef): Uptime | null {
    return this.#uptime.of(ref)
  }

  /** Gives back what is remembered of this one, which is there now. */
  recall(ref: SeriesRef): void {
    this.#remembered?.recall(ref)
  }

  /** Lets rows and tiles go on where they were before the restart, once; answers when that is shown. */
  async remember(store: HistoryStore): Promise<void> {
    if (this.#isRemembered) return
    this.#isRemembered = true
    const { book, clock, onShown } = this.#options
    const since = clock.now() - DAY_MS
    const checks = await store.latest(['monitor', 'backend', 'service'], BEATS, since)
    const samples = await store.latest(['metric'], SAMPLES, since)
    if (this.#stopped) return
    this.#remembered = new Recollection(book, [...checks, ...samples])
    onShown(this.#remembered.recallAll())
    this.#recallTimer = clock.after(RECALL_WITHIN_MS, () => {
      this.#remembered = null
    })
  }

  /** Asks for the availability now, and from then on again and again. */
  async refresh(): Promise<void> {
    const { clock, store, onShown } = this.#options
    this.#uptimeTimer?.cancel()
    const asked = store()
    if (asked !== null) {
      const changed = await this.#uptime.refresh(asked, clock.now()).catch(() => [])
      if (changed.length > 0 && !this.#stopped) onShown(changed)
    }
    this.#uptimeTimer?.cancel()
    if (!this.#stopped) this.#uptimeTimer = clock.after(UPTIME_MS, () => void this.refresh())
  }

  stop(): void {
    this.#stopped = true
    this.#uptimeTimer?.cancel()
    this.#recallTimer?.cancel()
  }
}
