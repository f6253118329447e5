import type { Clock, Timer } from '../clock.ts'
import type { ChangeLog } from '../status/change-log.ts'
import type { TrayCommand, TrayModel, TrayView } from './tray-menu.ts'
import type { TraySnapshot } from './tray-snapshot.ts'
import { trayView } from './tray-view.ts'

export interface TrayFeedOptions {
  readonly clock: Clock
  readonly changes: ChangeLog
  readonly snapshot: () => TraySnapshot
  readonly choose: (command: TrayCommand) => void
}

/** Changes within this time are drawn together. In ms: far below what an eye notices. */
const GATHER_MS = 50
/** The menu counts minutes and says "today" by leaving the day out. */
const MINUTE_MS = 60_000

const CONCERNS: ReadonlySet<string> = new Set(['overall', 'alerts', 'info', 'progress', 'order'])

/** The tray of a running engine: drawn anew after what it shows changed, and told only when it looks different. */
export class TrayFeed implements TrayModel {
  readonly #options: TrayFeedOptions
  readonly #listeners = new Set<() => void>()
  readonly #unsubscribe: () => void
  #view: TrayView
  #words: string
  #gathering: Timer | null = null
  #minute: Timer | null = null

  constructor(options: TrayFeedOptions) {
    this.#options = options
    this.#view = trayView(options.snapshot())
    this.#words = wordsOf(this.#view)
    this.#unsubscribe = options.changes.subscribe(({ topic }) => {
      if (CONCERNS.has(topic)) this.#gathering ??= options.clock.after(GATHER_MS, () => this.#draw())
    })
    this.#everyMinute()
  }

  get view(): TrayView {
    return this.#view
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  choose(command: TrayCommand): void {
    this.#options.choose(command)
  }

  /** Shows for the last time, that nobody is watching any more. */
  stop(): void {
    this.#unsubscribe()
    this.#gathering?.cancel()
    this.#minute?.cancel()
    this.#show(trayView(null))
  }

  #everyMinute(): void {
    this.#minute = this.#options.clock.after(MINUTE_MS, () => {
      this.#draw()
      this.#everyMinute()
    })
  }

  #draw(): void {
    this.#gathering?.cancel()
    this.#gathering = null
    this.#show(trayView(this.#options.snapshot()))
  }

  #show(next: TrayView): void {
    const words = wordsOf(next)
    if (words === this.#words) return
    this.#view = next
    this.#words = words
    for (const listener of this.#listeners) listener()
  }
}

/** A view as a text that is the same where it looks and acts the same; commands as they would be at the epoch. */
const wordsOf = (view: TrayView): string =>
  JSON.stringify(view, (_key, value: unknown) => (typeof value === 'function' ? value(0) : value))
