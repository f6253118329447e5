import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { ChannelHub, HubConnection, SubscribeRefusal } from './channel-hub.ts'
import type { Member } from './presence-members.ts'
import { RateWindow } from './rate-window.ts'
import { type RelayChannel, relayChannel } from './relay-channel.ts'
import { isAuthorised, type RelayKeys } from './relay-secret.ts'

/** The socket below a connection. Nothing here may throw. */
export interface RelaySocket {
  send(text: string): void
  close(code: number, reason: string): void
  /** What was sent and has not left yet. */
  bufferedBytes(): number
}

export interface RelayConnectionOptions {
  readonly id: string
  readonly socket: RelaySocket
  readonly hub: ChannelHub
  readonly keys: RelayKeys
  readonly clock: Clock
  readonly clientEvents: boolean
}

/** Told to clients, who ping after so long without a word, in seconds; and after which they are asked themselves. */
export const ACTIVITY_TIMEOUT_SECONDS = 120
/** Who was asked has so long to answer, in ms. */
const PONG_TIMEOUT_MS = 30_000
/** Who leaves so much unread is not listening. */
const MOST_BUFFERED_BYTES = 262_144
const MOST_EVENT_BYTES = 10_240
/** Pusher's own limit. */
const CLIENT_EVENTS_PER_SECOND = 10
/** Subscriptions come all at once after a reconnect. */
const MESSAGES_PER_SECOND = 500

const messageSchema = z.object({
  event: z.string().min(1).max(200),
  channel: z.string().optional(),
  data: z.unknown().optional(),
})
const subscribeSchema = z.object({
  channel: z.string(),
  auth: z.string().max(1000).optional(),
  channel_data: z.string().max(10_240).optional(),
})
const unsubscribeSchema = z.object({ channel: z.string() })
const channelDataSchema = z.object({
  user_id: z.union([z.string().min(1).max(128), z.number()]).transform(String),
  user_info: z.unknown().optional(),
})

/** Why something was not done, as the client is told. */
interface Failure {
  /** One of Pusher's codes, where it has one for this. */
  readonly code: number | null
  readonly message: string
  /** The subscription that was not made for it. */
  readonly refused?: { readonly channel: string; readonly type: string; readonly status: number }
}

const NO_CHANNEL_NAME =
  'This is no name of a channel. Use letters, digits and _ - = @ , . ; at most 164 characters.'
const NOT_AUTHORISED =
  'The authorisation is not valid. See whether it was signed with the key and secret of this app.'
const NO_MEMBER = 'A presence channel needs channel_data with a user_id.'
const REFUSALS: Readonly<Record<SubscribeRefusal, string>> = {
  already: 'This connection is subscribed to it already.',
  'too many channels': 'One connection may be subscribed to 200 channels at most.',
  'too many members': 'A presence channel has 100 members at most.',
}

/** One client of the relay: reads what it says in Pusher's protocol 7, and has the hub do it. */
export class RelayConnection implements HubConnection {
  readonly id: string
  readonly #options: RelayConnectionOptions
  readonly #messages: RateWindow
  readonly #clientEvents: RateWindow
  #heardAt: number
  #askedAt: number | null = null
  #isClosed = false

  constructor(options: RelayConnectionOptions) {
    this.id = options.id
    this.#options = options
    const { clock } = options
    this.#messages = new RateWindow(clock, MESSAGES_PER_SECOND, 1000)
    this.#clientEvents = new RateWindow(clock, CLIENT_EVENTS_PER_SECOND, 1000)
    this.#heardAt = clock.monotonic()
  }

  /** Greets the client: from now on it may subscribe. */
  open(): void {
    this.#options.hub.connect(this)
    const data = JSON.stringify({ socket_id: this.id, activity_timeout: ACTIVITY_TIMEOUT_SECONDS })
    this.send(JSON.stringify({ event: 'pusher:connection_established', data }))
  }

  send(text: string): void {
    if (this.#isClosed) return
    this.#options.socket.send(text)
    if (this.#options.socket.bufferedBytes() > MOST_BUFFERED_BYTES) {
      this.close(4100, 'You read too slowly. Connect again.')
    }
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return
    this.gone()
    this.#options.socket.close(code, reason)
  }

  /** The connection is no more. */
  gone(): void {
    this.#isClosed = true
    this.#options.hub.disconnect(this.id)
  }

  /** Asks a client that has said nothing for long whether it is there, and closes where it does not answer. */
  look(): void {
    const now = this.#options.clock.monotonic()
    if (this.#askedAt !== null) {
      if (now - this.#askedAt >= PONG_TIMEOUT_MS) this.close(4201, 'No answer to a ping.')
    } else if (now - this.#heardAt >= ACTIVITY_TIMEOUT_SECONDS * 1000) {
      this.#askedAt = now
      this.send(JSON.stringify({ event: 'pusher:ping', data: '{}' }))
    }
  }

  /** Takes one message in; whatever it is, at most this connection ends. */
  receive(text: string): void {
    if (this.#isClosed) return
    this.#heardAt = this.#options.clock.monotonic()
    this.#askedAt = null
    if (!this.#messages.allows()) {
      this.close(4100, 'Too many messages. Connect again.')
      return
    }
    const failure = this.#follow(text)
    if (failure === null) return
    const { code, message, refused } = failure
    this.send(JSON.stringify({ event: 'pusher:error', data: { code, message } }))
    if (refused === undefined) return
    const { channel, ...why } = refused
    const data = { ...why, error: message }
    this.send(JSON.stringify({ event: 'pusher:subscription_error', channel, data }))
  }

  #follow(text: string): Failure | null {
    const parsed = messageSchema.safeParse(jsonOf(text))
    if (!parsed.success) return failure('This is no message of the Pusher protocol.')
    const { event, channel, data } = parsed.data
    if (event === 'pusher:subscribe') return this.#subscribe(data)
    if (event === 'pusher:unsubscribe') return this.#unsubscribe(data)
    if (event.startsWith('client-')) return this.#sayToOthers(event, channel ?? '', data)
    if (event === 'pusher:pong') return null
    if (event === 'pusher:signin') return failure('Signing users in is not offered by this relay.', 4009)
    if (event !== 'pusher:ping') return failure('There is no such event in the Pusher protocol.')
    this.send(JSON.stringify({ event: 'pusher:pong', data: '{}' }))
    return null
  }

  #subscribe(data: unknown): Failure | null {
    const parsed = subscribeSchema.safeParse(data)
    if (!parsed.success) return failure('A subscription needs the name of a channel.')
    const { auth, channel_data: channelData } = parsed.data
    const channel = relayChannel(parsed.data.channel)
    if (channel === null) return failure(NO_CHANNEL_NAME)
    if (channel.access === 'public') return this.#join(channel, null)
    const subscription = { socketId: this.id, channel: channel.name, auth: auth ?? '', channelData }
    const refused = { channel: channel.name, type: 'AuthError', status: 401 }
    if (!isAuthorised(this.#options.keys, subscription)) return failure(NOT_AUTHORISED, 4009, refused)
    if (channel.access === 'private') return this.#join(channel, null)
    const member = channelDataSchema.safeParse(jsonOf(channelData ?? ''))
    if (!member.success) return failure(NO_MEMBER, 4009, refused)
    const { user_id: userId, user_info: info } = member.data
    return this.#join(channel, { userId, info: info ?? null })
  }

  #join(channel: RelayChannel, member: Member | null): Failure | null {
    const refusal = this.#options.hub.subscribe(this.id, channel, member)
    if (refusal === null) return null
    // Who is subscribed already stays so.
    if (refusal === 'already') return failure(REFUSALS[refusal])
    return failure(REFUSALS[refusal], null, { channel: channel.name, type: 'LimitReached', status: 403 })
  }

  #unsubscribe(data: unknown): Failure | null {
    const parsed = unsubscribeSchema.safeParse(data)
    if (!parsed.success) return failure('To unsubscribe, give the name of a channel.')
    this.#options.hub.unsubscribe(this.id, parsed.data.channel)
    return null
  }

  #sayToOthers(name: string, channelName: string, data: unknown): Failure | null {
    const { hub, clientEvents } = this.#options
    const channel = relayChannel(channelName)
    const isForIt = channel !== null && channel.access !== 'public' && !channel.isEncrypted
    if (!clientEvents) return failure('Client events are switched off in this relay.')
    if (!isForIt) return failure('Client events go to private and presence channels only.')
    if (!hub.isSubscribed(this.id, channelName)) {
      return failure('Subscribe to the channel before you send a client event to it.')
    }
    if (Buffer.byteLength(JSON.stringify(data) ?? '') > MOST_EVENT_BYTES) {
      return failure('The data of an event has 10 KB at most.')
    }
    if (!this.#clientEvents.allows()) {
      return failure('A connection may send 10 client events a second.', 4301)
    }
    hub.publish({
      ...{ channel: channelName, name, data, except: this.id },
      userId: hub.memberOf(this.id, channelName),
    })
    return null
  }
}

const failure = (message: string, code: number | null = null, refused?: Failure['refused']): Failure => ({
  ...{ code, message },
  ...(refused !== undefined && { refused }),
})

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
