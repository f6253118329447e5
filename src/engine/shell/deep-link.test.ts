import { describe, expect, it } from 'vitest'
import { deepLinkIn, parseDeepLink } from './deep-link.ts'

describe('a link into the dashboard', () => {
  it.each([
    ['traylight://monitor/redis', { page: 'monitor', id: 'redis' }],
    ['traylight://monitor/redis/', { page: 'monitor', id: 'redis' }],
    ['TRAYLIGHT://monitor/Redis.2', { page: 'monitor', id: 'Redis.2' }],
    ['traylight:monitor/redis', { page: 'monitor', id: 'redis' }],
    ['traylight://service/toolbox/pusher%20channels', { page: 'service', id: 'toolbox/pusher channels' }],
    ['traylight://database', { page: 'category', category: 'database' }],
    ['traylight://export', { page: 'export' }],
    ['traylight://', { page: 'overview' }],
    ['traylight://monitor/', { page: 'overview' }],
  ])('%s leads to %j', (link, route) => {
    expect(parseDeepLink(link)).toEqual(route)
  })

  it.each(['https://example.com/', 'monitor/redis', '', '--hidden', `traylight://${'x'.repeat(2000)}`])(
    '%s is none',
    text => {
      expect(parseDeepLink(text)).toBeNull()
    },
  )

  it('is found among the words of a command line', () => {
    expect(deepLinkIn(['/usr/bin/traylight', '--hidden', 'traylight://monitor/a'])).toEqual({
      page: 'monitor',
      id: 'a',
    })
    expect(deepLinkIn(['/usr/bin/traylight', '--hidden'])).toBeNull()
  })
})
