import { isDeepStrictEqual } from 'node:util'
import type { Config } from '#shared/config.ts'
import type { Activity, RealtimeView } from '#shared/realtime.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import type { EngineLog } from '../engine-log.ts'
import type { ChangeLog } from '../status/change-log.ts'
import type { StatusBook } from '../status/status-book.ts'
import { ActivityFeed } from './activity-feed.ts'
import type { PusherListener } from './pusher-listener.ts'

/** A part of it that others have built: what is published, and the relay. Nothing of it is loaded where it is off. */
export interface RealtimePart<View> {
  /** Null where it is off. */
  view(): View | null
  start(config: Config): void
  /** Takes a new configuration over. */
  apply(config: Config): void
  stop(): Promise<void>
}

export interface RealtimeOptions {
  readonly clock: Clock
  readonly log: EngineLog
  readonly book: StatusBook
  readonly changes: ChangeLog
  readonly config: () => Config
  /** Fills references (`${env:…}`, `${file:…}`, `${secret:…}`) in. */
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Polls a backend out of turn. */
  readonly pollBackend: (id: string) => Promise<void>
  /** From 0 to 1, to spread what is tried again. */
  readonly random?: () => number
  readonly publisher?: RealtimePart<NonNullable<RealtimeView['publishing']>>
  readonly relay?: RealtimePart<NonNullable<RealtimeView['relay']>>
}

/** What is shown of it changes at most this often. In ms. */
const SHOWN_EVERY_MS = 1000

/** Real-time events, in and out, and the relay of our own. What is off is not loaded. */
export class Realtime {
  readonly #options: RealtimeOptions
  readonly #feed = new ActivityFeed()
  #listener: PusherListener | null = null
  #wanted: Listening | null = null
  #stopped = false
  #changing: Promise<void> = Promise.resolve()
  #shown: Timer | null = null
  #feedRevision = 0

  constructor(options: RealtimeOptions) {
    this.#options = options
  }

  start(): void {
    const config = this.#options.config()
    this.#options.publisher?.start(config)
    this.#options.relay?.start(config)
    this.#listenAs(config)
  }

  /** Takes a new configuration over; who listens already goes on where nothing of it changed. */
  apply(config: Config): void {
    if (this.#stopped || this.#wanted === null) return
    this.#options.publisher?.apply(config)
    this.#options.relay?.apply(config)
    this.#listenAs(config)
  }

  /** The network is back, or the machine awake. */
  reconnect(): void {
    this.#listener?.reconnect()
  }

  /** Of the connection that listens: who publishes names it, and does not hear itself. Null while there is none. */
  get socketId(): string | null {
    return this.#listener?.socketId ?? null
  }

  view(): RealtimeView {
    const { publisher, relay } = this.#options
    return {
      listening: this.#listener?.view() ?? null,
      publishing: publisher?.view() ?? null,
      relay: relay?.view() ?? null,
      feedRevision: this.#feedRevision,
    }
  }

  /** What happened elsewhere, newest first. */
  activity(query: { readonly channel?: string | undefined; readonly limit: number }): Activity[] {
    return this.#feed.latest(query)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#shown?.cancel()
    const { publisher, relay } = this.#options
    await Promise.all([publisher?.stop(), relay?.stop(), this.#listener?.stop(), this.#changing])
  }

  #listenAs(config: Config): void {
    const before = this.#wanted
    const wanted = listeningOf(config)
    if (before !== null && isDeepStrictEqual(wanted, before)) return
    this.#wanted = wanted
    this.#changing = this.#changing
      .then(() => this.#change(config, wanted, before))
      .catch(error => this.#options.log.error({ err: error }, 'Pusher could not be listened to.'))
  }

  async #change(config: Config, wanted: Listening, before: Listening | null): Promise<void> {
    const { clock, log, book, resolve, pollBackend, random = Math.random } = this.#options
    const old = this.#listener
    this.#listener = null
    await old?.stop()
    if (this.#stopped || wanted !== this.#wanted) return
    if (before !== null && !isDeepStrictEqual(wanted.app, before.app)) {
      // What another app said is not what this one says.
      const services = book.backends.get(book.pushedId ?? '')?.services.keys() ?? []
      book.silencePushed(services, book.metrics.pushed.keys(), 'Pusher is being connected to anew.')
    }
    this.#show()
    if (!config.pusher.on || !config.pusher.listen) return
    const { PusherListener } = await import('./pusher-listener.ts')
    if (this.#stopped || wanted !== this.#wanted) return
    this.#listener = new PusherListener({
      ...{ clock, log, book, feed: this.#feed, config: config.pusher, resolve, pollBackend, random },
      backends: () => this.#options.config().backends,
      onChange: () => this.#show(),
    })
    await this.#listener.start()
  }

  /** Has it shown anew, soon. */
  #show(): void {
    if (this.#stopped) return
    this.#shown ??= this.#options.clock.after(SHOWN_EVERY_MS, () => {
      this.#shown = null
      this.#feedRevision = this.#feed.count
      this.#options.changes.changed('realtime')
    })
  }
}

type Listening = ReturnType<typeof listeningOf>

/** What the listener has to begin anew for when it changes. */
function listeningOf({ pusher, backends }: Config) {
  const { key, cluster, host, on, listen, channels, secret, authUrl, authHeaders, fallbackBackend } = pusher
  const backend = backends.find(({ id }) => id === fallbackBackend)?.url
  return { app: { key, cluster, host }, on, listen, channels, secret, authUrl, authHeaders, backend }
}
