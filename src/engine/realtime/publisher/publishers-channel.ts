import Pusher from 'pusher'
import type PusherJs from 'pusher-js'
import { z } from 'zod'
import type { Clock, Timer } from '../../clock.ts'
import { explainPusherError, readPusherError } from '../explain-pusher-error.ts'
import { closePusher, openPusher, type PusherPlace } from '../open-pusher.ts'
import { type PublisherMember, publishersLeader } from './publishers-leader.ts'
import { serverOptions } from './server-options.ts'

/** Where those who publish to one app meet. */
const CHANNEL = 'presence-traylight-publishers'
/** pusher-js waits for up to a minute between its own attempts: that is long to be without anybody who publishes. In ms. */
const FIRST_RETRY_MS = 5000
const LONGEST_RETRY_MS = 30_000
/** A connection that is lost without a word is noticed within so long, in ms. */
const ACTIVITY_MS = 20_000
const PONG_MS = 5000

/** The app that is published to. */
export interface PublishedApp {
  readonly place: PusherPlace
  /** Where it is, in words. */
  readonly words: string
  readonly appId: string
  readonly secret: string
}

export interface PublishersChannelOptions {
  readonly app: PublishedApp
  readonly self: PublisherMember
  readonly clock: Clock
  readonly onChange: (role: PublisherRole) => void
}

/** What this one is among those who publish. */
export type PublisherRole =
  | { readonly state: 'starting' }
  | { readonly state: 'leading' }
  | { readonly state: 'standing-by'; readonly leader: string; readonly message: string }
  | { readonly state: 'failed'; readonly message: string }

const membersSchema = z.object({
  members: z.record(
    z.string(),
    z
      .object({ name: z.string().max(200), since: z.number() })
      .catch({ name: 'another', since: Number.MAX_SAFE_INTEGER }),
  ),
})
const NOT_JOINED =
  'The channel on which those who publish agree was not joined. Check that app id, key and secret are of one app.'

/**
 * The presence channel on which those who publish to one app agree who does: the one that has been there longest. Who is
 * not connected does not lead, since it cannot know who else is there.
 */
export class PublishersChannel {
  readonly #options: PublishersChannelOptions
  #client: PusherJs | null = null
  /** pusher-js changes it as members come and go. */
  #members: unknown = null
  #role: PublisherRole = { state: 'starting' }
  #retry: Timer | null = null
  #retryMs = FIRST_RETRY_MS
  #isStopped = false

  constructor(options: PublishersChannelOptions) {
    this.#options = options
  }

  /** Begins to connect. Resolves as soon as that has begun. */
  async start(): Promise<void> {
    const { app, self } = this.#options
    const signer = new Pusher({
      ...{ appId: app.appId, key: app.place.key, secret: app.secret },
      ...serverOptions(app.place),
    })
    const client = await openPusher(app.place, {
      ...{ activityTimeout: ACTIVITY_MS, pongTimeout: PONG_MS },
      channelAuthorization: {
        customHandler: ({ socketId, channelName }, callback) => {
          const user_info = { name: self.name, since: self.since }
          callback(null, signer.authorizeChannel(socketId, channelName, { user_id: self.id, user_info }))
        },
      },
    })
    this.#client = client
    if (this.#isStopped) return closePusher(client)
    this.#follow(client)
    this.#retryLater()
  }

  get role(): PublisherRole {
    return this.#role
  }

  /** Leaves, so that another may take over at once. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#retry?.cancel()
    this.#client?.unsubscribe(CHANNEL)
    if (this.#client) await closePusher(this.#client)
  }

  #follow(client: PusherJs): void {
    const channel = client.subscribe(CHANNEL)
    channel.bind('pusher:subscription_succeeded', (members: unknown) => {
      this.#members = members
      this.#look()
    })
    for (const event of ['pusher:member_added', 'pusher:member_removed']) {
      channel.bind(event, () => this.#look())
    }
    channel.bind('pusher:subscription_error', () => this.#fail(NOT_JOINED))
    // The first says that it is lost a second before the state does.
    for (const event of ['connecting_in', 'unavailable', 'disconnected']) {
      client.connection.bind(event, () => this.#onLost())
    }
    client.connection.bind('error', (error: unknown) => this.#onError(error))
  }

  #look(): void {
    this.#retry?.cancel()
    this.#retry = null
    this.#retryMs = FIRST_RETRY_MS
    const read = membersSchema.safeParse(this.#members)
    const members = Object.entries(read.data?.members ?? {}).map(([id, member]) => ({ id, ...member }))
    const leader = publishersLeader(members)
    if (leader === null) this.#become({ state: 'starting' })
    else if (leader.id === this.#options.self.id) this.#become({ state: 'leading' })
    else this.#become({ state: 'standing-by', leader: leader.name, message: '' })
  }

  #onLost(): void {
    const { words } = this.#options.app
    const lost = `The connection to Pusher at ${words} is lost, so nothing is published. It is being made again.`
    const none = `There is no connection to Pusher at ${words}. Check the address and the network; it is tried again.`
    const { state } = this.#role
    if (state === 'starting') this.#fail(none)
    else if (state !== 'failed') this.#become({ state: 'standing-by', leader: '', message: lost })
    if (this.#retry === null) this.#retryLater()
  }

  #onError(error: unknown): void {
    const said = readPusherError(error)
    if (said?.code === 4009) this.#fail(NOT_JOINED)
    else if (said?.code && said.code >= 4000 && said.code < 4100) {
      this.#fail(explainPusherError(said, this.#options.app.words))
    }
  }

  #fail(message: string): void {
    this.#become({ state: 'failed', message })
    if (this.#retry === null) this.#retryLater()
  }

  /** Until the channel is joined it is tried again, ever more seldom. */
  #retryLater(): void {
    if (this.#isStopped) return
    this.#retry = this.#options.clock.after(this.#retryMs, () => {
      this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2)
      this.#retryLater()
      this.#client?.disconnect()
      this.#client?.connect()
    })
  }

  #become(role: PublisherRole): void {
    if (this.#isStopped || JSON.stringify(role) === JSON.stringify(this.#role)) return
    this.#role = role
    this.#options.onChange(role)
  }
}
