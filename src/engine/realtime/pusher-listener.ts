import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Backend } from '#shared/config.ts'
import type { RealtimeView } from '#shared/realtime.ts'
import type { PusherConfig } from '#shared/realtime-config.ts'
import { oneLine } from '../checkers/printable-text.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import type { EngineLog } from '../engine-log.ts'
import { CONNECTION_NOTED_SECONDS } from '../status/pushed-backend.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { ActivityFeed } from './activity-feed.ts'
import { EventIntake } from './event-intake.ts'
import { Fallback } from './fallback.ts'
import { ListenedChannels } from './listened-channels.ts'
import { pusherAppOf } from './pusher-app-of.ts'
import { type ConnectionState, PusherConnection } from './pusher-connection.ts'

export interface PusherListenerOptions {
  readonly clock: Clock
  readonly log: EngineLog
  readonly book: StatusBook
  readonly feed: ActivityFeed
  readonly config: PusherConfig
  readonly backends: () => readonly Backend[]
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Polls a backend out of turn. */
  readonly pollBackend: (id: string) => Promise<void>
  /** From 0 to 1. */
  readonly random: () => number
  /** There is something to show anew. */
  readonly onChange: () => void
}

/** How often it is looked whether a channel is silent. In ms. */
const LOOK_MS = 5000
/** References that lead nowhere are looked up again after this. In ms. */
const RESOLVE_AGAIN_MS = 60_000
/** Names of events and channels in what is said of an invalid one. */
const NAME_LENGTH = 60

/** Listens to the configured channels of Pusher, and has what they say taken in. */
export class PusherListener {
  readonly #options: PusherListenerOptions
  readonly #channels: ListenedChannels
  readonly #intake: EventIntake
  readonly #fallback: Fallback
  #connection: PusherConnection | null = null
  #state: ConnectionState
  #place: string
  #lastInvalid = ''
  /** When it was last noted how the connection is, on the monotonic clock. */
  #notedAt = Number.NEGATIVE_INFINITY
  #stale: ReadonlySet<string> = new Set()
  #timer: Timer | null = null
  #stopped = false

  constructor(options: PusherListenerOptions) {
    this.#options = options
    const { clock, book, feed, config, backends } = options
    this.#channels = new ListenedChannels(clock, config.channels)
    this.#state = { state: 'connecting', since: clock.now(), message: '' }
    this.#place = config.host === undefined ? `cluster ${config.cluster}` : 'the host'
    this.#intake = new EventIntake({
      ...{ clock, book, feed },
      onInvalid: (source, event, reason) => this.#onInvalid(source, event, reason),
    })
    this.#fallback = new Fallback({
      ...{ clock, random: options.random, resolve: options.resolve, pollBackend: options.pollBackend },
      backend: () => backends().find(({ id }) => id === config.fallbackBackend),
      onMessage: (path, event, data) => this.#take(path, event, data),
      onChange: options.onChange,
      onSilent: path => this.#intake.silence(path, `${path} was closed, so this is not known.`),
    })
  }

  /** Begins to listen. Where its references lead nowhere it says so, and looks again later. */
  async start(): Promise<void> {
    const { clock, config, resolve, random } = this.#options
    if (this.#timer === null) this.#look()
    const found = await pusherAppOf(config, resolve)
    if (this.#stopped) return
    if (!found.ok) {
      this.#onState({ state: 'failed', since: this.#state.since, message: found.message })
      const again = clock.after(RESOLVE_AGAIN_MS, () => void this.start())
      this.#cancelStart = () => again.cancel()
      return
    }
    this.#place = found.app.words
    this.#connection = new PusherConnection({
      ...{ clock, random, app: found.app, secrets: found.secrets },
      channels: config.channels.map(({ name }) => name),
      member: { userId: `traylight-${randomUUID()}`, name: `Traylight on ${hostname()}` },
      onState: state => this.#onState(state),
      onChannel: (name, state) => {
        this.#channels.setSubscription(name, state)
        this.#options.onChange()
      },
      onEvent: (channel, event, data) => this.#take(channel, event, data),
      onBadMessage: (channel, reason) => {
        this.#channels.heard(channel)
        this.#onInvalid(channel, '', reason)
      },
    })
    await this.#connection.start()
  }

  #cancelStart = () => {}

  view(): NonNullable<RealtimeView['listening']> {
    const { state, since, message } = this.#state
    return {
      ...{ state, since, message, place: this.#place },
      channels: this.#channels.views(),
      lastInvalid: this.#lastInvalid,
      fallback: this.#fallback.words,
    }
  }

  get socketId(): string | null {
    return this.#connection?.socketId ?? null
  }

  /** The network is back, or the machine awake: connects at once where it is not connected. */
  reconnect(): void {
    this.#connection?.reconnect()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    this.#cancelStart()
    this.#intake.stop()
    this.#fallback.stop()
    await this.#connection?.stop()
  }

  #take(source: string, event: string, data: unknown): void {
    this.#channels.heard(source)
    this.#intake.take(source, event, data)
    this.#options.onChange()
  }

  #onState(next: ConnectionState): void {
    const before = this.#state
    this.#state = next
    if (next.state !== before.state) {
      this.#options.log.info({ from: before.state, to: next.state }, `Pusher: ${next.message || next.state}`)
    }
    const isLost = next.state === 'unavailable' || next.state === 'failed'
    const wasLost = before.state === 'unavailable' || before.state === 'failed'
    if (isLost && !wasLost) this.#intake.silence(null, 'Pusher is not connected, so this is not known.')
    if (next.state !== 'connecting') this.#note()
    this.#watchSilence()
    this.#options.onChange()
  }

  /** Writes down how the connection is, as a poll does of a backend. */
  #note(): void {
    const { clock, book, config } = this.#options
    const { state, message } = this.#state
    if (state === 'connecting') return
    this.#notedAt = clock.monotonic()
    const details = { place: this.#place, channels: config.channels.length }
    if (state === 'connected') {
      book.recordConnection({ status: 'healthy', message: `Connected to ${this.#place}`, details })
      return
    }
    const failure = state === 'failed' ? 'refused' : 'unreachable'
    book.recordConnection({ status: 'unhealthy', message, details, failure })
  }

  #look(): void {
    const { clock, onChange } = this.#options
    this.#timer = clock.after(LOOK_MS, () => this.#look())
    if (clock.monotonic() - this.#notedAt >= CONNECTION_NOTED_SECONDS * 1000) this.#note()
    this.#watchSilence()
    // Rates fall and silences grow by themselves.
    if (this.#channels.isAnyHeard || this.#channels.silent.length > 0) onChange()
  }

  #watchSilence(): void {
    const { state } = this.#state
    const isLost = state === 'unavailable' || state === 'failed'
    this.#fallback.needed = isLost || this.#channels.silent.length > 0
    const stale = new Set(this.#channels.stale)
    for (const name of stale) {
      if (!this.#stale.has(name)) this.#intake.silence(name, `${name} is silent, so this is not known.`)
    }
    this.#stale = stale
  }

  #onInvalid(source: string, event: string, reason: string): void {
    const { clock, feed, onChange } = this.#options
    this.#channels.countInvalid(source)
    const what = event === '' ? 'A message' : `An event ${oneLine(event, NAME_LENGTH)}`
    const where = source === '' ? '' : ` on ${oneLine(source, NAME_LENGTH)}`
    this.#lastInvalid = `${what}${where} was not understood, because ${reason}.`
    const text = oneLine(`${reason}.`, 200)
    const name = oneLine(event, NAME_LENGTH)
    feed.add({ at: clock.now(), channel: source, event: name, kind: 'invalid', text, percent: null })
    onChange()
  }
}
