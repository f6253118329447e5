import { describe, expect, test } from 'vitest'
import type { ReportedService } from './format.ts'
import { MAX_SERVICES, mergeServices, withDistinctNames } from './merge-services.ts'

const service = (name: string, over: Partial<ReportedService> = {}): ReportedService => ({
  name,
  category: 'database',
  status: 'healthy',
  message: 'Reported healthy.',
  responseTimeMs: null,
  details: {},
  ...over,
})

describe('mergeServices', () => {
  test('makes one entry of a service named in two documents: worse status, its message, details of both', () => {
    const overview = service('PostgreSQL', { details: { tables: 42, role: 'primary' } })
    const deep = service('postgres', {
      status: 'unhealthy',
      message: 'Connection refused',
      responseTimeMs: 7,
      details: { role: 'x', version: '15' },
    })

    expect(mergeServices([[overview], [deep]])).toEqual({
      services: [
        {
          name: 'PostgreSQL',
          category: 'database',
          status: 'unhealthy',
          message: 'Connection refused',
          responseTimeMs: 7,
          details: { tables: 42, role: 'primary', version: '15' },
        },
      ],
      leftOut: 0,
    })
  })

  test('takes the word of the document that knows', () => {
    const unknown = service('redis', { status: 'unknown', message: '?' })
    for (const order of [
      [[unknown], [service('redis')]],
      [[service('redis')], [unknown]],
    ]) {
      expect(mergeServices(order).services).toMatchObject([
        { status: 'healthy', message: 'Reported healthy.' },
      ])
    }
  })

  test('keeps the first 500 and says how many more there were', () => {
    const many = Array.from({ length: 700 }, (_, i) => service(`service-${i}`))
    const { services, leftOut } = mergeServices([many, [service('service-0', { status: 'degraded' })]])
    expect(services).toHaveLength(MAX_SERVICES)
    expect(services[0]?.status).toBe('degraded')
    expect(leftOut).toBe(200)
  })
})

test('the same name in two categories of one document stays two services', () => {
  const named = withDistinctNames([
    service('pusher', { category: 'apis' }),
    service('pusher', { category: 'realtime' }),
    service('redis'),
  ])
  expect(named.map(({ name }) => name)).toEqual(['pusher', 'realtime pusher', 'redis'])
})
