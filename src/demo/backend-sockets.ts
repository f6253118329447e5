import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'

/** How often those who listen are told something, in ms. */
const TELL_EVERY_MS = 2000
/** More than this is no message to a demo's backend, in bytes. */
const MOST_BYTES = 65_536

/** What a client of an endpoint is told, the first message first and then in turn. */
type Talk = (count: number) => object

/**
 * The backend's WebSockets: typed JSON messages now and then on `/ws/content`, `/ws/roblox` and `/ws/agent/{agent_id}`,
 * and everything sent back on `/ws/native`.
 */
export class BackendSockets {
  /** Whether `/ws/native` sends back what it is sent. May be changed at any time. */
  echoes = true
  #sockets: WebSocketServer | null = null

  /** Serves them on an HTTP server. */
  attach(server: Server): void {
    const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES })
    this.#sockets = sockets
    server.on('upgrade', (request, socket, head) => this.#upgrade(sockets, request, socket, head))
  }

  /** Ends every connection. */
  detach(): void {
    for (const client of this.#sockets?.clients ?? []) client.terminate()
    this.#sockets = null
  }

  #upgrade(sockets: WebSocketServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const talk = talkOf(path)
    if (talk === null && path !== '/ws/native') {
      socket.on('error', () => socket.destroy())
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, client => {
      client.on('error', () => client.terminate())
      if (talk === null) this.#echo(client)
      else tell(client, talk)
    })
  }

  #echo(client: WebSocket): void {
    client.on('message', (data, isBinary) => {
      if (this.echoes) client.send(data, { binary: isBinary })
    })
  }
}

function tell(client: WebSocket, talk: Talk): void {
  let count = 0
  const next = () => client.send(JSON.stringify({ ...talk(count++), timestamp: new Date().toISOString() }))
  next()
  const timer = setInterval(next, TELL_EVERY_MS)
  client.once('close', () => clearInterval(timer))
}

function talkOf(path: string): Talk | null {
  const agentId = /^\/ws\/agent\/([^/]+)$/.exec(path)?.[1]
  if (agentId !== undefined) {
    return count => ({ type: 'agent_status', agent_id: agentId, status: 'active', tasks_done: count })
  }
  if (path === '/ws/content') {
    return count => ({ type: 'content_progress', content_id: 'lesson-1', progress: (count * 10) % 101 })
  }
  return path === '/ws/roblox' ? count => ({ type: 'roblox_sync', place: 'demo', changes: count }) : null
}
