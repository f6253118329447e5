import { describe, expect, it } from 'vitest'
import { type ConfigInput, configSchema } from '#shared/config.ts'
import type { Status } from '#shared/status.ts'
import { alertsView } from '../alerts/alerts-view.ts'
import { FakeClock } from '../fake-clock.ts'
import { ChangeLog } from '../status/change-log.ts'
import { StatusBook } from '../status/status-book.ts'
import { EngineViews } from './engine-views.ts'

const NOTHING = { count: 0, open: 0, gone: 0 }
const CONFIG = {
  monitors: [
    { id: 'cache', name: 'Redis', category: 'database', check: { kind: 'redis', url: 'redis://127.0.0.1' } },
    { id: 'site', name: 'Site', category: 'apis', check: { kind: 'http', url: 'http://127.0.0.1/' } },
  ],
  backends: [{ id: 'toolbox', name: 'ToolBoxAI', url: 'http://127.0.0.1:8009' }],
} as const satisfies ConfigInput

function fixture() {
  const clock = new FakeClock()
  const config = configSchema.parse(CONFIG)
  const book = new StatusBook(
    {
      ...{ clock, changes: new ChangeLog(), describeTarget: () => ({ text: '', host: '127.0.0.1' }) },
      ...{ externalInterfaces: () => ['eth0'], onTransition() {}, onMutes() {}, onNetworkBack() {} },
    },
    config.thresholds,
    [],
  )
  book.configure(config)
  const views = new EngineViews({
    ...{ clock, book, discoveries: () => [], progress: () => null, stage: () => null, uptimeOf: () => null },
    reports: () => ({ jobs: [], schedules: [] }),
    alerts: () => alertsView([], { seenAt: () => null, surfacedSince: () => NOTHING }, clock.now(), 0),
    realtime: () => ({ listening: null, publishing: null, relay: null, feedRevision: 0 }),
    info: () => {
      throw new Error('Not asked for here.')
    },
  })
  const check = (status: 'healthy' | 'unhealthy') => {
    for (const _ of [1, 2]) {
      book.recordCheck('cache', { status, message: `Checked ${status}.`, responseTimeMs: 2, details: {} })
    }
  }
  const poll = (status: Status) => {
    for (const _ of [1, 2]) {
      const service = { name: 'redis', category: 'database', status, message: `Reported ${status}.` }
      book.recordPoll(
        'toolbox',
        {
          ...{ status: 'healthy', message: '', details: {}, format: 'toolboxai', responseTimeMs: 20 },
          services: [{ ...service, responseTimeMs: 3, details: {} }],
        },
        false,
      )
    }
  }
  return { book, check, poll, view: (id = 'cache') => views.monitors([id])[0], views }
}

describe('the view of a monitor', () => {
  it('has what a backend reports of its service beside its own', () => {
    const { check, poll, view, views } = fixture()
    check('healthy')
    poll('healthy')
    expect(view()?.reports).toEqual([
      {
        ...{ serviceId: 'toolbox/redis', backendId: 'toolbox', backendName: 'ToolBoxAI', name: 'redis' },
        ...{ status: 'healthy', message: 'Reported healthy.', pending: null, responseTimeMs: 3 },
        checkedAt: expect.any(Number),
      },
    ])
    expect(view()?.difference).toBeNull()
    expect(view('site')).toMatchObject({ reports: [], difference: null })
    expect(views.backends(['toolbox'])[0]?.services[0]?.sameAs).toBe('cache')
  })

  it('says where the two differ, until they agree or it is muted', () => {
    const { book, check, poll, view } = fixture()
    check('unhealthy')
    poll('healthy')
    expect(view()?.difference).toBe('ToolBoxAI says Redis is healthy; from here it is unhealthy.')
    book.mute([{ scope: 'service', id: 'toolbox/redis' }], null, false)
    expect(view()?.difference).toBeNull()
    book.mutes.remove([{ scope: 'service', id: 'toolbox/redis' }])
    expect(view()?.difference).not.toBeNull()
    check('healthy')
    expect(view()?.difference).toBeNull()
  })

  it('does not repeat what a backend said before it was paused', () => {
    const { book, check, poll, view } = fixture()
    check('unhealthy')
    poll('healthy')
    const [backend] = CONFIG.backends
    book.configure(configSchema.parse({ ...CONFIG, backends: [{ ...backend, paused: true }] }))
    expect(view()).toMatchObject({
      reports: [{ status: 'unknown', message: 'ToolBoxAI is paused.' }],
      difference: null,
    })
  })
})
