import { type Member, PresenceMembers } from './presence-members.ts'
import type { RelayChannel } from './relay-channel.ts'

/** A connection as the hub sees it. Nothing here may throw. */
export interface HubConnection {
  /** Its socket id: `123.456`. */
  readonly id: string
  send(text: string): void
  close(code: number, reason: string): void
}

/** An event on one channel. */
export interface HubEvent {
  readonly channel: string
  readonly name: string
  /** As it travels: the text that the server API was given, or whatever JSON a client sent. */
  readonly data: unknown
  /** The socket id of a connection that does not get it: who said it. */
  readonly except?: string | undefined
  /** The member who said it, of a client event on a presence channel. */
  readonly userId?: string | undefined
}

/** Why a subscription was not made. */
export type SubscribeRefusal = 'already' | 'too many channels' | 'too many members'

/** One channel as the API tells of it. */
export interface ChannelCounts {
  readonly subscriptions: number
  /** Members of a presence channel; null of others. */
  readonly users: number | null
}

/** Pusher's own limit on presence channels. */
const MOST_MEMBERS = 100
/** Of one connection: far more than a client needs, and little enough to hold. */
const MOST_CHANNELS = 200

interface Room {
  readonly subscribers: Map<string, HubConnection>
  readonly members: PresenceMembers | null
}

/**
 * Who is subscribed to which channel, and the events between them: Pusher's channels without its protocol. Holds only
 * connections that are there and channels with somebody on them.
 */
export class ChannelHub {
  readonly #connections = new Map<string, { readonly port: HubConnection; readonly channels: Set<string> }>()
  readonly #rooms = new Map<string, Room>()
  #events = 0

  /** How many connections there are. */
  get connections(): number {
    return this.#connections.size
  }

  /** How many channels have somebody on them. */
  get channels(): number {
    return this.#rooms.size
  }

  /** How many events were said since it was made, however many heard them. */
  get events(): number {
    return this.#events
  }

  connect(port: HubConnection): void {
    this.#connections.set(port.id, { port, channels: new Set() })
  }

  /** Forgets a connection, and takes it off its channels. */
  disconnect(id: string): void {
    const connection = this.#connections.get(id)
    if (!connection) return
    for (const channel of [...connection.channels]) this.unsubscribe(id, channel)
    this.#connections.delete(id)
  }

  /** Closes all connections. */
  closeAll(code: number, reason: string): void {
    for (const { port } of [...this.#connections.values()]) port.close(code, reason)
  }

  /**
   * Puts a connection on a channel, answers it, and tells the others of a member who is new.
   *
   * @param member who it is, on a presence channel
   */
  subscribe(id: string, channel: RelayChannel, member: Member | null): SubscribeRefusal | null {
    const connection = this.#connections.get(id)
    if (!connection) return null
    const { port, channels } = connection
    const { name } = channel
    if (channels.has(name)) return 'already'
    if (channels.size >= MOST_CHANNELS) return 'too many channels'
    const members = channel.access === 'presence' ? new PresenceMembers() : null
    const room = this.#rooms.get(name) ?? { subscribers: new Map(), members }
    const isFull = room.members !== null && room.members.count >= MOST_MEMBERS
    if (isFull && member !== null && room.members?.has(member.userId) === false) return 'too many members'
    const isNew = member !== null && room.members?.add(id, member) === true
    if (isNew) {
      const added = JSON.stringify({ user_id: member.userId, user_info: member.info })
      tell(room, { channel: name, name: 'pusher_internal:member_added', data: added })
    }
    room.subscribers.set(id, port)
    this.#rooms.set(name, room)
    channels.add(name)
    const presence = room.members && {
      presence: { count: room.members.count, ids: room.members.ids(), hash: room.members.hash() },
    }
    const data = JSON.stringify(presence ?? {})
    port.send(JSON.stringify({ event: 'pusher_internal:subscription_succeeded', channel: name, data }))
    if (channel.isCache) port.send(JSON.stringify({ event: 'pusher:cache_miss', channel: name }))
    return null
  }

  /** Takes a connection off a channel, and tells the others of a member who has left with it. */
  unsubscribe(id: string, channel: string): void {
    const room = this.#rooms.get(channel)
    this.#connections.get(id)?.channels.delete(channel)
    if (!room?.subscribers.delete(id)) return
    const left = room.members?.remove(id) ?? null
    if (room.subscribers.size === 0) this.#rooms.delete(channel)
    if (left === null) return
    const data = JSON.stringify({ user_id: left })
    tell(room, { channel, name: 'pusher_internal:member_removed', data })
  }

  isSubscribed(id: string, channel: string): boolean {
    return this.#rooms.get(channel)?.subscribers.has(id) === true
  }

  /** Sends an event to everybody on its channel. */
  publish(event: HubEvent): void {
    this.#events += 1
    const room = this.#rooms.get(event.channel)
    if (room) tell(room, event)
  }

  /** The member that a connection is on a presence channel. */
  memberOf(id: string, channel: string): string | undefined {
    return this.#rooms.get(channel)?.members?.userOf(id)
  }

  /** Who and how many are on a channel; null where it is empty. */
  countsOf(channel: string): ChannelCounts | null {
    const room = this.#rooms.get(channel)
    return room ? { subscriptions: room.subscribers.size, users: room.members?.count ?? null } : null
  }

  /** The ids of the members of a presence channel. */
  usersOf(channel: string): readonly string[] {
    return this.#rooms.get(channel)?.members?.ids() ?? []
  }

  /** The names of the channels with somebody on them. */
  channelNames(): Iterable<string> {
    return this.#rooms.keys()
  }
}

/** Sends one text to all on a channel: it is written once, however many there are. */
function tell(room: Room, { channel, name, data, except, userId }: HubEvent): void {
  const text = JSON.stringify({
    ...{ event: name, channel, data },
    ...(userId !== undefined && { user_id: userId }),
  })
  // A copy: who is too slow is taken off the channel while it is told.
  for (const [id, port] of [...room.subscribers]) if (id !== except) port.send(text)
}
