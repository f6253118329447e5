/** Real MCP servers for tests, made with the official SDK: one per way of speaking. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node'
import { type CreateMcpHandlerOptions, createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { WebSocketServerTransport } from '../src/demo/websocket-server-transport.ts'
import { type BadServer, watchedServer } from './bad-servers.ts'

/** A server, and how many sessions it holds now. */
export interface TestMcpServer extends BadServer {
  readonly url: string
  sessions(): number
}

/** A server with a tool, a resource and a prompt. */
export function exampleServer(): McpServer {
  const server = new McpServer({ name: 'example', version: '2.5.0' })
  server.registerTool('greet', { inputSchema: z.object({ name: z.string() }) }, ({ name }) => ({
    content: [{ type: 'text', text: `Hello ${name}` }],
  }))
  server.registerResource('readme', 'file:///readme', {}, () => ({
    contents: [{ uri: 'file:///readme', text: 'Read me' }],
  }))
  server.registerPrompt('review', {}, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'Review this' } }],
  }))
  return server
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

async function serve(
  handle: Handler,
  { path = '/mcp', sessions = () => 0 }: { readonly path?: string; readonly sessions?: () => number } = {},
): Promise<TestMcpServer> {
  const server = createServer((request, response) => void handle(request, response))
  const watched = await watchedServer(server)
  return { ...watched, url: `http://127.0.0.1:${watched.port}${path}`, sessions }
}

/** Streamable HTTP with a session per client, as the revisions of 2025 have it. */
export async function streamableServer(): Promise<TestMcpServer> {
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>()
  const open = async (): Promise<NodeStreamableHTTPServerTransport> => {
    const transport: NodeStreamableHTTPServerTransport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: id => {
        sessions.set(id, transport)
      },
      onsessionclosed: id => {
        sessions.delete(id)
      },
    })
    await exampleServer().connect(transport)
    return transport
  }
  return serve(
    async (request, response) => {
      const id = String(request.headers['mcp-session-id'] ?? '')
      const transport = sessions.get(id) ?? (await open())
      await transport.handleRequest(request, response)
    },
    { sessions: () => sessions.size },
  )
}

/** Streamable HTTP of the revision of 2026-07-28 alone, which knows no handshake. */
export function modernServer(): Promise<TestMcpServer> {
  const handle = statelessHandler({ legacy: 'reject' })
  return serve(async (request, response) => handle(request, response))
}

/** Answers streamable HTTP of any revision, without sessions. */
export function statelessHandler(
  options: CreateMcpHandlerOptions = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  const handle = toNodeHandler(createMcpHandler(() => exampleServer(), options))
  return (request, response) => {
    // The package's types want both named.
    const named = Object.assign(request, { method: request.method ?? 'GET', url: request.url ?? '/' })
    void handle(named, response)
  }
}

/** HTTP with server-sent events, as the revision of 2024-11-05 has it; a POST to its address is refused with `refusal`. */
export function sseServer({ refusal = 405 } = {}): Promise<TestMcpServer> {
  const sessions = new Map<string, SSEServerTransport>()
  return serve(
    async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      const session = sessions.get(url.searchParams.get('sessionId') ?? '')
      if (url.pathname === '/messages' && session) return session.handlePostMessage(request, response)
      if (url.pathname !== '/mcp' || request.method !== 'GET') {
        response.writeHead(refusal).end()
        return
      }
      const transport = new SSEServerTransport('/messages', response)
      sessions.set(transport.sessionId, transport)
      response.on('close', () => sessions.delete(transport.sessionId))
      await exampleServer().connect(transport)
    },
    { sessions: () => sessions.size },
  )
}

/** A WebSocket; without `subprotocol` it takes up none, as older servers do. */
export async function webSocketServer({ subprotocol = true, token = '' } = {}): Promise<TestMcpServer> {
  const server = createServer()
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: () => (subprotocol ? 'mcp' : false),
  })
  server.on('upgrade', (request, socket, head) => {
    if (token !== '' && request.headers.authorization !== `Bearer ${token}`) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, connected => {
      void exampleServer().connect(new WebSocketServerTransport(connected))
    })
  })
  const watched = await watchedServer(server)
  return { ...watched, url: `ws://127.0.0.1:${watched.port}/`, sessions: () => sockets.clients.size }
}
