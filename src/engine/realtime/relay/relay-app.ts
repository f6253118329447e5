import { randomInt } from 'node:crypto'
import { z } from 'zod'
import type { Clock, Timer } from '../../clock.ts'
import { ChannelHub } from './channel-hub.ts'
import { type RelayAnswer, RelayApi, type RelayRequest } from './relay-api.ts'
import { RelayConnection, type RelaySocket } from './relay-connection.ts'
import type { RelayKeys } from './relay-secret.ts'

/** The keys once references are filled in. */
export const relayKeysSchema = z.object({
  appId: z.string().min(1),
  key: z.string().min(1),
  secret: z.string().min(1),
})

export interface RelayAppOptions {
  readonly keys: RelayKeys
  readonly clientEvents: boolean
  readonly maxConnections: number
  readonly clock: Clock
  /** Connections, channels or events became more or fewer. */
  readonly onChange: () => void
}

/** What a socket tells the relay. */
export interface RelayClient {
  receive(text: string): void
  gone(): void
}

/** How often clients that say nothing are looked for, in ms. */
const LOOK_MS = 10_000
/** The versions of the protocol that differ in nothing a relay does. */
const PROTOCOLS: ReadonlySet<string> = new Set(['5', '6', '7'])

/** The relay while it is on: one app, its connections and its API. */
export class RelayApp {
  readonly #options: RelayAppOptions
  readonly #hub = new ChannelHub()
  readonly #api: RelayApi
  readonly #clients = new Set<RelayConnection>()
  #timer: Timer | null = null

  constructor(options: RelayAppOptions) {
    this.#options = options
    this.#api = new RelayApi({ hub: this.#hub, keys: options.keys, clock: options.clock })
    this.#lookLater()
  }

  get counts(): { readonly connections: number; readonly channels: number; readonly events: number } {
    const { connections, channels, events } = this.#hub
    return { connections, channels, events }
  }

  /** Takes a client in, or tells it why not and closes; null then. */
  connect(
    socket: RelaySocket,
    { key, protocol }: { readonly key: string; readonly protocol: string | null },
  ): RelayClient | null {
    const { keys, clock, clientEvents, maxConnections, onChange } = this.#options
    const refuse = (code: number, message: string): null => {
      socket.send(JSON.stringify({ event: 'pusher:error', data: { code, message } }))
      socket.close(code, message)
      return null
    }
    if (key !== keys.key) return refuse(4001, 'There is no app with this key here.')
    if (protocol === null) return refuse(4008, 'Give the version of the protocol: 7.')
    if (!PROTOCOLS.has(protocol)) return refuse(4007, 'This relay speaks versions 5 to 7 of the protocol.')
    if (this.#clients.size >= maxConnections) {
      return refuse(4100, `The relay takes ${maxConnections} connections at most. Try again later.`)
    }
    const id = `${randomInt(1, 1_000_000_000)}.${randomInt(1, 1_000_000_000)}`
    const connection = new RelayConnection({
      ...{ id, socket, keys, clock, clientEvents, hub: this.#hub },
    })
    this.#clients.add(connection)
    connection.open()
    onChange()
    return {
      receive: text => {
        connection.receive(text)
        onChange()
      },
      gone: () => {
        this.#clients.delete(connection)
        connection.gone()
        onChange()
      },
    }
  }

  /** Answers a request to the server API. */
  answer(request: RelayRequest): RelayAnswer {
    const answer = this.#api.answer(request)
    if (request.method === 'POST') this.#options.onChange()
    return answer
  }

  /** Closes all connections; they may try again at once where the relay only changed. */
  close(code: number, reason: string): void {
    this.#timer?.cancel()
    this.#hub.closeAll(code, reason)
    this.#clients.clear()
  }

  #lookLater(): void {
    this.#timer = this.#options.clock.after(LOOK_MS, () => {
      for (const client of [...this.#clients]) client.look()
      this.#lookLater()
    })
  }
}
