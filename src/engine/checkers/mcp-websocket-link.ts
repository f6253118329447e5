import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/client'
import { type RawData, WebSocket } from 'ws'
import { isDeeperThan } from '../backends/json-nesting.ts'
import type { CertificateFacts } from './certificate-facts.ts'
import { type CheckContext, CheckFailure } from './checker.ts'
import { endReason } from './end-reason.ts'
import { hostOf } from './http-exchange.ts'
import {
  MAX_MESSAGE_BYTES,
  MAX_NESTING,
  MAX_TOTAL_BYTES,
  McpConnectionEnded,
  type McpLink,
  NoSubprotocol,
  NotJsonRpc,
} from './mcp-link.ts'
import { type McpTarget, showMcpUrl } from './mcp-target.ts'
import { printable, shorten } from './printable-text.ts'
import { type TimedConnection, timedConnect } from './timed-connect.ts'
import { explainRefusal, explainWebSocketError } from './websocket-failure.ts'

const SUBPROTOCOL = 'mcp'

/** MCP over a WebSocket, a JSON-RPC message in each text message. The SDK has no such transport. */
export class McpWebSocketLink implements McpLink, Transport {
  readonly name = 'websocket'
  readonly transport = this
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: NonNullable<Transport['onmessage']>
  connectMs = 0
  certificate: CertificateFacts | undefined
  readonly #target: McpTarget
  readonly #context: CheckContext
  readonly #subprotocols: readonly string[]
  readonly #broken = Promise.withResolvers<never>()
  #connection: TimedConnection | undefined
  #socket: WebSocket | undefined
  #closed = false

  constructor(target: McpTarget, context: CheckContext, options: { readonly subprotocol: boolean }) {
    this.#target = target
    this.#context = context
    this.#subprotocols = options.subprotocol ? [SUBPROTOCOL] : []
    // It may break before and after anyone waits for that.
    this.broken.catch(() => {})
  }

  get broken(): Promise<never> {
    return this.#broken.promise
  }

  async start(): Promise<void> {
    const { clock } = this.#context
    const startedAt = clock.monotonic()
    const url = new URL(this.#target.url)
    const secure = url.protocol === 'wss:'
    const connection = await timedConnect(
      {
        host: hostOf(url),
        port: Number(url.port || (secure ? 443 : 80)),
        address: this.#address,
        tls: secure ? { rejectUnauthorized: true, ...this.#target.tls, alpn: ['http/1.1'] } : undefined,
      },
      this.#context,
    )
    this.#connection = connection
    this.certificate = connection.certificate
    if (this.#closed) {
      connection.socket.destroy()
      throw new McpConnectionEnded('was left')
    }
    await this.#shakeHands(connection, url)
    this.connectMs = clock.monotonic() - startedAt
  }

  #shakeHands({ socket }: TimedConnection, url: URL): Promise<void> {
    const { signal } = this.#context
    const bytesBefore = socket.bytesRead
    return new Promise((resolve, reject) => {
      let opened = false
      const fail = (error: Error) => {
        settle()
        reject(error)
        this.#break(error)
      }
      const onAbort = () => {
        const reason = endReason(
          this.#context,
          within =>
            `The server at ${this.#address} ${socket.bytesRead > bytesBefore ? 'began to answer' : 'accepted the connection'} but did not finish the WebSocket handshake ${within}. It may be frozen or overloaded.`,
        )
        fail(reason instanceof Error ? reason : new Error('The check has ended.'))
      }
      const settle = () => signal.removeEventListener('abort', onAbort)
      signal.addEventListener('abort', onAbort, { once: true })

      const ws = new WebSocket(url, [...this.#subprotocols], {
        createConnection: () => socket,
        headers: this.#target.headers ?? {},
        maxPayload: MAX_MESSAGE_BYTES,
        perMessageDeflate: false,
      })
      this.#socket = ws
      ws.on('open', () => {
        opened = true
        settle()
        resolve()
      })
      ws.on('unexpected-response', (_, response) => fail(explainRefusal(this.#address, response)))
      ws.on('error', error => fail(this.#explain(error, opened)))
      ws.on('close', (code, reason) => fail(new McpConnectionEnded(closedHow(code, reason.toString()))))
      ws.on('message', data => {
        const total = socket.bytesRead - bytesBefore
        if (total > MAX_TOTAL_BYTES) fail(endlessFailure(this.#address))
        else this.#take(data)
      })
    })
  }

  #take(data: RawData): void {
    if (this.#closed) return
    const text = String(data)
    if (isDeeperThan(text, MAX_NESTING)) {
      this.#break(tooDeepFailure(this.#address))
      return
    }
    let message: JSONRPCMessage
    try {
      message = parseJSONRPCMessage(JSON.parse(text))
    } catch {
      this.#break(new NotJsonRpc())
      return
    }
    this.onmessage?.(message)
  }

  #explain(error: Error, opened: boolean): Error {
    if (this.#subprotocols.length > 0 && /Server sent no subprotocol/.test(error.message)) {
      return new NoSubprotocol()
    }
    const about = { address: this.#address, subprotocol: SUBPROTOCOL, maxMessageBytes: MAX_MESSAGE_BYTES }
    return explainWebSocketError(error, about, opened)
  }

  send(message: JSONRPCMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed || !this.#socket) return reject(new McpConnectionEnded('is closed'))
      this.#socket.send(JSON.stringify(message), error => (error ? reject(error) : resolve()))
    })
  }

  #break(error: Error): void {
    if (this.#closed) return
    this.#broken.reject(error)
    this.close()
  }

  /** Closing says it all. */
  async leave(): Promise<void> {}

  /** Says goodbye where that is possible without waiting, and ends the connection. */
  close(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.#closed = true
    const ws = this.#socket
    if (ws) {
      ws.removeAllListeners()
      // An error without a listener would end the process.
      ws.on('error', () => {})
      if (ws.readyState === WebSocket.OPEN) ws.close(1000)
    }
    // What was written is flushed first; a reader that does not read is not waited for.
    this.#connection?.socket.destroySoon()
    setImmediate(() => this.#connection?.socket.destroy())
    this.onclose?.()
    return Promise.resolve()
  }

  get #address(): string {
    return showMcpUrl(this.#target)
  }
}

/** Why no more is read of a server that sends and sends. */
export function endlessFailure(address: string): CheckFailure {
  return new CheckFailure(
    'protocol',
    `The MCP server at ${address} sends without end; no more than ${MAX_TOTAL_BYTES / 1024 / 1024} MiB were read.`,
  )
}

/** Why a message is not parsed that nests deeper than any of MCP. */
export function tooDeepFailure(address: string): CheckFailure {
  return new CheckFailure(
    'protocol',
    `The MCP server at ${address} sent a message nested more than ${MAX_NESTING} levels deep, which was not read.`,
  )
}

/** 1005 and 1006 stand for a closing without a code (RFC 6455, section 7.4.1). */
function closedHow(code: number, reason: string): string {
  if (code === 1005 || code === 1006) return 'closed the WebSocket'
  const said = shorten(printable(reason), 120)
  return `closed the WebSocket with code ${code}${said ? ` (${said})` : ''}`
}
