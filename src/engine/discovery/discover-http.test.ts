import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { ToolboxaiBackend } from '#demo/toolboxai-backend.ts'
import { silent } from '../../../test-support/bad-servers.ts'
import { makeSelfSigned } from '../../../test-support/self-signed.ts'
import type { Hint } from './discovery-ports.ts'
import {
  answersJson,
  backendOf,
  discover,
  discoverAll,
  ends,
  http,
  listen,
  monitorOf,
  slowly,
} from './fake-services.ts'

const STANDARD = {
  status: 'unhealthy',
  timestamp: '2025-09-21T10:30:00Z',
  checks: { database: { healthy: false, response_time_ms: 12.5, details: {} } },
  check_duration_ms: 150.2,
}

describe('HTTP services', () => {
  it('are proposed at their root', async () => {
    const port = await http((_, response) => {
      response.setHeader('server', 'nginx')
      response.end('<html></html>')
    })
    const found = await discover(port, ['http'])
    expect(found).toMatchObject({
      title: `HTTP service on port ${port}`,
      evidence: 'answered HTTP with 200 (nginx)',
    })
    expect(monitorOf(found)).toMatchObject({
      category: 'apis',
      check: { kind: 'http', url: `http://127.0.0.1:${port}/` },
    })
  })

  it('that want a login are expected to go on wanting one', async () => {
    const port = await http((_, response) => response.writeHead(401).end())
    expect(monitorOf(await discover(port, ['http']))?.check).toMatchObject({ expectedStatus: ['401'] })
  })

  it('are proposed with a health endpoint that says all is well', async () => {
    const port = await http(answersJson('/api/v1/health', { status: 'ok' }))
    const found = await discover(port, ['http'])
    expect(found?.evidence).toBe('answered /api/v1/health with "ok"')
    expect(monitorOf(found)?.check).toEqual({
      kind: 'http',
      url: `http://127.0.0.1:${port}/api/v1/health`,
    })
  })

  it('that tell more in the standard format elsewhere are proposed as a backend', async () => {
    const backend = new ToolboxaiBackend()
    await backend.start()
    try {
      const found = await discover(backend.port, ['http'])
      expect(found?.evidence).toBe('answered /api/v1/health in the standard health format')
      expect(backendOf(found)).toMatchObject({ url: `http://127.0.0.1:${backend.port}` })
    } finally {
      await backend.stop()
    }
  })

  it('that answer every path with their page have no health endpoint', async () => {
    const port = await http((_, response) => response.end('<html>ok</html>'))
    expect(monitorOf(await discover(port, ['http']))?.check.url).toBe(`http://127.0.0.1:${port}/`)
  })

  it('become a backend where their health document is in the shape of the report, even an unhealthy one', async () => {
    const port = await http(answersJson('/health', STANDARD, 503))
    const found = await discover(port, ['http'], { name: 'ToolBoxAI backend', category: 'apis' })
    expect(found?.evidence).toBe('answered /health in the standard health format')
    expect(backendOf(found)).toMatchObject({
      id: `http-${port}`,
      name: 'ToolBoxAI backend',
      url: `http://127.0.0.1:${port}`,
    })
  })

  it('have the usual name of their port only with a health endpoint', async () => {
    const usual = { name: 'Flask bridge', category: 'roblox' }
    const bridge = await http(answersJson('/health', { status: 'healthy' }))
    expect(monitorOf(await discover(bridge, ['http'], usual))).toMatchObject({
      name: 'Flask bridge',
      category: 'roblox',
      check: { url: `http://127.0.0.1:${bridge}/health` },
    })
    const other = await http((_, response) => response.end('hello'))
    expect(monitorOf(await discover(other, ['http'], usual))).toMatchObject({
      name: `HTTP service on port ${other}`,
      category: 'apis',
    })
  })

  it('with a certificate of their own are proposed with that certificate accepted', async () => {
    const { key, cert } = await makeSelfSigned(['DNS:localhost'])
    const port = await listen(createHttpsServer({ key, cert }, (_, response) => response.end('hi')))
    const found = await discover(port, ['https', 'http'])
    expect(found?.evidence).toBe('answered HTTPS with 200; its certificate is not trusted here')
    expect(monitorOf(found)?.check).toEqual({
      kind: 'http',
      url: `https://127.0.0.1:${port}/`,
      tls: { rejectUnauthorized: false },
    })
  })

  it('whose body never ends are recognised all the same, in time', async () => {
    const port = await http((_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'.repeat(10_000)), 1)
      response.on('close', () => clearInterval(timer))
    })
    expect((await discover(port, ['http']))?.evidence).toBe('answered HTTP with 200')
  })
})

describe('the port of the MCP server', () => {
  const usual = { name: 'MCP server', category: 'agents' }
  const hints: readonly Hint[] = ['websocket', 'http', 'tcp']

  it('is watched as a WebSocket where it accepts the handshake', async () => {
    const server = createHttpServer()
    const sockets = new WebSocketServer({ server })
    ends.push(() => new Promise(resolve => sockets.close(resolve)))
    const port = await listen(server)
    expect(monitorOf(await discover(port, hints, usual))).toMatchObject({
      name: 'MCP server',
      category: 'agents',
      check: { kind: 'websocket', url: `ws://127.0.0.1:${port}/` },
    })
  })

  it('is watched as a TCP port where it says nothing known', async () => {
    const mute = await silent()
    ends.push(() => mute.close())
    const [found = null] = await discoverAll([{ port: mute.port, hints, usually: usual }], [], slowly(2))
    expect(monitorOf(found)).toMatchObject({
      name: 'MCP server',
      check: { kind: 'tcp', host: '127.0.0.1', port: mute.port },
    })
  })
})
