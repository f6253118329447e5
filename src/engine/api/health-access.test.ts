import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HealthFace, openHealthFace } from '../../../test-support/health-face.ts'
import { endpointListSchema, healthResponseSchema, overviewResponseSchema } from './health-shapes.ts'

const PAGE = 'https://status.example.com'
const monitor = (id: string, category: string) => ({
  ...{ id, name: `Name of ${id}`, category, intervalSeconds: 3600 },
  check: { kind: 'command', argv: [process.execPath, '--version'] },
})

let face: HealthFace

beforeAll(async () => {
  face = await openHealthFace(
    { monitors: [monitor('db', 'database'), monitor('client', 'acme-corp')] },
    { allowedHosts: ['probe.example.com'] },
  )
})
afterAll(() => face.stop())

/** Changes the section of the configuration, as the interface does. */
async function configure(api: object): Promise<void> {
  expect(await face.engine.handlers.saveSection({ section: 'api', value: api })).toMatchObject({ ok: true })
}

describe('another web page', () => {
  it('is let read the health endpoints where the configuration names it, at once and without a restart', async () => {
    const before = await face.ask('/health', { origin: PAGE })
    expect(before.headers['access-control-allow-origin']).toBeUndefined()
    await configure({ cors: { origins: [PAGE] } })
    for (const path of ['/health', '/api/v1/health/deep', '/api/v1/openapi.json']) {
      const { headers } = await face.ask(path, { origin: PAGE })
      expect(headers['access-control-allow-origin']).toBe(PAGE)
      expect(headers.vary).toMatch(/origin/i)
      expect(headers['access-control-allow-credentials']).toBeUndefined()
    }
    const other = await face.ask('/health', { origin: 'https://evil.example' })
    expect(other.headers['access-control-allow-origin']).toBeUndefined()
    const status = await face.ask('/api/v1/status', { origin: PAGE, ...face.bearer })
    expect(status.headers['access-control-allow-origin']).toBeUndefined()
    await configure({})
    const after = await face.ask('/health', { origin: PAGE })
    expect(after.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('may ask beforehand for GET and HEAD of the health endpoints alone, and send no token', async () => {
    await configure({ cors: { origins: ['*'] } })
    const asks = { origin: 'https://any.example', 'access-control-request-method': 'GET' }
    const { status, headers } = await face.ask('/api/v1/health', asks, 'OPTIONS')
    expect([status, headers['access-control-allow-origin']]).toEqual([204, '*'])
    expect(headers['access-control-allow-methods']).toBe('GET, HEAD')
    expect(headers['access-control-allow-headers']).not.toMatch(/authorization/i)
    const elsewhere = await face.ask('/api/v1/checks', asks, 'OPTIONS')
    expect([elsewhere.status, elsewhere.headers['access-control-allow-origin']]).toEqual([403, undefined])
    await configure({})
    expect((await face.ask('/api/v1/health', asks, 'OPTIONS')).headers).not.toHaveProperty(
      'access-control-allow-origin',
    )
  })

  it('is a stranger even where the browser sends our cookie along', async () => {
    const cookie = `traylight-${face.port}=${face.token}`
    expect((await face.ask('/health', { cookie })).body).toContain('1.2.3')
    for (const page of [{ origin: PAGE }, { 'sec-fetch-site': 'same-site' }]) {
      expect((await face.ask('/health', { cookie, ...page })).body).not.toContain('1.2.3')
      expect((await face.ask('/health?refresh=true', { cookie, ...page })).status).toBe(401)
    }
  })
})

describe('another host name', () => {
  it('is answered where it is allowed on the command line or in the configuration', async () => {
    const ask = async (host: string) => (await face.ask('/health', { host })).status
    expect(await ask('probe.example.com')).toBe(200)
    expect(await ask('PROBE.example.com:8080')).toBe(200)
    expect(await ask('traylight.internal')).toBe(421)
    await configure({ allowedHosts: ['Traylight.Internal'] })
    expect([await ask('traylight.internal'), await ask('probe.example.com')]).toEqual([200, 200])
    await configure({})
    expect(await ask('traylight.internal')).toBe(421)
  })
})

describe('the rate limit', () => {
  it('leaves this machine out unless it is told otherwise, and says how much is left', async () => {
    await configure({ rateLimitPerMinute: 2 })
    for (let i = 0; i < 4; i++) expect((await face.ask('/health')).status).toBe(200)
    await configure({ rateLimitPerMinute: 2, rateLimitLoopback: true })
    const first = await face.ask('/health')
    expect(first.headers).toMatchObject({
      ...{
        'ratelimit-limit': '2',
        'ratelimit-remaining': '1',
        'ratelimit-reset': expect.stringMatching(/^\d+$/),
      },
      ...{ 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '1' },
    })
    await face.ask('/health')
    const refused = await face.ask('/api/v1/health/ready')
    expect(refused.status).toBe(429)
    expect(refused.headers).toMatchObject({
      ...{ 'ratelimit-remaining': '0', 'x-ratelimit-remaining': '0' },
      'retry-after': expect.stringMatching(/^\d+$/),
      'x-frame-options': 'DENY',
    })
    expect(refused.body).toMatch(/"Too many requests from this address\. Ask again in .+\."/)
    await configure({})
    expect((await face.ask('/health')).status).toBe(200)
  })

  it('never refuses the probes of Traylight itself, whoever else asks from the same address', async () => {
    await configure({ rateLimitPerMinute: 1, rateLimitLoopback: true })
    await face.ask('/health')
    expect((await face.ask('/health')).status).toBe(429)
    expect((await face.ask('/api/v1/health/live')).status).toBe(200)
    expect((await face.ask('/api/v1/health/ready?scope=self')).status).not.toBe(429)
    await configure({})
  })
})

describe('a reader that is told no names', () => {
  beforeAll(() => configure({ anonymous: 'aggregate' }))
  afterAll(() => configure({}))

  it('is told how many of each of the report’s categories are healthy', async () => {
    const { checks, total_services } = healthResponseSchema.parse((await face.ask('/api/v1/health')).json)
    expect(total_services).toBe(2)
    expect(Object.keys(checks)).toEqual(['database', 'other'])
    expect(checks.other).toMatchObject({
      healthy: false,
      details: { healthy_services: 0, total_services: 1 },
    })
    const overview = overviewResponseSchema.parse((await face.ask('/api/v1/health/integrations')).json)
    expect(overview.integrations.other_integrations).toMatchObject({ total_services: 1, services: {} })
  })

  it('finds no name anywhere, and cannot try which there are', async () => {
    const listed = await face.ask('/api/v1/health/endpoints')
    const { endpoints } = endpointListSchema.parse(listed.json)
    for (const { path } of endpoints) {
      const { status, body } = await face.ask(path)
      expect([path, status]).toEqual([path, 200])
      expect(body).not.toMatch(/Name of|acme|"db"|metrics":\[/)
    }
    expect((await face.ask('/api/v1/metrics')).status).toBe(401)
    for (const path of [
      'services/db',
      'services/none',
      'categories/acme-corp',
      'categories/none',
      'backends/none',
    ]) {
      const { status, body } = await face.ask(`/api/v1/health/${path}`)
      expect([path, status]).toEqual([path, 401])
      expect(body).toContain('Authorization: Bearer TOKEN')
    }
  })

  it('is told everything with the token', async () => {
    expect((await face.ask('/api/v1/health', face.bearer)).body).toContain('Name of client')
    expect((await face.ask('/api/v1/health/services/db', face.bearer)).status).toBe(200)
  })
})
