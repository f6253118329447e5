import { describe, expect, it } from 'vitest'
import { backendSchema, monitorSchema } from '#shared/config.ts'
import { maintenanceWindowSchema } from '#shared/maintenance-config.ts'
import { Maintenance } from './maintenance.ts'
import { Mutes } from './mutes.ts'

const NOW = Date.UTC(2026, 10, 24, 12)
const redis = monitorSchema.parse({
  ...{ id: 'redis', name: 'Redis', category: 'database', tags: ['eu'], check: { kind: 'redis' } },
})
const api = backendSchema.parse({ id: 'api', name: 'API', url: 'http://127.0.0.1:1' })
const open = (given: Record<string, unknown>, minutes = 60) => ({
  window: maintenanceWindowSchema.parse({ id: 'w', name: 'Upgrade', cron: '0 3 * * *', ...given }),
  from: NOW - 60_000,
  to: NOW + minutes * 60_000,
})

function covered(given: Record<string, unknown>) {
  const maintenance = new Maintenance()
  maintenance.set([open(given)])
  const of = {
    redis: maintenance.ofMonitor(redis, NOW),
    api: maintenance.ofBackend(api, NOW),
    agents: maintenance.ofCategory('agents', NOW),
    machine: maintenance.ofMachine(NOW),
  }
  return Object.entries(of).flatMap(([name, mute]) => (mute === null ? [] : [name]))
}

describe('maintenance', () => {
  it('covers what is named by id, category or tag, and everything where nothing is', () => {
    expect(covered({ monitors: ['redis'] })).toEqual(['redis'])
    expect(covered({ monitors: ['api'] })).toEqual(['api'])
    expect(covered({ tags: ['eu'] })).toEqual(['redis'])
    expect(covered({ categories: ['agents', 'system'] })).toEqual(['agents', 'machine'])
    expect(covered({})).toEqual(['redis', 'api', 'agents', 'machine'])
  })

  it('says by which window and until when, the longest where several are open', () => {
    const maintenance = new Maintenance()
    maintenance.set([open({}), open({ name: 'Move' }, 120)])
    expect(maintenance.ofMonitor(redis, NOW)).toEqual({
      target: { scope: 'monitor', id: 'redis' },
      ...{ until: NOW + 120 * 60_000, untilRecovery: false, since: NOW - 60_000, maintenance: 'Move' },
    })
  })

  it('covers nothing after its end, also before anybody closed it', () => {
    const maintenance = new Maintenance()
    maintenance.set([open({})])
    expect(maintenance.ofMonitor(redis, NOW + 60 * 60_000)).toBeNull()
  })

  it('stands behind what a person muted', () => {
    const target = { scope: 'monitor', id: 'redis' } as const
    const mutes = new Mutes([{ target, until: null, untilRecovery: true, since: NOW }], () => {})
    mutes.maintenance.set([open({})])
    expect(mutes.ofMonitor(redis, NOW)).toMatchObject({ untilRecovery: true })
    mutes.remove([target])
    expect(mutes.ofMonitor(redis, NOW)).toMatchObject({ maintenance: 'Upgrade' })
    expect(mutes.all()).toEqual([])
  })

  it('covers a reported service with its backend, its category and our monitor of the same service', () => {
    const mutes = new Mutes([], () => {})
    const service = { name: 'cache', category: 'realtime' }
    const isCovered = (given: Record<string, unknown>) => {
      mutes.maintenance.set([open(given)])
      return mutes.ofService(api, service, redis, NOW) !== null
    }
    expect(isCovered({ monitors: ['api'] })).toBe(true)
    expect(isCovered({ monitors: ['redis'] })).toBe(true)
    expect(isCovered({ categories: ['realtime'] })).toBe(true)
    expect(isCovered({ categories: ['roblox'] })).toBe(false)
  })
})
