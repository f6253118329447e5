import type { Status } from '#shared/status.ts'
import type { StatusReport } from '../src/engine/api/status-report.ts'
import { SAMPLE_SERIES } from './sample-history.ts'

/** What was wrong when the sample report was made; everything else was well. */
const WRONG: Readonly<Record<string, readonly [Status, string]>> = {
  mail: ['unhealthy', 'Did not accept a connection on mail.example:25 within 5 s.'],
  checkout: ['degraded', 'Answered after 1.1 s, more than 1 s.'],
}

/** Health of the sample shop at a moment, as `traylight status --json` would print it. */
export function sampleHealth(now: number): StatusReport {
  const checkedAt = new Date(now - 12_000).toISOString()
  const healthOf = (id: string) => {
    const [status, message]: readonly [Status, string] = WRONG[id] ?? ['healthy', 'OK']
    return { status, message, lastCheck: status }
  }
  return {
    status: 'unhealthy',
    since: new Date(now - 8 * 3_600_000).toISOString(),
    line: '1 unhealthy: Mail relay - 8 h. 1 degraded: Checkout API.',
    monitors: SAMPLE_SERIES.filter(({ kind }) => kind === 'monitor').map(({ id, name, category, base }) => ({
      ...{ id, name, category, checkedAt, ...healthOf(id) },
      responseTimeMs: id === 'mail' ? null : base,
      ...{ paused: id === 'bell', muted: id === 'nightly-backup' },
    })),
    backends: [
      {
        ...{ id: 'shop', name: 'Shop backend', checkedAt, ...healthOf('shop') },
        services: [
          { name: 'inventory', category: 'apis', status: 'healthy', responseTimeMs: 14, message: '' },
          { name: '+payments', category: 'apis', status: 'healthy', responseTimeMs: 40, message: '' },
        ],
      },
    ],
    metrics: SAMPLE_SERIES.filter(({ kind }) => kind === 'metric').map(
      ({ id, name, unit, base, growth }) => ({
        ...{ id, name, unit, value: base + growth, sampledAt: checkedAt },
        ...{ status: id === 'disk:/' ? ('warning' as const) : ('healthy' as const) },
        ...(unit === '%' && { threshold: { warning: 70, critical: 85 } }),
        history: [],
      }),
    ),
  }
}
