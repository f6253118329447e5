import { afterEach, describe, expect, it } from 'vitest'
import { DemoMcpServer } from '#demo/mcp-server.ts'
import {
  modernServer,
  sseServer,
  streamableServer,
  type TestMcpServer,
  webSocketServer,
} from '../../../test-support/mcp-servers.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { mcpChecker } from './mcp.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
function check(target: object, options: { timeoutMs?: number; secrets?: readonly string[] } = {}) {
  return runCheck(mcpChecker, mcpChecker.schema.parse(target), {
    timeoutMs: 10_000,
    clock: systemClock,
    keep,
    ...options,
  })
}

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.close()))
})
async function use<T extends TestMcpServer>(starting: Promise<T>): Promise<T> {
  const server = await starting
  open.push(server)
  return server
}

const EXAMPLE = {
  serverName: 'example',
  serverVersion: '2.5.0',
  tools: 1,
  toolNames: ['greet'],
  resources: 1,
  prompts: 1,
  pingMs: expect.any(Number),
  initializeMs: expect.any(Number),
}

describe('an MCP server that works', () => {
  it.each([
    ['streamable HTTP with sessions', streamableServer, 'streamable-http', '2025-11-25'],
    ['streamable HTTP that knows no handshake any more', modernServer, 'streamable-http', '2026-07-28'],
    ['an older server with SSE, which refuses the POST', sseServer, 'sse', '2025-11-25'],
    ['a server with SSE that refuses with 404', () => sseServer({ refusal: 404 }), 'sse', '2025-11-25'],
    ['a WebSocket', webSocketServer, 'websocket', '2025-11-25'],
    [
      'a WebSocket without subprotocol',
      () => webSocketServer({ subprotocol: false }),
      'websocket',
      '2025-11-25',
    ],
  ])('over %s is healthy, and told of', async (_, serve, transport, protocolVersion) => {
    const server = await use(serve())
    const outcome = await check({ url: server.url })
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: 'example 2.5.0, 1 tool',
      details: { ...EXAMPLE, transport, protocolVersion },
    })
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
    await server.released()
    expect(server.sessions()).toBe(0)
  })

  it('is asked over the transport that was chosen alone', async () => {
    const server = await use(sseServer())
    expect(await check({ url: server.url, transport: 'sse' })).toMatchObject({ status: 'healthy' })
    const outcome = await check({ url: server.url, transport: 'streamable-http' })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'protocol' })
    expect(outcome.message).toMatch(
      /^There is no MCP at http:\/\/127\.0\.0\.1:\d+\/mcp \(405\)\. Check the path/,
    )
    await server.released()
  })

  it('is given the headers, and asked for them where they are missing', async () => {
    const server = await use(webSocketServer({ token: 'sesame' }))
    const headers = { authorization: 'Bearer sesame' }
    expect(await check({ url: server.url, headers })).toMatchObject({ status: 'healthy' })
    const outcome = await check({ url: server.url })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'auth' })
    expect(outcome.message).toMatch(/asks for credentials \(401\)\. Give them in the headers\.$/)
  })
})

describe('the context store of an MCP server', () => {
  const server = new DemoMcpServer()
  const store = { putTool: 'context_put', getTool: 'context_get', deleteTool: 'context_delete' }
  afterEach(() => server.stop())

  it.each(['webSocketUrl', 'httpUrl'] as const)(
    'is put to, got from and deleted from over its %s',
    async url => {
      server.behaviour = 'good'
      await server.start()
      const outcome = await check({ url: server[url], store })
      expect(outcome).toMatchObject({
        status: 'healthy',
        message: 'toolboxai-mcp 1.0.0, 3 tools, put, get, delete',
        details: { store: { operations: 'put, get, delete', ms: expect.any(Number) } },
      })
      expect(server.contexts.size).toBe(0)
    },
  )

  it('fails the check where it loses what was put', async () => {
    server.behaviour = 'store-broken'
    await server.start()
    const outcome = await check({ url: server.webSocketUrl, store })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'unexpected' })
    expect(outcome.message).toMatch(
      /^The tool context_get of the MCP server at \S+ failed: There is no context "/,
    )
  })

  it('is cleaned up also where getting gives back something else', async () => {
    server.behaviour = 'good'
    await server.start()
    const outcome = await check({ url: server.webSocketUrl, store: { ...store, getTool: 'context_put' } })
    expect(outcome.status).toBe('unhealthy')
    expect(server.contexts.size).toBe(0)
  })

  it('names a tool that is not there, and those that are', async () => {
    await server.start()
    const outcome = await check({ url: server.httpUrl, store: { ...store, getTool: 'context_read' } })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'misconfigured' })
    expect(outcome.message).toMatch(
      /has no tool "context_read"\. It has context_put, context_get, context_delete\. Correct the name in/,
    )
  })
})

describe('the health document of an MCP server', () => {
  const server = new DemoMcpServer()
  afterEach(() => server.stop())

  it('adds context store, memory, connections and uptime to what is shown', async () => {
    server.behaviour = 'good'
    await server.start()
    const outcome = await check({ url: server.httpUrl, healthUrl: server.healthUrl })
    expect(outcome).toMatchObject({
      status: 'healthy',
      details: {
        health: {
          status: 'healthy',
          contextStore: 'healthy',
          memoryPercent: 41.5,
          activeConnections: expect.any(Number),
          uptimeSeconds: 0,
        },
      },
    })
  })

  it('makes the server unhealthy where it says so, in its words', async () => {
    server.behaviour = 'unwell'
    await server.start()
    expect(await check({ url: server.webSocketUrl, healthUrl: server.healthUrl })).toMatchObject({
      status: 'unhealthy',
      message:
        'The MCP server answers, but its health document says that it is unhealthy: Memory is nearly exhausted.',
      details: { health: { memoryPercent: 97.4 } },
      responseTimeMs: expect.any(Number),
    })
  })

  it('makes the server degraded where it cannot be had', async () => {
    server.behaviour = 'good'
    await server.start()
    await server.stopHealth()
    const outcome = await check({ url: server.httpUrl, healthUrl: server.healthUrl })
    expect(outcome.status).toBe('degraded')
    expect(outcome.message).toMatch(
      /^The MCP server answers, but its health address does not\. The server refused the connection on .+\. Is it running\?$/,
    )
  })
})

describe('the settings of an MCP check', () => {
  it.each([
    [{ url: 'ftp://example.com' }, /ws, wss, http or https/],
    [{ url: 'ws://example.com', transport: 'sse' }, /websocket goes with ws and wss/],
    [{ url: 'http://example.com', transport: 'websocket' }, /websocket goes with ws and wss/],
    [{ url: 'http://example.com', store: { putTool: 'a', getTool: 'b' } }, /deleteTool|expected string/],
  ])('%j are refused', (target, message) => {
    const parsed = mcpChecker.schema.safeParse(target)
    expect(parsed.success).toBe(false)
    expect(JSON.stringify(parsed.error?.issues)).toMatch(message)
  })

  it('leave credentials and what is in the query out of what is shown', () => {
    expect(mcpChecker.describe({ url: 'wss://ann:pass@example.com:9877/mcp?token=secret' })).toEqual({
      text: 'wss://example.com:9877/mcp?…',
      host: 'example.com',
    })
  })
})
