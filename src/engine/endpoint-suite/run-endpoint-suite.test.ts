import { createServer } from 'node:https'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { LoopbackHttp } from '#demo/loopback-http.ts'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { ToolboxaiBackend } from '#demo/toolboxai-backend.ts'
import { refuse, silent, watchedServer } from '../../../test-support/bad-servers.ts'
import { makeSelfSigned } from '../../../test-support/self-signed.ts'
import { systemClock } from '../clock.ts'
import { Engine } from '../engine.ts'
import { runEndpointSuite } from './run-endpoint-suite.ts'
import type { SuiteOptions } from './suite-options.ts'
import { suiteResultSchema } from './suite-result.ts'

/** Few requests, and no judgement of a busy machine. */
const CALM = { requests: 10, connections: 5, thresholds: { warningMs: 20_000, criticalMs: 20_000 } }

function run(url: string, options: Partial<SuiteOptions> = {}, signal = new AbortController().signal) {
  return runEndpointSuite({ url, clock: systemClock, timeoutMs: 5000, ...CALM, ...options }, signal)
}

describe('a deployment as the report has it', () => {
  let backend: ToolboxaiBackend
  beforeAll(async () => {
    backend = new ToolboxaiBackend()
    await backend.start()
  })
  afterAll(() => backend.stop())

  it('passes in all five categories', async () => {
    const result = await run(backend.url)
    expect(result.tests.filter(test => test.outcome !== 'passed')).toEqual([])
    expect(result.categories.map(({ category, passed }) => [category, passed])).toEqual([
      ...[
        ['basic', 6],
        ['integrations', 6],
        ['performance', 12],
        ['structure', 12],
        ['connectivity', 16],
      ],
    ])
    expect(result).toMatchObject({ verdict: 'passed', summary: 'All 52 tests passed.', successRate: 100 })
    expect(result).toMatchObject({ failureRate: 0, url: backend.url, responseTimes: { count: 12 } })
    expect(suiteResultSchema.parse(result)).toEqual(result)
  })

  it('fails on services that are down, and on WebSockets with theirs', async () => {
    backend.setHealthy('postgresql', false, 'Too many connections')
    backend.setHealthy('websocket', false)
    const result = await run(backend.url, { only: ['connectivity'] })
    backend.setHealthy('postgresql', true)
    backend.setHealthy('websocket', true)
    expect(
      result.tests.filter(test => test.outcome === 'failed').map(({ name, message }) => [name, message]),
    ).toEqual([
      ['database: postgresql', 'Not healthy: Too many connections.'],
      ['realtime: websocket', 'Not healthy: Connection refused.'],
      ...['/ws/content', '/ws/roblox', '/ws/native'].map(path => [
        ...[`realtime: WebSocket ${path}`, 'Reported by websocket as not working.'],
      ]),
    ])
    expect(result.summary).toBe('5 of 16 tests failed.')
  })

  it('may refuse traffic while everything is down', async () => {
    const down = new ToolboxaiBackend({
      services: { database: { redis: { healthy: false, responseTimeMs: 1, details: {} } } },
    })
    await down.start()
    const result = await run(down.url, { only: ['basic', 'structure', 'performance'] })
    await down.stop()
    expect(result.tests.find(test => test.name === '/api/v1/health/ready')).toMatchObject({
      outcome: 'passed',
      message: expect.stringMatching(/^503 in .* unhealthy\.$/),
    })
    expect(result).toMatchObject({ verdict: 'passed', counts: { failed: 0 } })
  })

  it('may do without what is optional, unless all is required', async () => {
    const some = new ToolboxaiBackend({ services: { database: {} } })
    await some.start()
    const lenient = await run(some.url, { only: ['integrations'] })
    const strict = await run(some.url, { only: ['integrations'], requireAll: true })
    await some.stop()
    expect(lenient).toMatchObject({ verdict: 'passed', counts: { passed: 2, skipped: 4 } })
    expect(lenient.tests.at(-1)?.message).toBe('This deployment does not have it (404).')
    expect(strict).toMatchObject({ verdict: 'failed', counts: { failed: 4 } })
  })

  it('may lie below a path', async () => {
    const below = new LoopbackHttp((request, response) => {
      const path = request.url ?? ''
      const isHealth = path === '/base/health'
      response.writeHead(isHealth ? 200 : 404, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ status: 'healthy' }))
    })
    await below.start()
    const result = await run(`${below.url}/base/`, { only: ['basic'] })
    await below.stop()
    expect(result.tests[0]).toMatchObject({ name: '/health', outcome: 'passed' })
    expect(result.url).toBe(`${below.url}/base`)
  })

  it('keeps every request with the head of its answer where that is asked for', async () => {
    const result = await run(backend.url, { only: ['basic'], verbose: true })
    expect(result.requests).toHaveLength(12)
    expect(result.requests[0]).toMatchObject({
      ...{ path: '/health', statusCode: 200, headers: { 'content-type': 'application/json' } },
      head: expect.stringContaining('"status":"healthy"'),
    })
  })

  it('says what it is doing', async () => {
    const doings: string[] = []
    await run(backend.url, { onProgress: doing => doings.push(doing) })
    expect(doings).toContain('Asking /health')
    expect(doings).toContain('Putting /api/v1/health/roblox under load')
  })
})

describe('what is sent to be let in', () => {
  it('goes with every request, under load too, and into no result', async () => {
    const seen = new Set<string>()
    const server = new LoopbackHttp((request, response) => {
      seen.add(`${request.headers.authorization} ${request.headers['x-key']}`)
      response.writeHead(500, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: `Bad token s3cret-token and key ${request.headers['x-key']}` }))
    })
    await server.start()
    const sent = { token: 's3cret-token', headers: { 'X-Key': 'k3y-k3y' }, verbose: true }
    const result = await run(server.url, sent)
    await server.stop()
    expect([...seen]).toEqual(['Bearer s3cret-token k3y-k3y'])
    const written = JSON.stringify(result)
    expect(written).toContain('Bad token ••• and key •••')
    expect(written).not.toMatch(/s3cret|k3y/)
  })

  it.each([
    [
      { url: 'ftp://127.0.0.1' },
      '"ftp://127.0.0.1" is no address to test. Give one such as http://localhost:8009.',
    ],
    [
      { url: 'localhost:8009' },
      '"localhost:8009" is no address to test. Give one such as http://localhost:8009.',
    ],
    [
      { url: 'http://127.0.0.1:1/api/v1/health/ready' },
      'Give the address of the deployment, without the path of one endpoint: http://127.0.0.1:1',
    ],
    [{ headers: { 'no name': '1' } }, 'The header "no name" cannot be sent. Check its name and value.'],
    [
      { requests: 2, connections: 3 },
      '2 requests are too few for 3 connections. Give at least one request for each.',
    ],
  ])('and options that cannot be used are refused in a sentence: %j', async (options, message) => {
    await expect(run('http://127.0.0.1:1', options)).rejects.toThrow(message)
  })
})

describe('over https', () => {
  it('goes on, also under load, only where the certificate is trusted', async () => {
    const certificate = await makeSelfSigned(['IP:127.0.0.1'])
    let answered = 0
    const https = createServer(certificate, (_, response) => {
      answered++
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"healthy"}')
    })
    const server = await watchedServer(https)
    const url = `https://127.0.0.1:${server.port}`
    const refused = await run(url)
    expect(refused.summary).toMatch(/^Nothing answers at .* The certificate of .* is self-signed\./)
    expect(answered).toBe(0)

    const usual = getCACertificates('default')
    setDefaultCACertificates([...usual, certificate.cert])
    const trusted = await run(url, { only: ['performance'] })
    setDefaultCACertificates(usual)
    const load = trusted.tests.find(test => test.name === '/health')?.load
    expect(load).toMatchObject({ requests: 10, answered: 10, failed: 0 })
    await server.released()
    await server.close()
  })
})

describe('a run that is called off', () => {
  it('ends at once and leaves no connection', async () => {
    const server = await silent()
    const controller = new AbortController()
    const running = run(`http://127.0.0.1:${server.port}`, {}, controller.signal)
    setTimeout(() => controller.abort(new Error('Called off.')), 50)
    await expect(running).rejects.toThrow('Called off.')
    await server.released()
    await server.close()
  })

  it('ends at once under load too', async () => {
    const backend = new ToolboxaiBackend()
    await backend.start()
    const controller = new AbortController()
    const onProgress = (doing: string) => {
      if (doing.startsWith('Putting')) setTimeout(() => controller.abort(new Error('Called off.')), 5)
    }
    const load = { requests: 10_000, only: ['performance'] as const, onProgress }
    await expect(run(backend.url, load, controller.signal)).rejects.toThrow('Called off.')
    await backend.stop()
  })
})

describe('Traylight itself', () => {
  it('passes its own suite, with a service of which it does not know yet how it is', async () => {
    const dir = await makeTempDir('suite')
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const engine = await Engine.create({
      ...{ dataDir: dir.path, configFile: null, version: '0.0.0', env: {}, clock: systemClock, log },
      shell: { kind: 'light' },
    })
    const server = new LoopbackHttp((_, response) => response.end('ok'))
    await server.start()
    const nobody = await refuse()
    const monitor = { category: 'database', intervalSeconds: 3600, retrySeconds: 3600 }
    await engine.handlers.saveMonitor({
      monitor: { ...monitor, id: 'orders', name: 'Orders', check: { kind: 'http', url: server.url } },
    })
    // Failed once, which is not believed before it has failed again.
    const unsure = { kind: 'http', url: `http://127.0.0.1:${nobody.port}` }
    await engine.handlers.saveMonitor({ monitor: { ...monitor, id: 'later', name: 'Later', check: unsure } })
    const face = await engine.listen({
      ...{ host: '127.0.0.1', port: 0, token: 'a-token', rendererDir: null, onShow: () => true },
    })
    engine.start()
    await engine.handlers.checkNow({ monitors: ['orders'] })
    await vi.waitFor(() => expect(engine.book.monitors.get('orders')?.watched.status).toBe('healthy'))
    const result = await run(face.url)
    await engine.stop()
    await server.stop()
    await dir.remove()
    expect(result.counts.failed).toBe(0)
    const isMetrics = (name: string) => name === '/api/v1/metrics'
    const missing = result.tests.filter(test => test.outcome !== 'passed' && !isMetrics(test.name))
    expect(missing.map(test => [test.category, test.name, test.message])).toEqual([])
    const services = result.tests.filter(test => test.category === 'connectivity')
    expect(services.map(({ name, outcome, warning }) => [name.split(': ')[1], outcome, warning])).toEqual([
      ['Orders', 'passed', null],
      ['Later', 'passed', expect.stringMatching(/^Its status is not known/)],
    ])
  })
})
