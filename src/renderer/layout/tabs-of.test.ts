import { describe, expect, it } from 'vitest'
import type { IncidentView } from '#shared/incidents.ts'
import type { Status } from '#shared/status.ts'
import type { BackendView, MonitorView, ServiceView } from '#shared/views.ts'
import { alertsOf, sampleIncident } from '../../../test-support/sample-incidents.ts'
import { placeOf, type TabSource, tabsOf } from './tabs-of.ts'

const common = { since: 0, message: '', responseTimeMs: null, checkedAt: 1, muted: null, pending: null }

function monitor(id: string, category: string, status: Status, more: Partial<MonitorView> = {}): MonitorView {
  return {
    ...common,
    id,
    name: id,
    category,
    status,
    severity: 'critical',
    tags: [],
    kind: 'http',
    target: '',
    intervalSeconds: 30,
    paused: false,
    checking: false,
    nextCheckAt: null,
    uptime24h: null,
    uptime7d: null,
    uptime30d: null,
    certificateExpiresAt: null,
    beats: [],
    reports: [],
    difference: null,
    ...more,
  }
}

const past = { uptime24h: null, uptime7d: null, uptime30d: null, beats: [] }

function service(id: string, category: string, status: Status, sameAs: string | null = null): ServiceView {
  return { ...common, id, name: id, category, status, details: {}, sameAs, ...past }
}

function backend(id: string, services: ServiceView[]): BackendView {
  return {
    ...common,
    id,
    name: id,
    status: 'healthy',
    url: '',
    format: 'auto',
    detectedFormat: null,
    severity: 'critical',
    tags: [],
    intervalSeconds: 30,
    paused: false,
    checking: false,
    nextCheckAt: null,
    uptime24h: null,
    uptime7d: null,
    uptime30d: null,
    beats: [],
    healthPercentage: null,
    restartedAt: null,
    services,
  }
}

function source(
  monitors: MonitorView[],
  backends: BackendView[] = [],
  incidents: readonly IncidentView[] = [],
): TabSource {
  return {
    alerts: alertsOf(incidents),
    monitors: new Map(monitors.map(item => [item.id, item])),
    backends: new Map(backends.map(item => [item.id, item])),
    realtime: null,
  }
}

describe('tabsOf', () => {
  it('has the tab of channels as soon as they are listened to, with nothing watched in it', () => {
    const listening = {
      ...({ state: 'connected', place: 'cluster eu', since: 0, message: '' } as const),
      ...{ channels: [], lastInvalid: '', fallback: '' },
    }
    const realtime = { listening, publishing: null, relay: null, feedRevision: 0 }
    const listener = { ...source([]), realtime }
    expect(tabsOf(listener).map(tab => tab.title)).toContain('Real-time')
    const route = { page: 'category', category: 'realtime' } as const
    expect(placeOf(route, listener)?.category).toBe('realtime')
    expect(placeOf(route, source([]))).toBeNull()
  })

  it('has no tab for a category with nothing in it', () => {
    expect(tabsOf(source([])).map(tab => tab.title)).toEqual([
      ...['Overview', 'Backends', 'Alerts', 'History', 'Settings'],
    ])
  })

  it("puts Integrations first, System after the report's others, and the operator's own last", () => {
    const monitors = ['payroll', 'system', 'roblox', 'database', 'apis', 'billing'].map(category =>
      monitor(category, category, 'healthy'),
    )
    expect(tabsOf(source(monitors)).map(tab => tab.title)).toEqual([
      'Overview',
      'Integrations',
      'Database',
      'Roblox',
      'System',
      'Billing',
      'Payroll',
      'Backends',
      'Alerts',
      'History',
      'Settings',
    ])
  })

  it('has a tab for a category that only a backend reports on, marked with its status', () => {
    const tabs = tabsOf(source([], [backend('b', [service('b/x', 'agents', 'degraded')])]))
    expect(tabs.find(tab => tab.title === 'Agents')?.wrong).toBe('degraded')
  })

  it('marks a tab with the worst of what counts in it', () => {
    const muted = {
      target: { scope: 'monitor' as const, id: 'c' },
      until: null,
      untilRecovery: false,
      since: 0,
    }
    const wrong = (monitors: MonitorView[]) => tabsOf(source(monitors))[1]?.wrong
    expect(wrong([monitor('a', 'apis', 'degraded'), monitor('b', 'apis', 'unhealthy')])).toBe('unhealthy')
    expect(wrong([monitor('a', 'apis', 'healthy')])).toBeNull()
    expect(wrong([monitor('c', 'apis', 'unhealthy', { muted })])).toBeNull()
    expect(wrong([monitor('d', 'apis', 'unhealthy', { paused: true })])).toBeNull()
  })

  it('has what a backend reports of a monitor of ours in the tab of the monitor alone, and marks that', () => {
    const own = monitor('cache', 'database', 'healthy')
    const tabs = (status: Status) => {
      const reported = backend('b', [service('b/redis', 'agents', status, 'cache')])
      return tabsOf(source([own], [reported])).map(tab => [tab.title, tab.wrong])
    }
    expect(tabs('unhealthy')).toContainEqual(['Database', 'unhealthy'])
    expect(tabs('unhealthy').map(([title]) => title)).not.toContain('Agents')
    expect(tabs('unknown')).toContainEqual(['Database', null])
  })

  it('marks the Alerts with the worst that waits for somebody', () => {
    const muted = {
      target: { scope: 'monitor' as const, id: 'm' },
      until: null,
      untilRecovery: false,
      since: 0,
    }
    const mark = (...incidents: IncidentView[]) => {
      const there = source([monitor('m', 'apis', 'unhealthy', { muted })], [], incidents)
      return tabsOf(there).find(tab => tab.id === 'alerts')?.wrong
    }
    const warning = sampleIncident('w', { level: 'warning' })
    expect(mark()).toBeNull()
    expect(mark(warning)).toBe('degraded')
    expect(mark(warning, sampleIncident('c'))).toBe('unhealthy')
    expect(mark(warning, sampleIncident('c', { state: 'acknowledged' }))).toBe('degraded')
    expect(mark(sampleIncident('l', { notifies: false }), sampleIncident('i', { level: 'info' }))).toBeNull()
    expect(mark(sampleIncident('m', { subject: { type: 'monitor', id: 'm' } }))).toBeNull()
  })

  it('does not mark what has not been checked yet', () => {
    expect(tabsOf(source([monitor('a', 'apis', 'unknown', { checkedAt: null })]))[1]?.wrong).toBeNull()
    expect(tabsOf(source([monitor('a', 'apis', 'unknown')]))[1]?.wrong).toBe('unknown')
  })
})

describe('placeOf', () => {
  const there = source(
    [monitor('redis', 'database', 'healthy')],
    [backend('b', [service('b/x/y', 'agents', 'healthy')])],
  )

  it('opens a monitor in the tab of its category', () => {
    expect(placeOf({ page: 'monitor', id: 'redis' }, there)).toEqual({
      tabId: 'category-database',
      category: 'database',
      openId: 'redis',
    })
  })

  it('opens a reported service in the tab of its category', () => {
    expect(placeOf({ page: 'service', id: 'b/x/y' }, there)?.tabId).toBe('category-agents')
  })

  it('opens the row of our monitor for a service that it checks too', () => {
    const reported = backend('b', [service('b/cache', 'agents', 'healthy', 'redis')])
    const known = source([monitor('redis', 'database', 'healthy')], [reported])
    expect(placeOf({ page: 'service', id: 'b/cache' }, known)).toEqual({
      tabId: 'category-database',
      category: 'database',
      openId: 'redis',
    })
  })

  it('shows an incident in the Alerts tab, also where nothing is known of it yet', () => {
    expect(placeOf({ page: 'incident', id: 'i' }, there)).toEqual({ tabId: 'alerts', openId: 'i' })
    expect(placeOf({ page: 'alerts', query: 'show=history' }, there)?.query).toBe('show=history')
  })

  it('knows when what the address names is gone', () => {
    expect(placeOf({ page: 'monitor', id: 'gone' }, there)).toBeNull()
    expect(placeOf({ page: 'category', category: 'roblox' }, there)).toBeNull()
    expect(placeOf({ page: 'backend', id: 'gone' }, there)).toBeNull()
  })
})
