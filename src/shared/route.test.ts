import { describe, expect, it } from 'vitest'
import { parseRoute, type Route, routeHash } from './route.ts'

describe('routes', () => {
  const routes: readonly Route[] = [
    { page: 'overview' },
    { page: 'overview', metric: 'disk:/var/lib' },
    { page: 'category', category: 'database' },
    { page: 'category', category: 'settings' },
    { page: 'category', category: 'monitor' },
    { page: 'backends' },
    { page: 'category', category: 'history' },
    { page: 'history' },
    { page: 'history', query: 'show=service%3Atoolbox%2Fmcp+server%2C+50+%25&range=7d' },
    { page: 'history', view: 'uptime' },
    { page: 'history', view: 'uptime', query: 'sort=days-30' },
    { page: 'export' },
    { page: 'category', category: 'export' },
    { page: 'settings' },
    { page: 'settings', section: 'thresholds' },
    { page: 'monitor', id: 'redis' },
    { page: 'backend', id: 'toolbox' },
    { page: 'service', id: 'toolbox/mcp server, 50 %' },
  ]

  it.each(routes)('come back from their address: %j', route => {
    expect(parseRoute(routeHash(route))).toEqual(route)
  })

  it.each(['', '#', '#/', '#/monitor', '#/category/'])('lead to the Overview from %j', hash => {
    expect(parseRoute(hash)).toEqual({ page: 'overview' })
  })

  it('survive an address that is not well encoded', () => {
    expect(parseRoute('#/monitor/50%')).toEqual({ page: 'monitor', id: '50%' })
  })
})
