import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { thresholdsSchema } from '#shared/config.ts'
import { FakeClock } from '../fake-clock.ts'
import { gauge } from '../metrics-exposition/family.ts'
import { Metrics } from '../metrics-exposition/metrics.ts'
import { ChangeLog } from '../status/change-log.ts'
import { StatusBook } from '../status/status-book.ts'
import { registerMetricsRoutes } from './metrics-routes.ts'

const clock = new FakeClock()
let app: FastifyInstance
let metrics: Metrics
let areNamesTold = true

beforeEach(async () => {
  const thresholds = thresholdsSchema.parse({})
  const book = new StatusBook(
    {
      ...{ clock, changes: new ChangeLog(), externalInterfaces: () => ['eth0'] },
      describeTarget: () => ({ text: '', host: null }),
      ...{ onTransition: () => {}, onMutes: () => {}, onNetworkBack: () => {} },
    },
    thresholds,
    [],
  )
  metrics = new Metrics({
    ...{ clock, book: () => book, thresholds: () => thresholds, uptimeOf: () => null },
    facts: () => ({
      ...{ version: '1.2.3', nodeVersion: 'v24.0.0', platform: 'linux', startedAt: 0, notices: [] },
      shell: {
        kind: 'light',
        savesFiles: false,
        showsFolders: false,
        startsAtLogin: false,
        updatesItself: false,
      },
    }),
    others: [() => [gauge('traylight_other', 'Of another part.', [{ labels: { a: 'b' }, value: 1 }])]],
  })
  app = fastify()
  registerMetricsRoutes(app, {
    metrics,
    areNamesTold: () => areNamesTold,
    hasToken: ({ headers }) => headers.authorization === 'Bearer right',
  })
  app.get('/health', async () => ({ status: 'degraded' }))
  app.get('/api/v1/health/of/:name', async () => ({ status: 'healthy' }))
  app.get('/api/v1/health/endpoints', async () => ({ endpoints: [] }))
  app.get('/healthy-food', async () => ({ status: 'healthy' }))
  await app.ready()
})

afterEach(async () => {
  metrics.stop()
  await app.close()
})

const ask = (headers: Readonly<Record<string, string>> = {}, remoteAddress = '127.0.0.1') =>
  app.inject({ url: '/api/v1/metrics', headers, remoteAddress })

describe('the metrics', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('need no token from %s', async address => {
    expect((await ask({}, address)).statusCode).toBe(200)
  })

  it.each(['192.0.2.7', '::ffff:192.0.2.7', '2001:db8::1'])('need the token from %s', async address => {
    const refused = await ask({}, address)
    expect(refused.statusCode).toBe(401)
    expect(refused.json().error).toContain('needs the token')
    expect((await ask({ authorization: 'Bearer wrong' }, address)).statusCode).toBe(401)
    expect((await ask({ authorization: 'Bearer right' }, address)).statusCode).toBe(200)
  })

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host', 'x-forwarded-proto'])(
    'need the token through a proxy, which says %s',
    async name => {
      expect((await ask({ [name]: 'for=192.0.2.7' })).statusCode).toBe(401)
      expect((await ask({ [name]: 'for=192.0.2.7', authorization: 'Bearer right' })).statusCode).toBe(200)
    },
  )

  it('need the token everywhere where names are not told without it', async () => {
    areNamesTold = false
    try {
      const refused = await ask()
      expect(refused.statusCode).toBe(401)
      expect(refused.json().error).toContain('tells names')
      expect((await ask({ authorization: 'Bearer right' })).statusCode).toBe(200)
    } finally {
      areNamesTold = true
    }
  })

  it('come in the format that is asked for, under its own type', async () => {
    const plain = await ask()
    expect(plain.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(plain.body).not.toContain('# EOF')
    const open = await ask({ accept: 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5' })
    expect(open.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    expect(open.body.endsWith('\n# EOF\n')).toBe(true)
    expect(open.body).toContain('\n# TYPE process_cpu_seconds counter\nprocess_cpu_seconds_total ')
    // And the older format stays as it was.
    expect((await ask()).body).toContain('\n# TYPE process_cpu_seconds_total counter\n')
    expect(open.body).not.toMatch(/\n\n/)
    expect(plain.headers.vary).toContain('Accept')
  })

  it('are packed where that is taken', async () => {
    const packed = await ask({ 'accept-encoding': 'deflate, gzip;q=1.0' })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(packed.rawPayload.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]))
    expect((await ask({ 'accept-encoding': 'br, *;q=0.5' })).headers['content-encoding']).toBe('gzip')
    for (const refusing of ['', 'identity', 'gzip;q=0', 'br, gzip;q=0.0', 'gzip;q=0, *', '*;q=0']) {
      expect((await ask({ 'accept-encoding': refusing })).headers['content-encoding']).toBeUndefined()
    }
  })

  it('hold what other parts add, and only HELP and TYPE of what there is nothing of', async () => {
    const { body } = await ask()
    expect(body).toContain('traylight_other{a="b"} 1\n')
    expect(body).toContain('# HELP mcp_server_up ')
    expect(body).not.toMatch(/^mcp_server_up/m)
    expect(body).not.toMatch(/\b(NaN|Nan|undefined|null)$/m)
  })

  it('count the answers of the health endpoints by route and by what they say', async () => {
    await app.inject('/health')
    await app.inject('/health')
    await app.inject('/api/v1/health/of/redis')
    await app.inject('/api/v1/health/of/postgres')
    await app.inject('/api/v1/health/endpoints')
    await app.inject('/api/v1/health/nowhere')
    await app.inject('/healthy-food')
    const { body } = await ask()
    const counted = body.split('\n').filter(line => /^health_checks_total.* [1-9]/.test(line))
    expect(counted).toEqual([
      'health_checks_total{endpoint="/health",status="degraded"} 2',
      'health_checks_total{endpoint="/api/v1/health/of/:name",status="healthy"} 2',
    ])
    expect(body).toContain('health_checks_total{endpoint="/health",status="healthy"} 0\n')
    expect(body).toContain('\nhealth_check_duration_seconds_count 4\n')
  })
})
