import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/server'
import type { WebSocket } from 'ws'

/** One client of an MCP server over a WebSocket: a JSON-RPC message in each text message. */
export class WebSocketServerTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: NonNullable<Transport['onmessage']>
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    this.#socket = socket
  }

  async start(): Promise<void> {
    this.#socket.on('message', data => {
      let message: JSONRPCMessage
      try {
        message = parseJSONRPCMessage(JSON.parse(String(data)))
      } catch (error) {
        this.onerror?.(error instanceof Error ? error : new Error(String(error)))
        return
      }
      this.onmessage?.(message)
    })
    this.#socket.on('error', error => this.onerror?.(error))
    this.#socket.on('close', () => this.onclose?.())
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#socket.send(JSON.stringify(message))
  }

  async close(): Promise<void> {
    this.#socket.close()
  }
}
