import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'

export interface PusherProtocolServerOptions {
  readonly key?: string
  readonly secret?: string
  /** A port that was used before, to come back on. */
  readonly port?: number
}

const messageSchema = z.object({ event: z.string(), data: z.unknown() })
const subscriptionSchema = z.object({
  channel: z.string(),
  auth: z.string().optional(),
  channel_data: z.string().optional(),
})
const memberSchema = z.object({ user_id: z.string(), user_info: z.unknown() })

/**
 * A small Pusher Channels server on loopback: version 7 of the protocol for those who listen, as
 * https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/ describes it.
 */
export class PusherProtocolServer {
  readonly key: string
  readonly secret: string
  readonly port: number
  /** Who is there, by socket id, and the channels of each with what it said of itself. */
  readonly clients = new Map<string, { readonly ws: WebSocket; readonly channels: Map<string, string> }>()
  /** Addresses that were connected to. */
  readonly asked: string[] = []
  /** The code that everybody is refused with from now on. */
  refuseWith: { readonly code: number; readonly message: string } | null = null
  readonly #server: WebSocketServer
  #next = 1

  private constructor(server: WebSocketServer, port: number, { key, secret }: PusherProtocolServerOptions) {
    this.key = key ?? 'app-key'
    this.secret = secret ?? 'app-secret'
    this.port = port
    this.#server = server
    server.on('connection', (ws, request) => this.#accept(ws, request))
  }

  static async start(options: PusherProtocolServerOptions = {}): Promise<PusherProtocolServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: options.port ?? 0 })
    await once(server, 'listening')
    const address = server.address()
    if (typeof address !== 'object' || address === null) throw new Error('It listens on no port.')
    return new PusherProtocolServer(server, address.port, options)
  }

  get host(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** How many are subscribed to a channel. */
  subscribers(channel: string): number {
    return [...this.clients.values()].filter(({ channels }) => channels.has(channel)).length
  }

  /** Tells an event to all subscribers of a channel; `data` goes as JSON in a text, as Pusher sends it. */
  trigger(channel: string, event: string, data: unknown): void {
    this.sendRaw(JSON.stringify({ event, channel, data: JSON.stringify(data) }), channel)
  }

  /** Sends a text as it is to all subscribers of a channel, or to all. */
  sendRaw(text: string, channel?: string): void {
    for (const { ws, channels } of this.clients.values()) {
      if (channel === undefined || channels.has(channel)) ws.send(text)
    }
  }

  /** Closes all connections, with a code of the protocol or as a network does that breaks. */
  drop(code?: number): void {
    for (const { ws } of this.clients.values()) {
      if (code === undefined) ws.terminate()
      else ws.close(code)
    }
  }

  async stop(): Promise<void> {
    this.drop()
    await new Promise(resolve => this.#server.close(resolve))
  }

  #accept(ws: WebSocket, { url = '' }: IncomingMessage): void {
    this.asked.push(url)
    ws.on('error', () => undefined)
    const refusal = url.startsWith(`/app/${this.key}?`)
      ? this.refuseWith
      : { code: 4001, message: `App key not in this cluster` }
    if (refusal !== null) {
      ws.send(JSON.stringify({ event: 'pusher:error', data: refusal }))
      ws.close(refusal.code, refusal.message)
      return
    }
    const id = `${this.#next++}.${Math.floor(Math.random() * 1e9)}`
    const client = { ws, channels: new Map<string, string>() }
    this.clients.set(id, client)
    ws.on('close', () => this.clients.delete(id))
    ws.on('message', text => this.#take(id, client, String(text)))
    const established = JSON.stringify({ socket_id: id, activity_timeout: 120 })
    ws.send(JSON.stringify({ event: 'pusher:connection_established', data: established }))
  }

  #take(id: string, { ws, channels }: { ws: WebSocket; channels: Map<string, string> }, text: string): void {
    const { event, data } = messageSchema.parse(JSON.parse(text))
    if (event === 'pusher:ping') ws.send(JSON.stringify({ event: 'pusher:pong', data: '{}' }))
    if (event === 'pusher:unsubscribe') channels.delete(subscriptionSchema.parse(data).channel)
    if (event !== 'pusher:subscribe') return
    const { channel, auth, channel_data: info = '' } = subscriptionSchema.parse(data)
    if (/^(private|presence)-/.test(channel) && auth !== this.#authFor(id, channel, info)) {
      const error = { type: 'AuthError', error: 'Invalid signature', status: 401 }
      ws.send(JSON.stringify({ event: 'pusher:subscription_error', channel, data: error }))
      return
    }
    channels.set(channel, info)
    const joined = channel.startsWith('presence-') ? this.#presence(channel) : {}
    const succeeded = {
      event: 'pusher_internal:subscription_succeeded',
      channel,
      data: JSON.stringify(joined),
    }
    ws.send(JSON.stringify(succeeded))
  }

  #authFor(id: string, channel: string, info: string): string {
    const text = [id, channel, ...(info === '' ? [] : [info])].join(':')
    return `${this.key}:${createHmac('sha256', this.secret).update(text).digest('hex')}`
  }

  #presence(channel: string) {
    const members = [...this.clients.values()].flatMap(({ channels }) => {
      const info = channels.get(channel)
      return info === undefined ? [] : [memberSchema.parse(JSON.parse(info))]
    })
    const hash = Object.fromEntries(members.map(member => [member.user_id, member.user_info]))
    return { presence: { ids: Object.keys(hash), hash, count: members.length } }
  }
}
