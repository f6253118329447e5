import { describe, expect, it } from 'vitest'
import type { BackendView, MonitorView, ServiceView } from '#shared/views.ts'
import { EMPTY_STATE, type EngineState } from '../connection/live-state.ts'
import { categoryItems } from './list-item.ts'

const seen = {
  status: 'healthy',
  since: 0,
  message: '',
  responseTimeMs: null,
  checkedAt: 1,
  muted: null,
  pending: null,
} as const
const past = { uptime24h: null, uptime7d: null, uptime30d: null, beats: [] }
const polled = {
  severity: 'critical',
  intervalSeconds: 30,
  paused: false,
  checking: false,
  nextCheckAt: null,
  ...past,
} as const

const service = (id: string, sameAs: string | null): ServiceView => ({
  ...seen,
  ...{ id, name: id, category: 'database', details: {}, sameAs, ...past },
})
const redis: MonitorView = {
  ...{ ...seen, ...polled, tags: [] },
  ...{
    id: 'redis',
    name: 'Redis',
    category: 'database',
    kind: 'redis',
    target: '',
    certificateExpiresAt: null,
  },
  reports: [
    {
      ...{ serviceId: 'main/cache', backendId: 'main', backendName: 'Main', name: 'cache' },
      ...{ status: 'unhealthy', message: '', pending: null, responseTimeMs: null, checkedAt: 1 },
    },
  ],
  difference: 'Main says Redis is unhealthy; from here it is healthy.',
}
const main: BackendView = {
  ...{ ...seen, ...polled, tags: [] },
  ...{ id: 'main', name: 'Main', url: '', format: 'auto', detectedFormat: null, healthPercentage: null },
  restartedAt: null,
  services: [service('main/cache', 'redis'), service('main/mongo', null)],
}
const state: EngineState = {
  ...EMPTY_STATE,
  monitors: new Map([['redis', redis]]),
  order: ['redis'],
  backends: new Map([['main', main]]),
}

describe('the rows of a category', () => {
  it('are one for a monitor and what backends report of its service, and one for each other service', () => {
    expect(categoryItems(state, 'database').map(({ key }) => key)).toEqual([
      'monitor:redis',
      'service:main/mongo',
    ])
  })

  it('say how the views of one differ, and are found by what the backend calls it', () => {
    const [own, other] = categoryItems(state, 'database')
    expect(own).toMatchObject({ difference: redis.difference, reportedAs: 'cache Main' })
    expect(other).toMatchObject({ difference: null, reportedAs: '' })
  })
})
