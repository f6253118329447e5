import { describe, expect, it } from 'vitest'
import { serviceTests } from './service-tests.ts'

const messageOf = (message: string) =>
  serviceTests([
    {
      ...{ name: 'redis', category: 'database', status: 'unhealthy', message },
      ...{ responseTimeMs: null, leftOut: null, sockets: [] },
    },
  ]).map(test => test.message)

describe('the test of a service that is not healthy', () => {
  it.each([
    ['Connection refused', 'Not healthy: Connection refused.'],
    ['Connection refused.', 'Not healthy: Connection refused.'],
    ['It refused the connection. Is it running?', 'Not healthy: It refused the connection. Is it running?'],
    ['Reported unhealthy.', 'Not healthy, without a reason.'],
  ])('gives the reason "%s" as the service has it', (message, said) => {
    expect(messageOf(message)).toEqual([said])
  })
})
