import type Pusher from 'pusher-js'
import type { ChannelAuthorizationHandler } from 'pusher-js'
import { z } from 'zod'
import type { RealtimeView } from '#shared/realtime.ts'
import { oneLine } from '../checkers/printable-text.ts'
import type { Clock, Timer } from '../clock.ts'
import { SecretHider } from '../config/hide-secrets.ts'
import { authoriseChannel, type PresenceMember } from './authorise-channel.ts'
import { explainPusherError, type PusherError, readPusherError } from './explain-pusher-error.ts'
import { closePusher, openPusher } from './open-pusher.ts'
import type { PusherApp } from './pusher-app-of.ts'
import { BadMessage } from './pusher-socket.ts'
import { whyUnreachable } from './why-unreachable.ts'

/** How the connection is. `since` in ms since the epoch. */
export interface ConnectionState {
  readonly state: NonNullable<RealtimeView['listening']>['state']
  readonly since: number
  /** Why it is not connected, and what to do; else empty. */
  readonly message: string
}

/** How the subscription of one channel is. */
export interface SubscriptionState {
  readonly state: 'subscribing' | 'subscribed' | 'failed'
  readonly message: string
  /** Of a presence channel. */
  readonly members: number | null
}

export interface PusherConnectionOptions {
  readonly clock: Clock
  /** From 0 to 1, to spread what is tried again. */
  readonly random: () => number
  readonly app: PusherApp
  readonly secrets: readonly string[]
  readonly channels: readonly string[]
  /** Who we are on presence channels. */
  readonly member: PresenceMember
  readonly onState: (state: ConnectionState) => void
  readonly onChannel: (channel: string, state: SubscriptionState) => void
  readonly onEvent: (channel: string, event: string, data: unknown) => void
  /** Something came that could not be read at all; the channel is empty where it does not say. */
  readonly onBadMessage: (channel: string, reason: string) => void
}

/** Without a connection for so long it is unavailable; pusher-js itself tries for as long. In ms. */
const LOST_AFTER_MS = 10_000
/** From one look at why it is unavailable to the next: at first, and at most. In ms. */
const LOOK_MS = { least: 10_000, most: 60_000 }
/** From one attempt to the next where the server refused us for good, as it says: at first, and at most. In ms. */
const REFUSED_MS = { least: 60_000, most: 900_000 }
/** A channel that could not be joined is tried again after this. In ms. */
const JOIN_AGAIN_MS = 60_000

const membersSchema = z.object({ members: z.object({ count: z.number() }) })

/**
 * One connection to Pusher and its subscriptions, for as long as it is not stopped: pusher-js connects and reconnects;
 * what makes it give up is tried again here, more and more slowly, and why there is no connection is found out and said.
 */
export class PusherConnection {
  readonly #options: PusherConnectionOptions
  readonly #stopping = new AbortController()
  readonly #hider: SecretHider
  readonly #joined = new Map<string, SubscriptionState>()
  #client: Pusher | null = null
  #state: ConnectionState
  #refusal: PusherError | null = null
  #attempts = 0
  #timer: Timer | null = null
  #joinTimer: Timer | null = null

  constructor(options: PusherConnectionOptions) {
    this.#options = options
    this.#hider = new SecretHider(options.secrets)
    this.#state = { state: 'connecting', since: options.clock.now(), message: '' }
  }

  /** Begins to connect. Resolves as soon as that has begun. */
  async start(): Promise<void> {
    const { app, channels, onState } = this.#options
    onState(this.#state)
    const client = await openPusher(app.place, { channelAuthorization: { customHandler: this.#authorise } })
    this.#client = client
    if (this.#stopping.signal.aborted) return closePusher(client)
    client.connection.bind('state_change', ({ current }: { current: string }) => this.#onState(current))
    client.connection.bind('error', (error: unknown) => this.#onError(error))
    for (const name of channels) this.#join(client, name)
    this.#onState(client.connection.state)
  }

  /** Null while it is not connected. */
  get socketId(): string | null {
    return this.#state.state === 'connected' ? (this.#client?.connection.socket_id ?? null) : null
  }

  /** The network is back, or the machine awake: connects at once where it is not connected. */
  reconnect(): void {
    if (this.#client === null || this.#state.state === 'connected' || this.#stopping.signal.aborted) return
    this.#attempts = 0
    this.#refusal = null
    this.#client.disconnect()
    this.#client.connect()
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('It is stopping.'))
    this.#timer?.cancel()
    this.#joinTimer?.cancel()
    if (this.#client) await closePusher(this.#client)
  }

  #onState(current: string): void {
    if (this.#stopping.signal.aborted) return
    if (current === 'connected') {
      this.#attempts = 0
      this.#refusal = null
      this.#plan(null)
      this.#become('connected', '')
      return
    }
    if (current === 'disconnected' || current === 'failed') {
      this.#refused()
      return
    }
    if (this.#state.state === 'connected') {
      this.#become('connecting', '')
      for (const name of this.#joined.keys()) this.#setChannel(name, 'subscribing', '')
    }
    if (this.#timer === null) this.#plan(LOST_AFTER_MS, () => void this.#look())
  }

  /** The server will not have us, and pusher-js has given up. */
  #refused(): void {
    // Our own disconnecting is none.
    if (this.#refusal === null) return
    this.#become('failed', explainPusherError(this.#refusal, this.#options.app.words))
    this.#plan(this.#delay(REFUSED_MS), () => {
      this.#refusal = null
      this.#client?.connect()
    })
  }

  #become(state: ConnectionState['state'], message: string): void {
    const { clock, onState } = this.#options
    const before = this.#state
    if (before.state === state && before.message === message) return
    const since = before.state === state ? before.since : clock.now()
    this.#state = { state, since, message: this.#hider.inText(message) }
    onState(this.#state)
  }

  /** Finds out why there is no connection; where there is no reason any more, connects at once. */
  async #look(): Promise<void> {
    const { clock, app, secrets } = this.#options
    const why = await whyUnreachable(app, { clock, secrets, signal: this.#stopping.signal })
    if (this.#stopping.signal.aborted || this.#state.state === 'connected') return
    this.#become('unavailable', why ?? `Pusher at ${app.words} answers again, and is being connected to.`)
    const attempts = this.#attempts
    if (why === null) this.reconnect()
    this.#attempts = attempts
    this.#plan(this.#delay(LOOK_MS), () => void this.#look())
  }

  #plan(delayMs: number, then: () => void): void
  #plan(delayMs: null): void
  #plan(delayMs: number | null, then?: () => void): void {
    this.#timer?.cancel()
    this.#timer = null
    if (delayMs === null || !then) return
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#timer = null
      then()
    })
  }

  #delay({ least, most }: { readonly least: number; readonly most: number }): number {
    const full = Math.min(most, least * 2 ** this.#attempts++)
    return full * (0.8 + 0.4 * this.#options.random())
  }

  #onError(error: unknown): void {
    const bad = badMessageIn(error)
    if (bad !== null) {
      this.#options.onBadMessage(bad.channel, bad.message)
      return
    }
    const said = readPusherError(error)
    if (said === null) return
    if (said.code !== null && said.code >= 4000) {
      this.#refusal = said
      return
    }
    // What is said without a code is about a subscription, and often does not say of which.
    const waiting = [...this.#joined].filter(
      ([name, { state }]) => state === 'subscribing' && isGuarded(name),
    )
    const named = waiting.filter(([name]) => said.said.includes(name))
    for (const [name] of named.length > 0 ? named : waiting) {
      this.#setChannel(name, 'failed', `Pusher refused the channel: ${said.said.replace(/\.$/, '')}.`)
    }
    this.#joinAgainLater()
  }

  #join(client: Pusher, name: string): void {
    this.#setChannel(name, 'subscribing', '')
    const channel = client.subscribe(name)
    channel.bind_global((event: string, data: unknown) => {
      if (this.#stopping.signal.aborted) return
      switch (event) {
        case 'pusher:subscription_succeeded':
        case 'pusher:member_added':
        case 'pusher:member_removed':
          return this.#setChannel(name, 'subscribed', '')
        case 'pusher:subscription_error':
          this.#setChannel(name, 'failed', this.#hider.inText(whyNotJoined(name, data)))
          return this.#joinAgainLater()
        default:
          if (!event.startsWith('pusher:')) this.#options.onEvent(name, event, data)
      }
    })
  }

  #setChannel(name: string, state: SubscriptionState['state'], message: string): void {
    const found = membersSchema.safeParse(this.#client?.channel(name)).data
    const members = state === 'subscribed' && found ? found.members.count : null
    const next = { state, message, members }
    this.#joined.set(name, next)
    this.#options.onChannel(name, next)
  }

  #joinAgainLater(): void {
    this.#joinTimer ??= this.#options.clock.after(JOIN_AGAIN_MS, () => {
      this.#joinTimer = null
      for (const [name, { state }] of this.#joined) {
        if (state !== 'failed' || this.#state.state !== 'connected') continue
        // pusher-js waits for ever for the answer to one that was refused.
        this.#client?.channel(name)?.disconnect()
        this.#client?.subscribe(name)
      }
    })
  }

  readonly #authorise: ChannelAuthorizationHandler = ({ socketId, channelName }, done) => {
    const { app, member, clock } = this.#options
    const { signal } = this.#stopping
    authoriseChannel(app, { socketId, channel: channelName, member }, { clock, signal }).then(
      auth => {
        if (!signal.aborted) done(null, auth)
      },
      (error: unknown) => {
        if (!signal.aborted) done(error instanceof Error ? error : new Error(String(error)), null)
      },
    )
  }
}

const isGuarded = (channel: string) => /^(private|presence)-/.test(channel)

function badMessageIn(error: unknown): BadMessage | null {
  if (error instanceof BadMessage) return error
  const inner = z.looseObject({ error: z.unknown() }).safeParse(error).data?.error
  if (inner instanceof BadMessage) return inner
  const parsed = z.looseObject({ type: z.literal('MessageParseError') }).safeParse(error)
  return parsed.success ? new BadMessage('', 'it is no JSON') : null
}

function whyNotJoined(channel: string, data: unknown): string {
  const read = z.looseObject({ error: z.string().optional(), status: z.number().optional() }).safeParse(data)
  const said = oneLine(read.data?.error ?? '', 300)
  // Our own reason is a sentence, as `authoriseChannel` throws it.
  if (said.endsWith('.')) return said
  const why = said === '' ? '' : ` (${said})`
  return `The channel ${channel} could not be joined${why}. Check the secret of the app.`
}
