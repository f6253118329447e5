import { describe, expect, it } from 'vitest'
import { type MetricUpdate, readReportEvent, type ServiceStatus } from '../wire-events.ts'
import { ChangesToPublish } from './changes-to-publish.ts'
import { Outbox } from './outbox.ts'
import { publishersLeader } from './publishers-leader.ts'

const service = (name: string, over: Partial<ServiceStatus> = {}): ServiceStatus => ({
  ...{ name, status: 'healthy', category: 'database' },
  ...over,
})
const metric = (id: string, value: number, over: Partial<MetricUpdate['value']> = {}): MetricUpdate => ({
  metric: id,
  value: { name: id, value, unit: '%', status: 'healthy', threshold: { warning: 70, critical: 90 }, ...over },
})

describe('what waits to be published', () => {
  it('goes out in events of 10 KB and batches of ten, each service once', () => {
    const outbox = new Outbox()
    const names = Array.from({ length: 1200 }, (_, n) => `${'ü'.repeat(40)} ${n}`)
    outbox.addServices(names.map(name => service(name)))
    const told: string[] = []
    const sizes: number[] = []
    for (let batch = outbox.take(); batch !== null; batch = outbox.take()) {
      sizes.push(batch.events.length)
      for (const { channel, name, data } of batch.events) {
        expect([channel, name]).toEqual(['service-status', 'service-status'])
        expect(Buffer.byteLength(data)).toBeLessThanOrEqual(10_240)
        const read = readReportEvent('service-status', JSON.parse(data))
        if (!read.ok || read.read.event !== 'service-status') throw new Error('The event cannot be read.')
        told.push(...read.read.data.services.map(({ name: one }) => one))
      }
    }
    expect(told).toEqual(names)
    expect(sizes.length).toBeGreaterThan(1)
    expect(Math.max(...sizes)).toBe(10)
    expect(outbox.isEmpty).toBe(true)
  })

  it('holds of each service and metric the latest, also after a batch was put back', () => {
    const outbox = new Outbox()
    outbox.addServices([service('db'), service('cache')])
    outbox.addMetrics([metric('cpu', 1)])
    outbox.addAlert({ level: 'critical', message: 'first', timestamp: 0 })
    const batch = outbox.take()
    outbox.addServices([service('db', { status: 'unhealthy' })])
    outbox.addMetrics([metric('cpu', 2)])
    outbox.addAlert({ level: 'info', message: 'second', timestamp: 1000 })
    if (batch) outbox.putBack(batch)
    expect(outbox.take()?.events.map(({ data }) => JSON.parse(data))).toEqual([
      { level: 'critical', message: 'first', timestamp: '1970-01-01T00:00:00.000Z' },
      { level: 'info', message: 'second', timestamp: '1970-01-01T00:00:01.000Z' },
      { services: [service('db', { status: 'unhealthy' }), service('cache')] },
      metric('cpu', 2),
    ])
  })

  it('keeps the latest hundred alerts while nothing can be sent', () => {
    const outbox = new Outbox()
    for (let n = 0; n < 150; n++) outbox.addAlert({ level: 'info', message: `${n}`, timestamp: n })
    const said: unknown[] = []
    for (let batch = outbox.take(); batch; batch = outbox.take()) said.push(...batch.says)
    expect(said).toHaveLength(100)
    expect(said.at(-1)).toMatchObject({ data: { message: '149' } })
  })
})

describe('what is worth publishing', () => {
  it('is a service that is new, or whose status or message changed', () => {
    const picked = new ChangesToPublish()
    expect(picked.services([service('db'), service('cache')])).toHaveLength(2)
    expect(picked.services([service('db', { responseTimeMs: 9, checkedAt: 5 }), service('cache')])).toEqual(
      [],
    )
    expect(picked.services([service('db', { status: 'degraded' })])).toEqual([
      service('db', { status: 'degraded' }),
    ])
    // Gone and back, it is new.
    expect(picked.services([service('cache')])).toEqual([service('cache')])
    picked.forget()
    expect(picked.services([service('cache')])).toHaveLength(1)
  })

  it('is a metric that has moved on after ten seconds, or whose status changed at once', () => {
    const picked = new ChangesToPublish()
    const at = (value: number, now: number, over = {}) =>
      picked.metrics([metric('cpu', value, over)], now).length
    expect(at(10, 0)).toBe(1)
    expect(at(50, 9000)).toBe(0)
    expect(at(10.9, 10_000)).toBe(0)
    expect(at(11.1, 10_000)).toBe(1)
    expect(at(75, 11_000, { status: 'warning' })).toBe(1)
    expect(picked.metrics([metric('up', 10, { threshold: undefined })], 0)).toHaveLength(1)
    expect(picked.metrics([metric('up', 99, { threshold: undefined })], 60_000)).toEqual([])
  })
})

describe('the leader of those who publish', () => {
  it('is who began first, and of two at once the one whose id is less', () => {
    const member = (id: string, since: number) => ({ id, name: id, since })
    expect(publishersLeader([])).toBeNull()
    expect(publishersLeader([member('b', 2), member('a', 3), member('c', 2)])?.id).toBe('b')
  })
})
