import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** An HTTP server on loopback that can be stopped and started again on the same port. */
export class LoopbackHttp {
  readonly #answer: Answer
  /** Also those that have become WebSockets, which the server forgets. */
  readonly #sockets = new Set<Socket>()
  #port: number
  #server: Server | undefined

  /** Port 0 is a free one, kept from the first start on. */
  constructor(answer: Answer, port = 0) {
    this.#answer = answer
    this.#port = port
  }

  get port(): number {
    return this.#port
  }

  /** Its root, once it was started. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Listens. The server is handed out for what else is served on it, such as WebSockets. */
  async start(): Promise<Server> {
    if (this.#server) return this.#server
    const server = createServer(this.#answer)
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (typeof address === 'object' && address) this.#port = address.port
    this.#server = server
    return server
  }

  /** Ends it, open connections included; nobody listens on its port then. */
  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    const closed = once(server, 'close')
    server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}

/** A JSON document that is sent, with 200 where nothing else is said. */
export interface JsonReply {
  readonly document: object
  readonly statusCode?: number
}

/** For an address that there is not, as FastAPI has it. */
export const NOT_FOUND: JsonReply = { document: { detail: 'Not Found' }, statusCode: 404 }

/** Answers with JSON, or never where there is no reply. */
export function answerJson(reply: (request: IncomingMessage) => JsonReply | undefined): Answer {
  return (request, response) => {
    const said = reply(request)
    if (!said) return
    response.writeHead(said.statusCode ?? 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(said.document))
  }
}

/** The report's standard response: `status`, `timestamp`, `checks` and `check_duration_ms`. */
export function standardResponse(checks: Readonly<Record<string, StandardCheck>>): object {
  const all = Object.values(checks)
  const bad = all.filter(check => !check.healthy).length
  return {
    status: bad === 0 ? 'healthy' : bad === all.length ? 'unhealthy' : 'degraded',
    timestamp: new Date().toISOString(),
    checks,
    check_duration_ms: all.reduce((sum, check) => sum + check.response_time_ms, 0),
  }
}

/** One check of the standard response, as it stands on the wire. */
export interface StandardCheck {
  readonly healthy: boolean
  readonly response_time_ms: number
  readonly details: Readonly<Record<string, unknown>>
}
