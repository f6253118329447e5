import { expect, it } from 'vitest'
import { configSchema } from '#shared/config.ts'
import { watchedBook } from '../../../test-support/watched-book.ts'
import { ActivityFeed } from './activity-feed.ts'
import { EventIntake } from './event-intake.ts'
import { MinuteRate } from './minute-rate.ts'

function intake() {
  const { book, clock, tellTo } = watchedBook({ pusher: { on: true, key: 'k' } })
  const results: string[] = []
  tellTo({ add: ({ id, status }) => results.push(`${id} ${status}`) })
  const feed = new ActivityFeed()
  const invalid: string[] = []
  const taker = new EventIntake({
    ...{ clock, book, feed },
    onInvalid: (source, event, reason) => invalid.push(`${source} ${event}: ${reason}`),
  })
  const service = (name: string, status: string) =>
    taker.take('service-status', 'service-status', { services: [{ name, status }] })
  const metric = (name: string, value: number) =>
    taker.take('metric-update', 'metric-update', {
      metric: name,
      value: { name, value, unit: '', status: 'healthy' },
    })
  const services = () => [...(book.backends.get('pusher')?.services.keys() ?? [])]
  return { book, clock, results, feed, invalid, taker, service, metric, services }
}

it('takes a change in at once, and what is merely repeated once a second', async () => {
  const { results, service, clock } = intake()
  service('Redis', 'unhealthy')
  expect(results).toEqual(['pusher/Redis unhealthy'])
  for (let index = 0; index < 100; index++) {
    service('Redis', 'unhealthy')
    await clock.advance(20)
  }
  expect(results).toHaveLength(3)
  await clock.advance(300)
  service('Redis', 'healthy')
  expect(results.at(-1)).toBe('pusher/Redis healthy')
})

it('believes the last of what changes to and fro within a moment', async () => {
  const { results, service, book, clock } = intake()
  service('Redis', 'unhealthy')
  service('Redis', 'healthy')
  service('Redis', 'degraded')
  await clock.advance(1000)
  expect(results).toEqual(['pusher/Redis unhealthy', 'pusher/Redis degraded'])
  expect(book.backends.get('pusher')?.services.get('Redis')?.watched.status).toBe('degraded')
})

it('keeps each value of a metric that comes once a second, and the last of more', async () => {
  const { book, metric, clock } = intake()
  for (let index = 1; index <= 100; index++) {
    metric('queue', index)
    await clock.advance(100)
  }
  await clock.advance(1000)
  expect(book.metrics.get('backend:pusher:queue')?.sample.value).toBe(100)
  const kept = book.metrics.get('backend:pusher:queue')?.samples.series(0, clock.now() + 1, 1_000_000) ?? []
  expect(kept.length).toBeLessThan(15)
})

it('takes no more services and metrics than a person can use, unless others have long been silent', async () => {
  const { service, metric, services, invalid, book, clock } = intake()
  for (let index = 0; index < 505; index++) service(`S${index}`, 'healthy')
  for (let index = 0; index < 205; index++) metric(`m${index}`, 1)
  expect([services().length, book.metrics.pushed.size, invalid.length]).toEqual([500, 200, 10])
  expect(invalid.at(-1)).toBe('metric-update metric-update: there are 200 metrics already')
  await clock.advance(601_000)
  service('New', 'healthy')
  metric('new', 1)
  expect([services().length, services().includes('New'), services().includes('S0')]).toEqual([
    500,
    true,
    false,
  ])
  expect([book.metrics.pushed.size, book.metrics.get('backend:pusher:new')?.sample.value]).toEqual([200, 1])
})

it('knows nothing any more of what a silent source told', async () => {
  const { taker, service, metric, book } = intake()
  service('Redis', 'healthy')
  metric('queue', 3)
  taker.silence('metric-update', 'It is silent.')
  expect(book.metrics.get('backend:pusher:queue')?.sample.value).toBeNull()
  expect(book.backends.get('pusher')?.services.get('Redis')?.watched.status).toBe('healthy')
  taker.silence(null, 'It is silent.')
  expect(book.backends.get('pusher')?.services.get('Redis')?.watched.status).toBe('unknown')
})

it('tells what a service has become, once, in the feed', () => {
  const { service, feed } = intake()
  service('Redis', 'healthy')
  service('PostgreSQL', 'unhealthy')
  for (let index = 0; index < 9; index++) service('PostgreSQL', 'unhealthy')
  expect(feed.latest({ limit: 9 }).map(({ text }) => text)).toEqual([
    'PostgreSQL is unhealthy. Reported unhealthy.',
  ])
})

it('forgets everything when nothing is listened to any more', () => {
  const { book, clock, results, feed, metric, service } = intake()
  metric('queue', 3)
  service('Redis', 'unhealthy')
  book.pushedAlerts.raise('x', { level: 'critical', message: 'Down.', timestamp: clock.now() })
  book.configure(configSchema.parse({}))
  expect([
    book.backends.size,
    book.metrics.get('backend:pusher:queue'),
    [...book.pushedAlerts.open()],
  ]).toEqual([0, undefined, []])
  expect([results.length, feed.count]).toEqual([1, 1])
})

it('counts what came within the last minute', () => {
  const rate = new MinuteRate()
  for (let second = 0; second < 120; second++) {
    rate.add(second * 1000)
    rate.add(second * 1000 + 500)
  }
  expect([rate.within(119_999), rate.within(149_000), rate.within(400_000)]).toEqual([120, 60, 0])
})
