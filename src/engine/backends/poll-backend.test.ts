import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ToolboxaiBackend } from '#demo/toolboxai-backend.ts'
import { type Backend, backendSchema, METRICS_PATH } from '#shared/config.ts'
import type { HttpExchange } from '../checkers/http-exchange.ts'
import { exchangeFresh } from '../checkers/http-fresh.ts'
import { FakeClock } from '../fake-clock.ts'
import { BackendPoller } from './poll-backend.ts'

const HOUR_MS = 3_600_000

/** The report's health endpoints. */
const ENDPOINTS = [
  '/api/v1/health/integrations',
  '/api/v1/health/database',
  '/api/v1/health/apis',
  '/api/v1/health/realtime',
  '/api/v1/health/agents',
  '/api/v1/health/roblox',
  '/api/v1/health/deep',
  '/api/v1/health',
  '/health',
  '/api/v1/health/ready',
  '/api/v1/health/live',
]

let clock: FakeClock
let asked: string[]
let poller: BackendPoller
let toolboxai: ToolboxaiBackend
const servers: Server[] = []

/** Asks over real sockets and notes what. */
const noted: HttpExchange = (ask, plan, context) => {
  asked.push(ask.url.pathname)
  return exchangeFresh(ask, plan, context)
}

beforeEach(async () => {
  clock = new FakeClock()
  asked = []
  poller = new BackendPoller({ clock, exchange: noted })
  toolboxai = new ToolboxaiBackend()
  await toolboxai.start()
})

afterEach(async () => {
  await toolboxai.stop()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const backendAt = (url: string, over: object = {}): Backend =>
  backendSchema.parse({ id: 'b', name: 'Backend', url, ...over })

const poll = (backend: Backend) =>
  poller.poll(backend, { signal: new AbortController().signal, timeoutMs: 10_000 })

/** Which health endpoints were asked during the last poll, in a fixed order. */
const askedNow = () => askedAtAll().filter(path => path !== METRICS_PATH)
/** The same with its metrics. */
const askedAtAll = () => asked.splice(0).toSorted()

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

/** A server with these documents; 404 elsewhere. A number is a status code without a document. */
const serveDocuments = (documents: Record<string, unknown>) =>
  serve((request, response) => {
    const document = documents[request.url ?? '']
    response.statusCode = typeof document === 'number' ? document : document === undefined ? 404 : 200
    response.end(typeof document === 'object' ? JSON.stringify(document) : 'no document')
  })

const manySamples = (count: number) => Array.from({ length: count }, (_, i) => `x{i="${i}"} 1\n`).join('')

describe('a backend in the report’s shapes', () => {
  test('is found at its root: every service once, in its category, with what both documents say', async () => {
    const report = await poll(backendAt(toolboxai.url))

    expect(report).toMatchObject({
      status: 'healthy',
      format: 'toolboxai',
      message: 'All 13 services healthy.',
      instance: toolboxai.state.instance,
      restarted: false,
      endpoints: ENDPOINTS,
    })
    expect(report.failure).toBeUndefined()
    expect(report.responseTimeMs).toBeTypeOf('number')
    expect(report.details).toMatchObject({ version: '1.0.0', healthPercentage: 100 })
    expect(report.services.map(({ name, category }) => `${category}: ${name}`)).toEqual([
      'database: postgresql',
      'database: redis',
      'apis: pusher_api',
      'apis: clerk',
      'apis: supabase',
      'apis: openai',
      'realtime: pusher_channels',
      'realtime: websocket',
      'agents: mcp_server',
      'agents: agent_coordinator',
      'agents: sparc_framework',
      'roblox: flask_bridge',
      'roblox: source_structure',
    ])
    expect(report.services[0]).toMatchObject({ responseTimeMs: 12.5, details: { table_count: 42 } })
  })

  test('is asked for all the report’s endpoints with each poll, each at once', async () => {
    const backend = backendAt(toolboxai.url)
    await poll(backend)
    expect(askedNow()).toEqual(ENDPOINTS.toSorted())
    const { details } = await poll(backend)
    expect(askedNow()).toEqual(ENDPOINTS.toSorted())
    expect(details.endpoints).toEqual(
      [...ENDPOINTS, METRICS_PATH].map(path => ({
        ...{ path, statusCode: 200, status: 'healthy', responseTimeMs: expect.any(Number) },
      })),
    )
  })

  test('is asked only for what it has, and for everything again hourly', async () => {
    const documents: Record<string, unknown> = {
      '/api/v1/health/database': { status: 'healthy', checks: { redis: true } },
      '/health': { status: 'ok' },
    }
    const backend = backendAt(await serveDocuments(documents))
    await poll(backend)
    expect(askedNow()).toEqual(ENDPOINTS.toSorted())

    await poll(backend)
    expect(askedNow()).toEqual(['/api/v1/health/database', '/health'])

    await clock.advance(HOUR_MS)
    await poll(backend)
    expect(askedNow()).toEqual(ENDPOINTS.toSorted())
  })

  test('reports a service that goes down and comes back', async () => {
    const backend = backendAt(toolboxai.url)
    toolboxai.setHealthy('redis', false)
    const down = await poll(backend)
    expect(down).toMatchObject({ status: 'degraded', message: '1 of 13 services not healthy: redis.' })
    expect(down.services.find(service => service.name === 'redis')).toMatchObject({
      status: 'unhealthy',
      message: 'Connection refused',
    })

    toolboxai.setHealthy('redis', true)
    expect(await poll(backend)).toMatchObject({ status: 'healthy', message: 'All 13 services healthy.' })
  })

  test('is looked at afresh at once when it has restarted', async () => {
    const backend = backendAt(toolboxai.url)
    toolboxai.state.startedAt -= 500_000
    await poll(backend)
    await clock.advance(120_000)
    await toolboxai.restart()
    askedNow()

    const report = await poll(backend)
    expect(report.restarted).toBe(true)
    expect(askedNow()).toEqual([...ENDPOINTS, ...ENDPOINTS].toSorted())
    expect((await poll(backend)).restarted).toBe(false)
  })

  test('that restarts all the time is not looked at afresh each time', async () => {
    const backend = backendAt(toolboxai.url)
    await poll(backend)
    for (let i = 0; i < 3; i++) {
      askedNow()
      toolboxai.state.instance = `replica-${i}`
      expect((await poll(backend)).restarted).toBe(true)
      expect(askedNow()).toHaveLength(ENDPOINTS.length)
      await clock.advance(10_000)
    }
  })

  test('that was gone in between is known to have restarted', async () => {
    const backend = backendAt(toolboxai.url)
    await poll(backend)
    await toolboxai.stop()
    const gone = await poll(backend)
    expect(gone).toMatchObject({
      status: 'unhealthy',
      failure: 'refused',
      services: [],
      format: null,
      responseTimeMs: null,
      endpoints: [],
      restarted: false,
    })
    expect(gone.message).toContain('refused the connection on')

    await toolboxai.restart()
    expect(await poll(backend)).toMatchObject({ status: 'healthy', restarted: true })
  })

  test('answers its readiness probe with 503 and is read all the same', async () => {
    for (const services of Object.values(toolboxai.state.services)) {
      for (const name of Object.keys(services)) toolboxai.setHealthy(name, false)
    }
    const report = await poll(backendAt(`${toolboxai.url}/api/v1/health/ready`))
    expect(report).toMatchObject({ status: 'unhealthy', format: 'toolboxai', services: [] })
    expect(report.failure).toBeUndefined()
  })

  test('is asked for exactly the path it is given', async () => {
    const report = await poll(backendAt(`${toolboxai.url}/api/v1/health/database`))
    expect(askedNow()).toEqual(['/api/v1/health/database'])
    expect(report.services.map(service => service.name)).toEqual(['postgresql', 'redis'])
    expect(report.endpoints).toEqual(['/api/v1/health/database'])
  })
})

describe('a backend with other endpoints', () => {
  test('that is a bare status code is healthy with 2xx and not with anything else', async () => {
    expect(await poll(backendAt(await serveDocuments({ '/health': 204 })))).toMatchObject({
      status: 'healthy',
      format: 'bare',
      message: 'Answered 204 No Content.',
      endpoints: ['/health'],
    })
    const broken = await serveDocuments({ '/health': 503 })
    const report = await poll(backendAt(broken, { id: 'broken' }))
    expect(report).toMatchObject({ status: 'unhealthy', format: null, failure: 'unexpected' })
    expect(report.message).toBe(`${broken}/health answered 503 Service Unavailable.`)
  })

  test('whose endpoints name different services shows them all, the worse status where both name one', async () => {
    const url = await serveDocuments({
      '/api/v1/health/deep': {
        status: 'healthy',
        checks: { postgres: { healthy: true }, queue: { healthy: true } },
      },
      '/api/v1/health': {
        status: 'degraded',
        checks: { PostgreSQL: { healthy: false, details: { error: 'slow' } } },
      },
      '/health': { status: 'ok', uptime: 77 },
    })
    const report = await poll(backendAt(url))
    expect(report).toMatchObject({ status: 'degraded', uptimeSeconds: 77 })
    expect(report.services).toMatchObject([
      { name: 'postgres', status: 'unhealthy', message: 'slow' },
      { name: 'queue', status: 'healthy', category: 'apis' },
    ])
    askedNow()
    await poll(backendAt(url))
    expect(askedNow()).toEqual(['/api/v1/health', '/api/v1/health/deep', '/health'])
  })

  test('one of which falls silent keeps the services of the other, its own unknown', async () => {
    const documents: Record<string, unknown> = {
      '/api/v1/health/deep': { status: 'healthy', checks: { redis: true } },
      '/api/v1/health': { status: 'healthy', checks: { queue: true } },
    }
    const url = await serveDocuments(documents)
    const backend = backendAt(url)
    await poll(backend)
    documents['/api/v1/health/deep'] = 502

    const report = await poll(backend)
    expect(report).toMatchObject({ status: 'degraded', endpoints: ['/api/v1/health'] })
    expect(report.message).toContain(`${url}/api/v1/health/deep answered 502.`)
    expect(report.services).toMatchObject([
      { name: 'queue', status: 'healthy' },
      { name: 'redis', status: 'unknown' },
    ])
    expect(report.failure).toBeUndefined()
  })

  test('that moved its endpoint is found where it is now', async () => {
    const documents: Record<string, unknown> = { '/health': { status: 'ok' } }
    const backend = backendAt(await serveDocuments(documents))
    await poll(backend)
    delete documents['/health']
    documents['/api/v1/health'] = { status: 'ok' }
    expect(await poll(backend)).toMatchObject({ status: 'healthy', endpoints: ['/api/v1/health'] })
  })

  test('some of which were in trouble when looked for is looked at again after a minute', async () => {
    const documents: Record<string, unknown> = { '/api/v1/health/deep': 503, '/health': { status: 'ok' } }
    const backend = backendAt(await serveDocuments(documents))
    expect((await poll(backend)).services).toEqual([])
    documents['/api/v1/health/deep'] = { status: 'healthy', checks: { redis: true } }
    await clock.advance(60_000)
    expect((await poll(backend)).services).toMatchObject([{ name: 'redis' }])
  })

  test('that has none is told to be given its address', async () => {
    const report = await poll(backendAt(await serveDocuments({})))
    expect(report).toMatchObject({ status: 'unhealthy', failure: 'unexpected' })
    expect(report.message).toBe(
      'It has no health endpoint: /health, /api/v1/health and 9 others answered 404. Give the full address of its health endpoint.',
    )
  })

  test('that answers everything with one page is taken by its plainest endpoint', async () => {
    const url = await serve((_, response) => response.end('<!doctype html>'))
    expect(await poll(backendAt(url))).toMatchObject({ status: 'healthy', endpoints: ['/health'] })
  })

  test('is forgotten when its address changes or it is no longer configured', async () => {
    const other = await serveDocuments({ '/health': { status: 'ok' } })
    await poll(backendAt(toolboxai.url))
    expect((await poll(backendAt(other))).endpoints).toEqual(['/health'])
    poller.forget('b')
    askedNow()
    await poll(backendAt(other))
    expect(askedNow()).toHaveLength(ENDPOINTS.length)
  })
})

describe('the endpoints of single categories', () => {
  test('place their services, also where a name says something else, and name each once', async () => {
    const url = await serveDocuments({
      '/api/v1/health/roblox': { status: 'healthy', checks: { redis_cache: true, bridge: true } },
      '/api/v1/health/agents': { status: 'healthy', checks: { bridge_agent: { healthy: true } } },
      '/api/v1/health/deep': { status: 'healthy', checks: { redis_cache: true, postgres: true } },
    })
    const { services } = await poll(backendAt(url))
    expect(services.map(({ name, category }) => `${category}: ${name}`)).toEqual([
      'agents: bridge_agent',
      'roblox: redis_cache',
      'roblox: bridge',
      'database: postgres',
    ])
  })

  test.each([
    ['with an overview that has both', true],
    ['without an overview', false],
  ])('may name two things alike, which stay two, %s', async (_, hasOverview) => {
    const overview = {
      status: 'healthy',
      integrations: {
        realtime_integrations: { pusher: { healthy: false } },
        api_integrations: { pusher: { healthy: true }, clerk: { healthy: true } },
      },
    }
    const url = await serveDocuments({
      ...(hasOverview && { '/api/v1/health/integrations': overview }),
      '/api/v1/health/apis': { status: 'healthy', checks: { pusher: true, clerk: true } },
      '/api/v1/health/realtime': { status: 'degraded', checks: { pusher: false } },
    })
    const { services } = await poll(backendAt(url))
    expect(services.map(({ category, status }) => `${category} ${status}`).toSorted()).toEqual([
      'apis healthy',
      'apis healthy',
      'realtime unhealthy',
    ])
    expect(new Set(services.map(({ name }) => name)).size).toBe(3)
  })

  test('leave their own services unknown when they fall silent', async () => {
    const documents: Record<string, unknown> = {
      '/api/v1/health/agents': { status: 'healthy', checks: { mcp: true, pusher: true } },
      '/api/v1/health/apis': { status: 'healthy', checks: { pusher: true } },
    }
    const backend = backendAt(await serveDocuments(documents))
    await poll(backend)
    documents['/api/v1/health/agents'] = 500

    const report = await poll(backend)
    expect(report.status).toBe('degraded')
    expect(report.services).toMatchObject([
      { name: 'pusher', category: 'apis', status: 'healthy' },
      { name: 'mcp', category: 'agents', status: 'unknown' },
      { name: 'agents pusher', category: 'agents', status: 'unknown' },
    ])
    expect(report.details.endpoints).toMatchObject([
      { path: '/api/v1/health/apis', statusCode: 200, status: 'healthy' },
      { path: '/api/v1/health/agents', statusCode: null, status: 'unknown', responseTimeMs: null },
    ])
  })
})

test('an endpoint that is silent when all are looked for again is not forgotten', async () => {
  const documents: Record<string, unknown> = {
    '/api/v1/health/deep': { status: 'healthy', checks: { redis: true } },
    '/health': { status: 'ok' },
  }
  const backend = backendAt(await serveDocuments(documents))
  await poll(backend)
  documents['/api/v1/health/deep'] = 500
  await clock.advance(HOUR_MS)
  for (const _ of [1, 2]) {
    const report = await poll(backend)
    expect(report).toMatchObject({
      ...{ status: 'degraded', endpoints: ['/health'] },
      services: [{ name: 'redis', status: 'unknown' }],
    })
  }
  delete documents['/api/v1/health/deep']
  await clock.advance(60_000)
  expect(await poll(backend)).toMatchObject({ status: 'healthy', services: [] })
})

describe('the probes', () => {
  const healthy = { status: 'healthy', checks: { redis: true } }

  test('name no services, and what they say counts', async () => {
    const url = await serveDocuments({
      '/api/v1/health': healthy,
      '/api/v1/health/ready': { status: 'degraded', checks: { queue: true } },
    })
    const report = await poll(backendAt(url))
    expect(report).toMatchObject({ status: 'degraded', services: [{ name: 'redis' }] })
    expect(report.message).toBe('Its one service is healthy, but it reports itself degraded.')
  })

  test('say with 503 that the backend is not ready: unhealthy, or as bad as the document says', async () => {
    const answer = { statusCode: 503, body: '{"status":"healthy"}' }
    const url = await serve((request, response) => {
      const isReady = request.url === '/api/v1/health/ready'
      response.statusCode = isReady ? answer.statusCode : request.url === '/health' ? 200 : 404
      response.end(isReady ? answer.body : JSON.stringify(healthy))
    })
    const backend = backendAt(url)
    const notReady = await poll(backend)
    expect(notReady).toMatchObject({ status: 'unhealthy', services: [{ status: 'healthy' }] })
    expect(notReady.failure).toBeUndefined()
    expect(notReady.message).toBe(
      `Its one service is healthy, but it reports itself unhealthy. ${url}/api/v1/health/ready says that the backend is not ready (503).`,
    )
    answer.body = '{"status":"degraded"}'
    expect((await poll(backend)).status).toBe('degraded')
    answer.body = ''
    expect((await poll(backend)).status).toBe('unhealthy')
    answer.statusCode = 200
    expect(await poll(backend)).toMatchObject({ status: 'healthy', message: 'Its one service is healthy.' })
    answer.statusCode = 502
    expect(await poll(backend)).toMatchObject({ status: 'degraded' })
  })

  test('say likewise that it is not live', async () => {
    const url = await serveDocuments({ '/health': { status: 'ok' }, '/api/v1/health/live': 503 })
    const report = await poll(backendAt(url))
    expect(report.status).toBe('unhealthy')
    expect(report.message).toBe(`${url}/api/v1/health/live says that the backend is not live (503).`)
  })

  test('that are all there is, and refuse without a document, are no endpoints', async () => {
    const url = await serve((_, response) => response.writeHead(503).end())
    expect(await poll(backendAt(url))).toMatchObject({ failure: 'unexpected', format: null })
  })
})

describe('the metrics of a backend', () => {
  const GOOD = { body: 'up 1\n', statusCode: 200 }
  /** A healthy backend whose metrics a test decides on. */
  const serveMetrics = (metrics: { body: string; statusCode: number }, seen: (accept?: string) => void) =>
    serve((request, response) => {
      const isMetrics = request.url === METRICS_PATH
      if (isMetrics) seen(request.headers.accept)
      response.statusCode = isMetrics ? metrics.statusCode : request.url === '/health' ? 200 : 404
      response.end(isMetrics ? metrics.body : '{"status":"ok"}')
    })

  test('are read with each poll, and say how many they are', async () => {
    const report = await poll(backendAt(toolboxai.url))
    expect(report.details.metrics).toMatch(/^\d+ samples$/)
    const find = (sample: string) => report.metrics?.samples.find(one => one.sample === sample)
    expect(find('system_cpu_percent')).toMatchObject({ value: 23.5, type: 'gauge', help: 'CPU usage' })
    expect(find('mcp_server_up{service="mcp_server"}')).toMatchObject({ value: 1 })
    expect(find('health_check_duration_seconds_bucket{le="+Inf"}')).toMatchObject({ type: 'histogram' })

    toolboxai.state.system.cpu = 99
    const next = await poll(backendAt(toolboxai.url))
    expect(next.metrics?.samples.find(one => one.sample === 'system_cpu_percent')?.value).toBe(99)
  })

  test('are asked for in the text format, whatever the headers ask of health documents', async () => {
    const accepted: unknown[] = []
    const url = await serveMetrics(GOOD, accept => accepted.push(accept))
    await poll(backendAt(url, { headers: { Accept: 'application/json' } }))
    expect(accepted).toEqual([expect.stringContaining('text/plain; version=0.0.4')])
  })

  test.each([
    ['not there', 'Not found', 404, 'none, 404'],
    ['forbidden', '', 403, 'none, 403'],
    ['broken', '', 500, 'none, 500'],
    ['a page', '<!doctype html>', 200, 'none, not a metrics document'],
    ['JSON', '{"cpu": 1}', 200, 'none, not a metrics document'],
    ['empty', '', 200, '0 samples'],
    ['partly garbage', 'up 1\n???\n', 200, '1 sample, 1 line not understood'],
    ['too many', manySamples(5003), 200, '5,000 samples, 3 more left out'],
  ])('that are %s do the backend no harm', async (_, body, statusCode, words) => {
    const report = await poll(backendAt(await serveMetrics({ body, statusCode }, () => {})))
    expect(report).toMatchObject({ status: 'healthy', endpoints: ['/health'] })
    expect(report.details.metrics).toBe(words)
  })

  test('that are not there are looked for again hourly, or with each poll where one is watched', async () => {
    const metrics = { body: '', statusCode: 404 }
    let count = 0
    const url = await serveMetrics(metrics, () => count++)
    for (const _ of [1, 2]) await poll(backendAt(url))
    expect(count).toBe(1)
    await clock.advance(HOUR_MS)
    await poll(backendAt(url))
    expect(count).toBe(2)

    const watching = backendAt(url, { id: 'watching', metrics: [{ sample: 'up' }] })
    for (const _ of [1, 2]) await poll(watching)
    expect(count).toBe(4)
    Object.assign(metrics, GOOD)
    expect((await poll(watching)).metrics?.samples).toMatchObject([{ sample: 'up', value: 1 }])
  })

  test('that hang hold up one poll a minute, and the backend is healthy', async () => {
    let count = 0
    const url = await serve((request, response) => {
      if (request.url === METRICS_PATH) count++
      else response.writeHead(request.url === '/health' ? 200 : 404).end('{"status":"ok"}')
    })
    const polling = poll(backendAt(url))
    await expect.poll(() => asked.length).toBe(ENDPOINTS.length + 1)
    await new Promise(resolve => setTimeout(resolve, 200))
    await clock.advance(10_000)
    const report = await polling
    expect(report).toMatchObject({ status: 'healthy' })
    expect(report.details.metrics).toContain('did not answer within')
    await poll(backendAt(url))
    expect(count).toBe(1)
  })

  test('are not asked for where nobody wants them', async () => {
    await poll(backendAt(toolboxai.url, { metricsPath: '' }))
    expect(askedAtAll()).toEqual(ENDPOINTS.toSorted())
    await poll(backendAt(`${toolboxai.url}/health`, { id: 'path' }))
    expect(askedAtAll()).toEqual(['/health'])
    await poll(backendAt(`${toolboxai.url}/health`, { id: 'watching', metrics: [{ sample: 'up' }] }))
    expect(askedAtAll()).toEqual([METRICS_PATH, '/health'])
    await poll(backendAt(toolboxai.url, { id: 'elsewhere', metricsPath: '/metrics' }))
    expect(askedAtAll()).toContain('/metrics')
  })

  test('of more than 2 MiB are read as far as that goes', async () => {
    const body = `first 1\n${'# filler\n'.repeat(300_000)}last 1\n`
    const report = await poll(backendAt(await serveMetrics({ body, statusCode: 200 }, () => {})))
    expect(report.metrics?.samples).toMatchObject([{ sample: 'first' }])
  })
})

describe('what is sent', () => {
  test('are the configured headers and the address’s own credentials, which no message shows', async () => {
    const seen: unknown[] = []
    const url = await serve((request, response) => {
      seen.push(request.headers['x-key'], request.headers.authorization)
      response.writeHead(401).end()
    })
    const address = url.replace('http://', 'http://me:s3cret@')
    const report = await poll(backendAt(`${address}/status?key=abc`, { headers: { 'X-Key': 'k' } }))

    expect(seen).toEqual(['k', `Basic ${Buffer.from('me:s3cret').toString('base64')}`])
    expect(report).toMatchObject({ status: 'unhealthy', failure: 'auth' })
    expect(report.message).toBe(
      `${url}/status?… answered 401 Unauthorized. Check the key in the headers of this backend.`,
    )
  })

  test('is nothing where a header cannot be sent', async () => {
    const report = await poll(backendAt(toolboxai.url, { headers: { 'X-Key': 'a\r\nb: c' } }))
    expect(report).toMatchObject({ failure: 'misconfigured' })
    expect(report.message).toContain('"x-key"')
  })
})
