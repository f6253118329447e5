import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { standardResponseSchema, systemMetricSchema } from '#shared/report-shapes.ts'
import type { Route } from '#shared/route.ts'
import { systemClock } from '../clock.ts'
import { Engine } from '../engine.ts'
import type { HttpFace } from './http-face.ts'
import { statusReportSchema } from './status-report.ts'

const silentLog = { debug() {}, info() {}, warn() {}, error() {} }
const TOKEN = 'a-token-for-this-test-only'

let engine: Engine
let face: HttpFace
const shown: (Route | null)[] = []
let dir: Awaited<ReturnType<typeof makeTempDir>>

beforeAll(async () => {
  dir = await makeTempDir('face')
  engine = await Engine.create({
    ...{ dataDir: dir.path, configFile: null, version: '0.0.0', env: {}, clock: systemClock, log: silentLog },
    shell: { kind: 'light' },
  })
  await engine.handlers.saveMonitor({
    monitor: {
      ...{ id: 'db', name: 'Orders', category: 'database', intervalSeconds: 3600, retrySeconds: 3600 },
      check: {
        kind: 'command',
        argv: [process.execPath, '-e', 'console.log("version 16, 42 users"); process.exit(2)'],
      },
    },
  })
  face = await engine.listen({
    host: '127.0.0.1',
    port: 0,
    token: TOKEN,
    rendererDir: null,
    onShow: route => shown.push(route) > 0,
  })
  engine.start()
  await engine.handlers.checkNow({ monitors: ['db'] })
  await engine.handlers.checkNow({ monitors: ['db'] })
  await vi.waitFor(() => expect(engine.book.overall.status).toBe('unhealthy'))
})

afterAll(async () => {
  await engine.stop()
  await dir.remove()
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** `fetch` sets its own Host; a plain request sends the one given. */
function ask(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
  content = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: face.port, path, method, headers }, response => {
      let body = ''
      response.on('data', chunk => {
        body += String(chunk)
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject)
    sent.end(content)
  })
}

const bearer = { authorization: `Bearer ${TOKEN}` }

describe('the health endpoints', () => {
  it.each(['/health', '/api/v1/health', '/api/v1/health/live'])(
    '%s answers 200 in the standard shape without a token',
    async path => {
      const answer = await ask(path)
      expect(answer.status).toBe(200)
      standardResponseSchema.parse(JSON.parse(answer.body))
    },
  )

  it('has the status in the body, and answers 503 only on ready', async () => {
    expect(standardResponseSchema.parse(JSON.parse((await ask('/health')).body)).status).toBe('unhealthy')
    expect((await ask('/api/v1/health/ready')).status).toBe(503)
    expect((await ask('/api/v1/health/live')).body).toContain('"status":"healthy"')
  })

  it('gives names, status and times without the token; messages and details with it', async () => {
    const open = await ask('/health')
    expect(open.body).toContain('Orders')
    expect(open.body).not.toContain('42 users')
    const trusted = await ask('/health', bearer)
    expect(trusted.body).toContain('42 users')
  })
})

describe('who may ask what', () => {
  it.each([
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost', 200],
    ['127.0.0.1:1', 200],
    ['[::1]', 200],
    ['user@127.0.0.1', 421],
    ['127.0.0.1/../evil', 421],
  ])('answers the host %s with %i', async (host, status) => {
    expect((await ask('/health', { host })).status).toBe(status)
  })

  it('refuses everything but health without the token', async () => {
    expect((await ask('/api/v1/status')).status).toBe(401)
    expect((await ask('/api/v1/status', { authorization: 'Bearer wrong-token-entirely' })).status).toBe(401)
    expect((await ask('/api/v1/checks', {}, 'POST')).status).toBe(401)
    expect((await ask('/api/v1/status', bearer)).status).toBe(200)
  })

  it('shows the dashboard to who has the token, at the place that was asked for', async () => {
    const json = { 'content-type': 'application/json' }
    expect((await ask('/api/v1/show', json, 'POST', '{}')).status).toBe(401)
    expect((await ask('/api/v1/show', { ...json, ...bearer }, 'POST', '{}')).status).toBe(200)
    expect((await ask('/api/v1/show', { ...json, ...bearer }, 'POST', '{"hash":5}')).status).toBe(400)
    await ask('/api/v1/show', { ...json, ...bearer }, 'POST', '{"hash":"#/monitor/db"}')
    expect(shown).toEqual([null, { page: 'monitor', id: 'db' }])
  })

  it('opens the dashboard by an address that is good once and leads to a place', async () => {
    const address = new URL(face.ticketAddress({ page: 'monitor', id: 'db' }))
    expect([address.hash, address.searchParams.get('token')]).toEqual(['#/monitor/db', null])
  })

  it('gives metrics in the shape of the report, with thresholds and history', async () => {
    await vi.waitFor(async () => {
      const report = statusReportSchema.parse(JSON.parse((await ask('/api/v1/status', bearer)).body))
      const cpu = report.metrics.find(metric => metric.id === 'cpu')
      expect(cpu).toMatchObject({ unit: '%', threshold: { warning: 70, critical: 90 } })
      expect(systemMetricSchema.parse(cpu).history?.length).toBeGreaterThan(0)
    })
  })

  it('refuses requests that another page makes, even with the cookie', async () => {
    const cookie = `traylight-${face.port}=${TOKEN}`
    const crossSite = { cookie, origin: 'http://evil.example' }
    expect((await ask('/api/v1/checks', crossSite, 'POST')).status).toBe(403)
    const own = { cookie, origin: `http://127.0.0.1:${face.port}` }
    expect((await ask('/api/v1/checks', { ...own, host: `127.0.0.1:${face.port}` }, 'POST')).status).toBe(200)
  })

  it('sends headers that keep its pages from being framed, sniffed or cached', async () => {
    const { headers } = await ask('/health')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })

  it.each([
    ['{garbage', 'application/json', 400, 'The body is not valid JSON. Send a JSON document.'],
    ['', 'application/json', 400, 'The body is empty. Send a JSON document, or no content type.'],
    ['<a/>', 'text/xml', 415, 'Send JSON, with the content type application/json.'],
  ])('says in words why it cannot read the body %s', async (body, type, status, text) => {
    const answer = await ask('/api/v1/checks', { ...bearer, 'content-type': type }, 'POST', body)
    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, { error: text }])
  })

  it('says that there is nothing at another address, without more', async () => {
    const answer = await ask('/nothing', bearer)
    expect([answer.status, answer.body]).toEqual([404, '{"error":"There is nothing at this address."}'])
  })
})

describe('the contract socket', () => {
  const open = (headers: Readonly<Record<string, string>>) => {
    const socket = new WebSocket(`ws://127.0.0.1:${face.port}/contract`, { headers })
    return new Promise<{ socket: WebSocket; status: number }>(resolve => {
      socket.once('open', () => resolve({ socket, status: 101 }))
      socket.once('unexpected-response', (_, response) =>
        resolve({ socket, status: response.statusCode ?? 0 }),
      )
      socket.on('error', () => {})
    })
  }
  const call = (socket: WebSocket, name: string, input?: unknown) => {
    const i = Math.random().toString(36)
    socket.send(JSON.stringify({ t: 'q', m: 'call', i, a: [name, input] }))
    return new Promise<{ ok: boolean; value?: unknown; failure?: { code: string } }>(resolve => {
      socket.on('message', data => {
        const message = JSON.parse(String(data))
        if (message.i === i) resolve(message.r)
      })
    })
  }

  it('opens for the token alone, and not for another origin', async () => {
    expect((await open({})).status).toBe(401)
    expect((await open({ ...bearer, origin: 'http://evil.example' })).status).toBe(403)
    const { socket, status } = await open(bearer)
    expect(status).toBe(101)
    socket.terminate()
  })

  it('validates what comes in and refuses what there is not', async () => {
    const { socket } = await open(bearer)
    expect(await call(socket, 'monitorDetail', { id: 42 })).toMatchObject({
      ok: false,
      failure: { code: 'invalid-input' },
    })
    expect(await call(socket, 'constructor')).toMatchObject({ ok: false, failure: { code: 'not-found' } })
    expect(await call(socket, 'monitorDetail', { id: 'db' })).toMatchObject({ ok: true, value: { id: 'db' } })
    socket.terminate()
  })

  it.each(['garbage', '{"t":"q","m":"constructor","i":"1","a":[]}', '[]', '{"t":"s","i":"1"}'])(
    'closes the connection on %s, and goes on for others',
    async text => {
      const { socket } = await open(bearer)
      const closed = new Promise<number>(resolve => socket.once('close', resolve))
      socket.send(text)
      expect(await closed).toBe(1008)
      expect((await ask('/health')).status).toBe(200)
    },
  )

  it('tells a client everything first, then at most four times a second what changed', async () => {
    const { socket } = await open(bearer)
    const first = await call(socket, 'subscribe', {})
    expect(first.value).toMatchObject({ full: true, instance: engine.instance, monitors: [{ id: 'db' }] })
    const updates: number[] = []
    socket.on('message', data => {
      if (String(data).includes('"m":"update"')) updates.push(Date.now())
    })
    const until = Date.now() + 2000
    while (Date.now() < until) {
      await engine.handlers.mute({
        targets: [{ scope: 'monitor', id: 'db' }],
        until: null,
        untilRecovery: false,
      })
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    await engine.handlers.unmute({ targets: [{ scope: 'monitor', id: 'db' }] })
    expect(updates.length).toBeGreaterThanOrEqual(3)
    expect(updates.length).toBeLessThanOrEqual(9)
    socket.terminate()
  })

  it('resumes after a dropped connection with just what changed', async () => {
    const { socket } = await open(bearer)
    const first = await call(socket, 'subscribe', {})
    socket.terminate()
    await engine.handlers.saveSettings({ settings: { theme: 'dark' } })
    const again = await open(bearer)
    const { seq } = Object(first.value)
    const resumed = await call(again.socket, 'subscribe', { instance: engine.instance, seq })
    expect(resumed.value).toMatchObject({ full: false, info: { theme: 'dark' } })
    const stranger = await call(again.socket, 'subscribe', { instance: 'another engine', seq })
    expect(stranger.value).toMatchObject({ full: true })
    again.socket.terminate()
  })
})
