import { describe, expect, test } from 'vitest'
import { detailsSchema } from '#shared/views.ts'
import { toolboxaiFormat } from './toolboxai.ts'

const answer = (document: unknown) => ({
  url: 'http://b/health',
  statusCode: 200,
  document,
  responseTimeMs: 5,
})
const read = (document: unknown) => toolboxaiFormat.read(answer(document), 'own')
const statuses = (document: unknown) =>
  Object.fromEntries(read(document).services.map(({ name, status, category }) => [name, [status, category]]))

describe('the standard response', () => {
  const standard = {
    status: 'degraded',
    timestamp: '2025-09-21T10:30:00Z',
    checks: {
      postgresql: { healthy: true, response_time_ms: 12.5, details: { table_count: 42 } },
      redis: { healthy: false, response_time_ms: 3, details: { error: 'Connection refused' } },
      billing: { healthy: true },
    },
    check_duration_ms: 150.2,
  }

  test('is recognised and read service by service', () => {
    expect(toolboxaiFormat.recognises(answer(standard))).toBe(true)
    expect(read(standard)).toEqual({
      status: 'degraded',
      message: '1 of 3 services not healthy: redis.',
      details: { checkDurationMs: 150.2 },
      services: [
        {
          name: 'postgresql',
          category: 'database',
          status: 'healthy',
          message: 'Reported healthy.',
          responseTimeMs: 12.5,
          details: { table_count: 42 },
        },
        {
          name: 'redis',
          category: 'database',
          status: 'unhealthy',
          message: 'Connection refused',
          responseTimeMs: 3,
          details: { error: 'Connection refused' },
        },
        {
          name: 'billing',
          category: 'own',
          status: 'healthy',
          message: 'Reported healthy.',
          responseTimeMs: null,
          details: {},
        },
      ],
    })
  })

  test('tells of the backend itself: version, instance, uptime', () => {
    const report = read({ ...standard, version: '2.1', instance_id: 'i-1', uptime_seconds: 99 })
    expect(report).toMatchObject({ instance: 'i-1', uptimeSeconds: 99 })
    expect(report.details).toMatchObject({ version: '2.1', instance: 'i-1', uptimeSeconds: 99 })
    expect(
      read({ ...standard, system: { started_at: '2025-09-21T10:00:00Z', uptime: '12.5' } }),
    ).toMatchObject({
      instance: '2025-09-21T10:00:00Z',
      uptimeSeconds: 12.5,
    })
  })
})

describe('the integration overview', () => {
  const overview = (integrations: object) => ({
    status: 'healthy',
    health_percentage: 95.5,
    healthy_services: 21,
    total_services: 22,
    integrations,
    check_duration_ms: 245.7,
  })

  test('gives each service the category of its group, whatever shape the group has', () => {
    const document = overview({
      database_integrations: { healthy: true, services: { postgresql: { healthy: true } } },
      api_integrations: { checks: { pusher: { status: 'ok' } }, status: 'healthy' },
      realtime_integrations: { components: [{ name: 'pusher_channels', healthy: false }] },
      agent_integrations: { mcp_server: { status: 'up' }, total: 1, timestamp: 'now' },
      roblox_integrations: [{ name: 'flask_bridge', status: 'warning' }, 'noise'],
      stripe_integration: { healthy: true, response_time_ms: 9 },
    })
    expect(toolboxaiFormat.recognises(answer(document))).toBe(true)
    expect(statuses(document)).toEqual({
      postgresql: ['healthy', 'database'],
      pusher: ['healthy', 'apis'],
      pusher_channels: ['unhealthy', 'realtime'],
      mcp_server: ['healthy', 'agents'],
      flask_bridge: ['degraded', 'roblox'],
      stripe: ['healthy', 'apis'],
    })
    expect(read(document).details).toMatchObject({ healthPercentage: 95.5, checkDurationMs: 245.7 })
  })

  test('tells Pusher among the APIs from Pusher among the real-time services', () => {
    const document = overview({
      api_integrations: { pusher: { healthy: true } },
      realtime_integrations: { pusher: { healthy: false } },
    })
    expect(statuses(document)).toEqual({
      pusher: ['healthy', 'apis'],
      'realtime pusher': ['unhealthy', 'realtime'],
    })
  })
})

describe('a service', () => {
  test.each([
    [{ healthy: true }, 'healthy'],
    [{ status: 'UP' }, 'healthy'],
    [{ status: 'pass' }, 'healthy'],
    ['ok', 'healthy'],
    [true, 'healthy'],
    [{ status: 'warn' }, 'degraded'],
    [{ healthy: true, status: 'degraded' }, 'degraded'],
    [{ healthy: false, status: 'ok' }, 'unhealthy'],
    [{ healthy: false, status: 'degraded' }, 'degraded'],
    [{ status: 'critical' }, 'unhealthy'],
    [{ healthy: 'false' }, 'unhealthy'],
    [false, 'unhealthy'],
    [{ status: 'rebooting' }, 'unknown'],
    [{ response_time_ms: 4 }, 'unknown'],
    [{ healthy: null, status: 7 }, 'unknown'],
  ])('that says %j is %s', (value, status) => {
    expect(read({ checks: { it: value } }).services[0]?.status).toBe(status)
  })

  test('says why in the words it gives: error, message, or those among its details', () => {
    const message = (value: object) => read({ checks: { it: value } }).services[0]?.message
    expect(message({ healthy: false, error: 'No\nroute\u001b[0m' })).toBe('No route')
    expect(message({ status: 'down', message: 'Maintenance' })).toBe('Maintenance')
    expect(message({ healthy: false, details: { error: 'Refused' } })).toBe('Refused')
    expect(message({ healthy: false })).toBe('Reported unhealthy.')
    expect(message({ status: 'rebooting' })).toBe('Reported "rebooting", which is no status known here.')
    expect(message({ healthy: false, error: 'x'.repeat(5000) })).toHaveLength(300)
  })

  test('with a response time that is none has no response time', () => {
    for (const time of [-1, 'soon', null, {}]) {
      expect(
        read({ checks: { it: { healthy: true, response_time_ms: time } } }).services[0]?.responseTimeMs,
      ).toBeNull()
    }
  })
})

test('the status of a document that gives none comes from its services', () => {
  expect(read({ checks: { a: true, b: false } }).status).toBe('degraded')
  expect(read({ checks: { a: false, b: false } }).status).toBe('unhealthy')
  expect(read({ checks: { a: true } }).status).toBe('healthy')
  expect(read({ checks: {} }).status).toBe('unknown')
})

test.each([
  [{ status: 'ok' }],
  [{ error: { status: 'error', message: 'Not found' } }],
  [{ detail: 'Not Found' }],
  [{ checks: 'all fine' }],
  [[{ name: 'redis', healthy: true }]],
  [null],
  ['ok'],
  [undefined],
])('%j is not in this format', document => {
  expect(toolboxaiFormat.recognises(answer(document))).toBe(false)
})

test('hostile documents give valid reports of bounded size', () => {
  const documents = [
    JSON.parse('{"checks": {"__proto__": {"healthy": false}, "constructor": {"healthy": true}, "": true}}'),
    { checks: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`s${i}`, { healthy: true }])) },
    { checks: { ['n'.repeat(10_000)]: { healthy: true, details: { a: { b: { c: { d: { e: {} } } } } } } } },
    { integrations: { a: { services: { b: { services: { c: true } } } }, b: [[[]]], c: 7, d: null } },
  ]
  for (const document of documents) {
    const { services } = read(document)
    expect(services.length).toBeLessThanOrEqual(500)
    for (const service of services) {
      expect(service.name.length).toBeGreaterThan(0)
      expect(service.name.length).toBeLessThanOrEqual(120)
      expect(detailsSchema.safeParse(service.details).success).toBe(true)
    }
  }
  expect(read(documents[1]).message).toBe(
    'All 500 services healthy. Only the first 500 are shown; 4500 were left out.',
  )
})
