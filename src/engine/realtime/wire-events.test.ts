import { describe, expect, it } from 'vitest'
import { readReportEvent, wireData } from './wire-events.ts'

const reason = (event: Parameters<typeof readReportEvent>[0], data: unknown): string => {
  const read = readReportEvent(event, data)
  return read.ok ? 'understood' : read.reason
}

describe('an event of the report', () => {
  it('is read with what was added to it, and what was added is dropped', () => {
    const value = { name: 'Queue', value: 3, unit: 'jobs', status: 'warning', trend: 'up', history: 'none' }
    expect(readReportEvent('metric-update', { metric: 'queue', value, sender: 'me' })).toEqual({
      ok: true,
      read: {
        event: 'metric-update',
        data: { metric: 'queue', value: { name: 'Queue', value: 3, unit: 'jobs', status: 'warning' } },
      },
    })
  })

  it('may name the fields of a service as JavaScript or as Python does', () => {
    const services = [
      { name: 'A', status: 'healthy', responseTimeMs: 12, checkedAt: '2026-01-01T00:00:00Z' },
      { name: 'B', status: 'unhealthy', response_time_ms: 13, checked_at: 1767225600, message: 'Down.' },
      { name: 'C', status: 'unknown', category: 'Not A Category', message: null, responseTimeMs: null },
    ]
    expect(readReportEvent('service-status', { services })).toMatchObject({
      read: {
        data: {
          services: [
            { name: 'A', status: 'healthy', responseTimeMs: 12, checkedAt: Date.UTC(2026, 0, 1) },
            {
              name: 'B',
              status: 'unhealthy',
              responseTimeMs: 13,
              checkedAt: Date.UTC(2026, 0, 1),
              message: 'Down.',
            },
            { name: 'C', status: 'unknown' },
          ],
        },
      },
    })
  })

  it('is refused with a reason that repeats nothing of it', () => {
    expect(reason('service-status', { services: [{ name: 'A', status: '<b>fine</b>' }] })).toBe(
      'services.0.status: it is none of healthy, degraded, unhealthy, unknown',
    )
    expect(reason('service-status', { services: [{ name: '\u0007', status: 'healthy' }] })).toBe(
      'services.0.name: it has no name',
    )
    const many = Array.from({ length: 501 }, (_, index) => ({ name: `S${index}`, status: 'healthy' }))
    expect(reason('service-status', { services: many })).toBe('services: it is longer or more than 500')
    expect(reason('system-alert', { level: 'critical', message: 'Down' })).toMatch(/^timestamp: /)
    expect(reason('system-alert', 'Down')).toBe('it is missing, or not of the type object')
    expect(reason('metric-update', { metric: 'cpu', value: 7 })).toBe(
      'value: it is missing, or not of the type object',
    )
  })

  it('is shown as one plain line, whatever stands in it', () => {
    const message = `Disk\u001b[31m full\n${'x'.repeat(600)}`
    const read = readReportEvent('system-alert', { level: 'warning', message, timestamp: 1767225600000 })
    expect(read).toMatchObject({ read: { data: { message: expect.stringMatching(/^Disk full x+…$/) } } })
  })

  it('reads what it writes', () => {
    const at = Date.UTC(2026, 0, 1, 12)
    const events = [
      { event: 'system-alert', data: { level: 'critical', message: 'Redis is down.', timestamp: at } },
      { event: 'service-status', data: { services: [{ name: 'A', status: 'degraded', checkedAt: at }] } },
      {
        event: 'metric-update',
        data: { metric: 'cpu', value: { name: 'CPU', value: 1, unit: '%', status: 'healthy' } },
      },
    ] as const
    for (const event of events) {
      expect(readReportEvent(event.event, wireData(event))).toEqual({ ok: true, read: event })
    }
  })
})
