import { createServer, type RequestListener, type Server } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
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
        ...{ path, statusCode: 200, status: 'healthy' },
        responseTimeMs: path === METRICS_PATH ? null : expect.any(Number),
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
  const GOOD = { body: 'up 1\n', statusCode: 200, type: 'text/plain' }
  type Served = { body: string; statusCode: number; type: string }
  const WATCHING = { metrics: [{ sample: 'up' }, { sample: 'x{i="5001"}' }] }
  const read = (backend: Backend) =>
    poller.readMetrics(backend, { signal: new AbortController().signal, timeoutMs: 10_000 })

  /** A healthy backend whose metrics a test decides on. */
  const serveMetrics = (metrics: Partial<Served>, seen: (accept?: string) => void = () => {}) =>
    serve((request, response) => {
      const isMetrics = request.url === METRICS_PATH
      if (isMetrics) seen(request.headers.accept)
      const { body, statusCode, type } = { ...GOOD, ...metrics }
      response.statusCode = isMetrics ? statusCode : request.url === '/health' ? 200 : 404
      if (isMetrics) response.setHeader('content-type', type)
      response.end(isMetrics ? body : '{"status":"ok"}')
    })

  /** A healthy backend whose metrics answer when they are let. */
  async function serveHeldMetrics() {
    const held: (() => void)[] = []
    const url = await serve((request, response) => {
      if (request.url === METRICS_PATH) {
        const value = held.push(() => response.end(`up ${value}\n`))
      } else response.writeHead(request.url === '/health' ? 200 : 404).end('{"status":"ok"}')
    })
    return { url, held }
  }

  /** Moves the clock on, little by little, until a poll has ended. */
  async function pollWhile(backend: Backend) {
    const startedAt = clock.monotonic()
    let isOver = false
    const polling = poll(backend).finally(() => {
      isOver = true
    })
    while (!isOver) {
      await new Promise(resolve => setTimeout(resolve, 20))
      if (!isOver) await clock.advance(10)
    }
    return { report: await polling, tookMs: clock.monotonic() - startedAt }
  }

  test('of which samples are watched are read with each poll, and only those are kept', async () => {
    const backend = backendAt(toolboxai.url, {
      metrics: [
        { sample: 'system_cpu_percent' },
        { sample: 'health_check_duration_seconds_bucket{le="+Inf"}' },
        { sample: 'no_such_thing' },
      ],
    })
    const { details, metrics } = await poll(backend)
    expect(details.metrics).toBe('3 watched, 1 not in the document')
    expect(metrics?.samples).toMatchObject([
      { sample: 'health_check_duration_seconds_bucket{le="+Inf"}', type: 'histogram' },
      { sample: 'system_cpu_percent', value: 23.5, type: 'gauge', help: 'CPU usage' },
    ])
    toolboxai.state.system.cpu = 99
    expect((await poll(backend)).metrics?.samples[1]).toMatchObject({ value: 99 })
    expect(askedAtAll().filter(path => path === METRICS_PATH)).toHaveLength(2)
  })

  test('of which none is watched are looked for and not read, hourly and after a restart', async () => {
    const backend = backendAt(toolboxai.url)
    const looks = () => askedAtAll().filter(path => path === METRICS_PATH).length
    for (const expected of [1, 0]) {
      const { details, metrics } = await poll(backend)
      expect([looks(), details.metrics, metrics]).toEqual([expected, 'none watched', undefined])
    }
    await clock.advance(HOUR_MS)
    await poll(backend)
    expect(looks()).toBe(1)
    toolboxai.state.instance = 'another'
    for (const _ of [1, 2]) await poll(backend)
    expect(looks()).toBe(1)
  })

  test.each([401, 403, 404, 410, 500])('that answer %i are looked for again hourly', async statusCode => {
    let count = 0
    const backend = backendAt(await serveMetrics({ statusCode }, () => count++))
    for (const _ of [1, 2, 3]) {
      expect((await poll(backend)).details.metrics).toBe(`none, ${statusCode}`)
    }
    expect(count).toBe(1)
    await clock.advance(HOUR_MS)
    await poll(backend)
    expect(count).toBe(2)
  })

  test('are watched from the next poll on once a sample is', async () => {
    const url = await serveMetrics(GOOD)
    expect((await poll(backendAt(url))).metrics).toBeUndefined()
    expect((await poll(backendAt(url, WATCHING))).metrics?.samples).toMatchObject([{ value: 1 }])
    expect((await poll(backendAt(url))).metrics).toBeUndefined()
  })

  test('are read as a whole when they are asked for', async () => {
    const found = await read(backendAt(`${toolboxai.url}/health`))
    expect(found && 'samples' in found && found.samples.length).toBeGreaterThan(10)
    expect(askedAtAll()).toEqual([METRICS_PATH])
    expect(await read(backendAt(toolboxai.url, { metricsPath: '' }))).toBeNull()
  })

  test.each([
    ['forbidden', { statusCode: 403 }, 'answered 403 Forbidden.'],
    ['a page', { body: '<p>' }, 'answered with something that is not a metrics document.'],
  ])('that are %s are not read, which is said', async (_, served, words) => {
    const url = await serveMetrics(served)
    expect(await read(backendAt(url))).toMatchObject({ message: `${url}${METRICS_PATH} ${words}` })
  })

  test('are asked for in the text format, whatever the headers ask of health documents', async () => {
    const accepted: unknown[] = []
    const url = await serveMetrics(GOOD, accept => accepted.push(accept))
    const headers = { Accept: 'application/json' }
    await poll(backendAt(url, { headers }))
    await poll(backendAt(url, { headers, ...WATCHING }))
    expect(accepted).toEqual(Array(2).fill(expect.stringContaining('text/plain; version=0.0.4')))
  })

  test.each([
    ['not there', { statusCode: 404 }, 'none, 404', 'none, 404'],
    ['broken', { statusCode: 500 }, 'none, 500', 'none, 500'],
    [
      'a page',
      { body: '<!doctype html>', type: 'text/html' },
      'none, not a metrics document',
      'none, not a metrics document',
    ],
    [
      'JSON',
      { body: '{"cpu": 1}', type: 'application/json' },
      'none, not a metrics document',
      'none, not a metrics document',
    ],
    ['empty', { body: '' }, 'none watched', '2 watched, 2 not in the document'],
    ['partly garbage', { body: 'up 1\n?\n' }, 'none watched', '2 watched, 1 not in the document'],
    ['many', { body: `${manySamples(5003)}up 1` }, 'none watched', '2 watched'],
  ])('that are %s do the backend no harm', async (_, served, looked, watched) => {
    const url = await serveMetrics(served)
    for (const [over, words] of [
      [{}, looked],
      [WATCHING, watched],
    ] as const) {
      const report = await poll(backendAt(url, over))
      expect(report).toMatchObject({ status: 'healthy', endpoints: ['/health'] })
      expect(report.details.metrics).toBe(words)
    }
  })

  test.each([
    ['watched', WATCHING],
    ['not watched', {}],
  ])('that are slow and %s do not keep the verdict waiting', async (_, over) => {
    const { url } = await serveHeldMetrics()
    const { report, tookMs } = await pollWhile(backendAt(url, over))
    expect(report).toMatchObject({ status: 'healthy', details: { metrics: 'no answer yet' } })
    expect(tookMs).toBeLessThan(500)
  })

  test('that come later are found by the next poll, once, with the moment they were read', async () => {
    const { url, held } = await serveHeldMetrics()
    const backend = backendAt(url, WATCHING)
    expect((await pollWhile(backend)).report.metrics).toBeUndefined()
    await clock.advance(1000)
    const readAt = clock.monotonic()
    held.splice(0)[0]?.()
    await expect.poll(() => clock.waiting).toBe(0)
    await clock.advance(5000)

    const { report } = await pollWhile(backend)
    expect(report.metrics).toMatchObject({ samples: [{ sample: 'up', value: 1 }], readAt })
    // The one that this poll began is still under way, and no other is begun beside it.
    expect((await pollWhile(backend)).report.metrics).toBeUndefined()
    expect(held).toHaveLength(1)
  })

  test('that hang are given up at the deadline, and when the backend is forgotten', async () => {
    const { url, held } = await serveHeldMetrics()
    const backend = backendAt(url, WATCHING)
    await pollWhile(backend)
    await clock.advance(10_000)
    await expect.poll(() => clock.waiting).toBe(0)
    const { report } = await pollWhile(backend)
    expect(report.details.metrics).toContain('did not answer within 10 s')
    expect(held).toHaveLength(2)
    poller.forget('b')
    await expect.poll(() => clock.waiting).toBe(0)
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
    const found = await read(backendAt(await serveMetrics({ body })))
    expect(found).toMatchObject({ samples: [{ sample: 'first' }] })
  })

  test('do not keep the text of their document in memory', async () => {
    const sample = 'process_resident_memory_bytes'
    const body = `# TYPE ${sample} gauge\n${sample} 1\n${'# filler\n'.repeat(150_000)}`
    const url = await serveMetrics({ body })
    const backend = backendAt(url, { metrics: [{ sample }] })
    const kept: unknown[] = [(await poll(backend)).metrics]
    const before = await memoryUsed()
    for (let i = 0; i < 8; i++) kept.push((await poll(backend)).metrics)
    expect(kept).toHaveLength(9)
    expect(kept[8]).toMatchObject({ samples: [{ sample }] })
    expect((await memoryUsed()) - before).toBeLessThan(4 * body.length)
  })
})

/** What is in use once all that is unreachable is gone, in bytes. */
async function memoryUsed(): Promise<number> {
  setFlagsFromString('--expose-gc')
  for (const _ of [1, 2]) {
    runInNewContext('gc')()
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

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
    expect(report.message).toBe('The header "x-key" cannot be sent. Check its name and value.')
  })
})
