import { expect, test } from 'vitest'
import { bareFormat } from './bare.ts'
import { detectFormat } from './detect-format.ts'
import { formats } from './registry.ts'

const answer = (statusCode: number, document?: unknown) => ({
  url: 'http://b/',
  statusCode,
  document,
  responseTimeMs: 5,
})
const read = (statusCode: number, document?: unknown) => bareFormat.read(answer(statusCode, document), 'apis')

test.each([
  [200, undefined, 'healthy', 'Answered 200 OK.'],
  [204, undefined, 'healthy', 'Answered 204 No Content.'],
  [200, { uptime: 5 }, 'healthy', 'Answered 200 OK.'],
  [200, { status: 'degraded' }, 'degraded', 'Reports itself degraded (200 OK).'],
  [
    503,
    { status: 'down', message: 'No database' },
    'unhealthy',
    'Reports itself unhealthy (503 Service Unavailable): No database',
  ],
  [503, { status: 'ok' }, 'unhealthy', 'Reports itself healthy (503 Service Unavailable).'],
  [503, undefined, 'unhealthy', 'Answered 503 Service Unavailable.'],
  [
    401,
    { status: 'ok' },
    'unhealthy',
    'Answered 401 Unauthorized. Check the key in the headers of this backend.',
  ],
  [404, undefined, 'unhealthy', 'Answered 404 Not Found. Check the path of its health endpoint.'],
  [418, undefined, 'unhealthy', "Answered 418 I'm a Teapot."],
])('%i with %j is %s', (statusCode, document, status, message) => {
  expect(read(statusCode, document)).toMatchObject({ status, message, services: [] })
})

test('an answer that says nothing of the backend counts as no document; one that says it is unwell counts', () => {
  expect(read(503).failure).toBe('unexpected')
  expect(read(401).failure).toBe('auth')
  expect(read(503, { status: 'down' }).failure).toBeUndefined()
})

test('uptime and instance are read here too', () => {
  expect(read(200, { status: 'ok', instance: 'i-1', uptime: 12 })).toMatchObject({
    instance: 'i-1',
    uptimeSeconds: 12,
  })
})

test('a format is told from the answer, or taken as named where the answer is in it', () => {
  const checks = answer(200, { checks: { redis: true } })
  expect(detectFormat(checks, 'auto', formats)?.name).toBe('toolboxai')
  expect(detectFormat(answer(200), 'auto', formats)?.name).toBe('bare')
  expect(detectFormat(checks, 'bare', formats)?.name).toBe('bare')
  expect(detectFormat(answer(200), 'toolboxai', formats)).toBeUndefined()
  expect(detectFormat(checks, 'nonsense', formats)).toBeUndefined()
})
