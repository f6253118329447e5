import type { IncomingMessage, ServerResponse } from 'node:http'
import { type NodeMcpRequestHandler, toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { answerJson, type JsonReply, LoopbackHttp, NOT_FOUND } from './loopback-http.ts'
import { WebSocketServerTransport } from './websocket-server-transport.ts'

/**
 * How the server does: `store-broken` loses what is written to its context store, `unwell` says in its health document
 * that it is out of memory, `silent` accepts connections and answers nothing.
 */
export type McpBehaviour = 'good' | 'store-broken' | 'unwell' | 'silent'

/** Where the server listens; a free port by default. */
export interface DemoMcpServerOptions {
  readonly port?: number
  readonly healthPort?: number
}

/**
 * An MCP server as the report has it: a context store behind the tools `context_put`, `context_get` and
 * `context_delete`, over WebSocket and streamable HTTP on one port, and its health document on another.
 */
export class DemoMcpServer {
  /** May be changed at any time. */
  behaviour: McpBehaviour = 'good'
  /** What is in the context store. */
  readonly contexts = new Map<string, string>()
  readonly #main: LoopbackHttp
  readonly #health: LoopbackHttp
  readonly #handleMcp: NodeMcpRequestHandler
  readonly #notFound = answerJson(() => NOT_FOUND)
  #sockets: WebSocketServer | undefined
  #startedAt = 0

  constructor({ port = 0, healthPort = 0 }: DemoMcpServerOptions = {}) {
    this.#handleMcp = toNodeHandler(createMcpHandler(() => this.#newServer()))
    this.#main = new LoopbackHttp((request, response) => this.#answerMain(request, response), port)
    this.#health = new LoopbackHttp(
      answerJson(request => this.#healthReply(request)),
      healthPort,
    )
  }

  get webSocketUrl(): string {
    return `ws://127.0.0.1:${this.#main.port}/`
  }

  get httpUrl(): string {
    return `${this.#main.url}/mcp`
  }

  get healthUrl(): string {
    return `${this.#health.url}/health`
  }

  async start(): Promise<void> {
    this.#startedAt = Date.now()
    const server = await this.#main.start()
    const sockets = new WebSocketServer({ noServer: true })
    this.#sockets = sockets
    server.on('upgrade', (request, socket, head) => {
      if (this.behaviour === 'silent') {
        // Read all the same, or it would not be noticed when the client leaves.
        socket.resume()
        return
      }
      sockets.handleUpgrade(request, socket, head, connected => {
        void this.#newServer().connect(new WebSocketServerTransport(connected))
      })
    })
    await this.#health.start()
  }

  /** Ends both ports and everyone connected to them. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets?.clients ?? []) socket.terminate()
    this.#sockets = undefined
    await Promise.all([this.#main.stop(), this.#health.stop()])
  }

  /** Ends the health port alone. */
  async stopHealth(): Promise<void> {
    await this.#health.stop()
  }

  #answerMain(request: IncomingMessage, response: ServerResponse): void {
    if (this.behaviour === 'silent') return
    if (request.url === '/mcp') {
      // The package's types want both named.
      const named = Object.assign(request, { method: request.method ?? 'POST', url: request.url })
      void this.#handleMcp(named, response)
    } else {
      this.#notFound(request, response)
    }
  }

  #healthReply({ url }: IncomingMessage): JsonReply | undefined {
    if (this.behaviour === 'silent') return undefined
    if (url !== '/health') return NOT_FOUND
    const isUnwell = this.behaviour === 'unwell'
    const document = {
      status: isUnwell ? 'unhealthy' : 'healthy',
      ...(isUnwell && { error: 'Memory is nearly exhausted' }),
      service: 'mcp-server',
      context_store: {
        status: this.behaviour === 'store-broken' ? 'error' : 'ok',
        contexts: this.contexts.size,
      },
      memory_percent: isUnwell ? 97.4 : 41.5,
      active_connections: this.#sockets?.clients.size ?? 0,
      uptime_seconds: Math.floor((Date.now() - this.#startedAt) / 1000),
    }
    return { document, statusCode: isUnwell ? 503 : 200 }
  }

  #newServer(): McpServer {
    const server = new McpServer({ name: 'toolboxai-mcp', version: '1.0.0' })
    const key = z.string()
    server.registerTool(
      'context_put',
      { description: 'Keeps a value under a key.', inputSchema: z.object({ key, value: z.string() }) },
      ({ key, value }) => {
        if (this.behaviour !== 'store-broken') this.contexts.set(key, value)
        return said('stored')
      },
    )
    server.registerTool(
      'context_get',
      { description: 'Gives back the value under a key.', inputSchema: z.object({ key }) },
      ({ key }) => {
        const value = this.contexts.get(key)
        return value === undefined ? { ...said(`There is no context "${key}".`), isError: true } : said(value)
      },
    )
    server.registerTool(
      'context_delete',
      { description: 'Forgets a key.', inputSchema: z.object({ key }) },
      ({ key }) => said(this.contexts.delete(key) ? 'deleted' : 'not there'),
    )
    return server
  }
}

function said(text: string) {
  return { content: [{ type: 'text' as const, text }] }
}
