import { describe, expect, it } from 'vitest'
import type { AlertsView, IncidentView } from '#shared/incidents.ts'
import { trayAlerts } from './tray-alerts.ts'

const incident = (id: string, over: Partial<IncidentView> = {}): IncidentView => ({
  ...{ id, subject: { type: 'monitor', id }, name: id.toUpperCase(), category: null, tags: [] },
  ...{
    state: 'open',
    level: 'critical',
    worst: 'critical',
    status: 'unhealthy',
    message: 'Down.',
    rules: [],
  },
  ...{ startedAt: 0, resolvedAt: null, changedAt: 0, acknowledged: null, notifies: true },
  ...{ suppressedBecause: null, flapping: false, ending: null, ...over },
})
const view = (incidents: IncidentView[], counts: Partial<AlertsView['counts']>): AlertsView => ({
  ...{ incidents, unseen: null, revision: 1 },
  counts: { open: 0, acknowledged: 0, listed: 0, ...counts },
})

describe('what the tray shows of alerts', () => {
  it('waits for somebody to take care of what people are told of, and of nothing that is only listed', () => {
    const alerts = trayAlerts(
      view([incident('a'), incident('b', { notifies: false })], { open: 1, listed: 1 }),
    )
    expect(alerts).toEqual({ isAcknowledged: false, unseen: null, waiting: [{ id: 'a', name: 'A' }] })
  })

  it('is acknowledged once everything is that people are told of', () => {
    const taken = incident('a', { state: 'acknowledged' })
    const listed = incident('b', { notifies: false })
    expect(trayAlerts(view([taken, listed], { acknowledged: 1, listed: 1 })).isAcknowledged).toBe(true)
    expect(trayAlerts(view([taken, incident('c')], { open: 1, acknowledged: 1 })).isAcknowledged).toBe(false)
  })

  it('is not acknowledged where there is nothing to take care of, or something beyond the list is not', () => {
    expect(trayAlerts(view([], {})).isAcknowledged).toBe(false)
    const listed = incident('b', { notifies: false, state: 'acknowledged' })
    expect(trayAlerts(view([listed], { acknowledged: 1 })).isAcknowledged).toBe(false)
    const taken = incident('a', { state: 'acknowledged' })
    expect(trayAlerts(view([taken], { open: 1, acknowledged: 500 })).isAcknowledged).toBe(false)
  })
})
