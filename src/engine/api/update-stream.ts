import { type ClientSide, HEARTBEAT_MS, UPDATE_INTERVAL_MS } from '#shared/contract.ts'
import type { Update } from '#shared/views.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Change, ChangeLog, Topic } from '../status/change-log.ts'
import type { EngineViews } from './engine-views.ts'

export interface UpdateStreamOptions {
  readonly clock: Clock
  readonly changes: ChangeLog
  readonly views: EngineViews
  /** Changes when the engine restarts, so that a client does not resume what another engine began. */
  readonly instance: string
  readonly send: ClientSide['update']
  readonly bufferedBytes: () => number
}

/** A client with this much unsent gets nothing new until it has caught up; what it missed is coalesced. */
const MAX_BUFFERED_BYTES = 1_000_000

const TOPICS_WITHOUT_ITEMS: readonly Topic[] = [
  'overall',
  'info',
  'order',
  'discoveries',
  'progress',
  'stage',
  'reports',
  'alerts',
  'realtime',
]

/**
 * What one client is told: after `begin`, everything that changes, coalesced to at most four updates a second; and a
 * sign of life when nothing does. Items are drawn when they are sent, so a client gets the latest, once.
 */
export class UpdateStream {
  readonly #options: UpdateStreamOptions
  readonly #dirty = new Map<string, Change>()
  #unsubscribe: (() => void) | null = null
  #timer: Timer | null = null
  #sentAt = Number.NEGATIVE_INFINITY

  constructor(options: UpdateStreamOptions) {
    this.#options = options
  }

  /** The first message: everything, or what changed after `from.seq` where the client saw this very engine. */
  begin(from: { readonly instance?: string | undefined; readonly seq?: number | undefined }): Update {
    const { changes, instance, clock } = this.#options
    this.#unsubscribe ??= changes.subscribe(change => this.#note(change))
    this.#dirty.clear()
    this.#sentAt = clock.monotonic()
    this.#arm(HEARTBEAT_MS)
    if (from.instance === instance && from.seq !== undefined && from.seq <= changes.seq) {
      return this.#delta(changes.since(from.seq))
    }
    return { ...this.#options.views.everything(), ...this.#stamp(), full: true }
  }

  close(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = null
    this.#timer?.cancel()
    this.#timer = null
  }

  #note(change: Change): void {
    const wasQuiet = this.#dirty.size === 0
    this.#dirty.set(`${change.topic}:${change.id}`, change)
    if (!wasQuiet) return
    this.#arm(Math.max(0, this.#sentAt + UPDATE_INTERVAL_MS - this.#options.clock.monotonic()))
  }

  #arm(delayMs: number): void {
    this.#timer?.cancel()
    this.#timer = this.#options.clock.after(delayMs, () => this.#flush())
  }

  #flush(): void {
    if (this.#options.bufferedBytes() > MAX_BUFFERED_BYTES) {
      this.#arm(UPDATE_INTERVAL_MS)
      return
    }
    const changes = [...this.#dirty.values()]
    this.#dirty.clear()
    this.#sentAt = this.#options.clock.monotonic()
    this.#options.send(this.#delta(changes))
    this.#arm(HEARTBEAT_MS)
  }

  #stamp() {
    return {
      instance: this.#options.instance,
      seq: this.#options.changes.seq,
      at: this.#options.clock.now(),
    }
  }

  #delta(changes: readonly Change[]): Update {
    const { views } = this.#options
    const ids = (topic: Topic, gone: boolean) =>
      changes.filter(change => change.topic === topic && change.gone === gone).map(change => change.id)
    const update: Update = { ...this.#stamp(), full: false }
    const changed = {
      monitors: ids('monitor', false),
      backends: ids('backend', false),
      metrics: ids('metric', false),
    }
    if (changed.monitors.length > 0) update.monitors = views.monitors(changed.monitors)
    if (changed.backends.length > 0) update.backends = views.backends(changed.backends)
    if (changed.metrics.length > 0) update.metrics = views.metrics(changed.metrics)
    const removed = {
      monitors: ids('monitor', true),
      backends: ids('backend', true),
      metrics: ids('metric', true),
    }
    if (removed.monitors.length + removed.backends.length + removed.metrics.length > 0)
      update.removed = removed
    const touched = new Set(changes.map(change => change.topic))
    for (const topic of TOPICS_WITHOUT_ITEMS)
      if (touched.has(topic)) Object.assign(update, views.topic(topic))
    return update
  }
}
