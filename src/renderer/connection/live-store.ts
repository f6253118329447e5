import type { Update } from '#shared/views.ts'
import {
  applyUpdate,
  EMPTY_STATE,
  type EngineState,
  follows,
  type Sample,
  seedHistory,
} from './live-state.ts'
import { shallowEqual } from './shallow-equal.ts'

export { applyUpdate, type EngineState, type Sample } from './live-state.ts'

export type Connection = 'connecting' | 'live' | 'disconnected'

/** How often the screen changes at most: `0` is live (as often as the engine tells, 4 times a second). Milliseconds. */
export const REFRESH_INTERVALS_MS = [0, 5_000, 15_000, 60_000] as const
export type RefreshIntervalMs = (typeof REFRESH_INTERVALS_MS)[number]

/** What the screen shows. Immutable; a new object whenever something on the screen may have changed. */
export interface LiveState extends EngineState {
  readonly connection: Connection
  /** Since when the engine has not been reached; null while it is. */
  readonly disconnectedSince: number | null
  /** When what is shown was current, by this machine's clock; null before the first update. */
  readonly lastUpdateAt: number | null
  /** Auto-refresh is off: the screen holds still while updates are collected underneath. */
  readonly held: boolean
  readonly heldSince: number | null
  readonly refreshIntervalMs: RefreshIntervalMs
}

/** What of the browser's storage the store needs. */
export interface KeptChoices {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

const HELD_KEY = 'traylight.held'
const INTERVAL_KEY = 'traylight.refresh-interval'
/** After something the operator did, the screen follows for this long though it is held or slowed. Milliseconds. */
const SHOW_OWN_ACTION_MS = 1_500

function readInterval(kept: KeptChoices): RefreshIntervalMs {
  const text = kept.getItem(INTERVAL_KEY)
  return REFRESH_INTERVALS_MS.find(ms => String(ms) === text) ?? 0
}

function aboutItself({ info, progress, discoveries, stage, reports, reportSchedules }: EngineState) {
  return { info, progress, discoveries, stage, reports, reportSchedules }
}

/** Holds what the engine said and decides when the screen sees it. For `useSyncExternalStore`. */
export class LiveStore {
  readonly #kept: KeptChoices
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  #collected: EngineState = EMPTY_STATE
  #collectedAt: number | null = null
  #shown: LiveState
  #shownAt = Number.NEGATIVE_INFINITY
  #followUntil = 0
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(kept: KeptChoices, now: () => number) {
    this.#kept = kept
    this.#now = now
    const held = kept.getItem(HELD_KEY) === 'yes'
    this.#shown = {
      ...EMPTY_STATE,
      connection: 'connecting',
      disconnectedSince: null,
      lastUpdateAt: null,
      held,
      heldSince: held ? now() : null,
      refreshIntervalMs: readInterval(kept),
    }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What the screen shows now. */
  readonly getState = (): LiveState => this.#shown

  /** The last instance and seq seen, for resuming the stream; null before the first update. */
  position(): { readonly instance: string; readonly seq: number } | null {
    const { instance, seq } = this.#collected
    return instance === null ? null : { instance, seq }
  }

  /** Takes an update of the stream. False when it does not follow what is known, so that a full one is needed. */
  receive(update: Update): boolean {
    const first = this.#collected.instance !== update.instance
    if (!follows(this.#collected, update)) return false
    this.#collected = applyUpdate(this.#collected, update)
    this.#collectedAt = this.#now()
    if (first) this.#show()
    else this.#showWhenDue()
    return true
  }

  /** Puts older samples in front of what the stream brought. */
  seed(series: readonly { readonly id: string; readonly points: readonly Sample[] }[]): void {
    this.#collected = seedHistory(this.#collected, series)
    this.#showWhenDue()
  }

  /** Says whether the engine is reached. */
  setConnection(connection: Connection): void {
    if (connection === this.#shown.connection) return
    const lost = connection === 'live' ? null : (this.#shown.disconnectedSince ?? this.#now())
    this.#change({
      connection,
      disconnectedSince: connection === 'connecting' && !this.#collectedAt ? null : lost,
    })
  }

  /** Auto-refresh off (true) or on; kept for the next visit. */
  setHeld(held: boolean): void {
    if (held === this.#shown.held) return
    this.#kept.setItem(HELD_KEY, held ? 'yes' : 'no')
    this.#change({ held, heldSince: held ? this.#now() : null })
    if (!held) this.#show()
  }

  /** How often the screen changes at most; kept for the next visit. */
  setRefreshInterval(refreshIntervalMs: RefreshIntervalMs): void {
    this.#kept.setItem(INTERVAL_KEY, String(refreshIntervalMs))
    this.#change({ refreshIntervalMs })
    this.#showWhenDue()
  }

  /** Shows what follows from something the operator did, though the screen is held or slowed. */
  showOwnAction(): void {
    this.#followUntil = this.#now() + SHOW_OWN_ACTION_MS
    this.#show()
  }

  #showWhenDue(): void {
    const now = this.#now()
    const { held, refreshIntervalMs } = this.#shown
    const due =
      now < this.#followUntil ? now : held ? Number.POSITIVE_INFINITY : this.#shownAt + refreshIntervalMs
    if (now >= due) {
      this.#show()
      return
    }
    this.#passThrough()
    if (held) return
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#showWhenDue()
    }, due - now)
  }

  #show(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#shownAt = this.#now()
    this.#change({ ...this.#collected, lastUpdateAt: this.#collectedAt })
  }

  /** What is about Traylight itself is shown at once, though the screen holds still. */
  #passThrough(): void {
    const passing = aboutItself(this.#collected)
    if (!shallowEqual(passing, aboutItself(this.#shown))) this.#change(passing)
  }

  #change(change: Partial<LiveState>): void {
    this.#shown = { ...this.#shown, ...change }
    for (const listener of this.#listeners) listener()
  }
}
