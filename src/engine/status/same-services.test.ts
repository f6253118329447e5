import { describe, expect, it } from 'vitest'
import { configSchema, type MonitorInput } from '#shared/config.ts'
import { SameServices } from './same-services.ts'
import { adoptBackend, adoptServices } from './watched-entries.ts'

const monitor = (id: string, over: Partial<MonitorInput> = {}): MonitorInput => ({
  ...{ id, name: id, category: 'database', check: { kind: 'http', url: `http://${id}.example/` } },
  ...over,
})
const redis = (id: string, over: Partial<MonitorInput> = {}) =>
  monitor(id, { check: { kind: 'redis', url: 'redis://127.0.0.1' }, ...over })

/** Which monitors are the same as services of these names, in one backend. */
function sameAs(monitors: readonly MonitorInput[], ...names: readonly string[]) {
  const config = configSchema.parse({
    monitors,
    backends: [{ id: 'main', name: 'Main', url: 'http://127.0.0.1:8009' }],
  })
  const backends = new Map(config.backends.map(backend => [backend.id, adoptBackend(undefined, backend)]))
  const services = backends.get('main')?.services ?? new Map()
  adoptServices(
    services,
    names.map(name => ({ name, category: 'database' })),
  )
  const same = new SameServices(config.monitors, backends)
  return { same, ids: [...services.values()].map(service => same.monitorOf(service)?.id ?? null) }
}

describe('the same service', () => {
  it('is told by its name, however it is spelled', () => {
    const monitors = [monitor('pg', { name: 'PostgreSQL' }), monitor('mcp', { name: 'MCP server' })]
    expect(sameAs(monitors, 'postgres_connection', 'mcp_server', 'clerk').ids).toEqual(['pg', 'mcp', null])
  })

  it('is told by the names it is reported as, before any other', () => {
    const monitors = [monitor('clerk'), monitor('login', { reportedAs: ['clerk', 'Auth service'] })]
    expect(sameAs(monitors, 'clerk', 'auth').ids).toEqual(['login', 'login'])
  })

  it('is told by the kind of its check only where no other monitor has that kind', () => {
    expect(sameAs([redis('cache')], 'redis').ids).toEqual(['cache'])
    expect(sameAs([redis('cache'), redis('queue')], 'redis').ids).toEqual([null])
    expect(sameAs([redis('cache'), redis('old', { paused: true })], 'redis').ids).toEqual(['cache'])
  })

  it('is never that of a paused monitor', () => {
    expect(sameAs([redis('redis', { paused: true })], 'redis').ids).toEqual([null])
  })

  it('is that of a minor monitor too', () => {
    expect(sameAs([redis('redis', { severity: 'minor' })], 'redis').ids).toEqual(['redis'])
  })

  it('is that of the critical one where two monitors have its name', () => {
    const monitors = [
      monitor('spare', { name: 'Redis', severity: 'minor' }),
      monitor('main', { name: 'redis' }),
    ]
    expect(sameAs(monitors, 'redis').ids).toEqual(['main'])
  })

  it('knows all that is reported of a monitor', () => {
    const { same } = sameAs(
      [monitor('cache', { reportedAs: ['redis', 'sessions'] })],
      'redis',
      'clerk',
      'sessions',
    )
    expect(same.reportsOf('cache').map(({ service }) => service.name)).toEqual(['redis', 'sessions'])
    expect([...same.reportedMonitors()]).toEqual(['cache'])
    expect(same.reportsOf('clerk')).toEqual([])
  })
})
