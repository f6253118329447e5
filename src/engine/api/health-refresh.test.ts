import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ToolboxaiBackend } from '#demo/toolboxai-backend.ts'
import {
  type CountingService,
  type HealthFace,
  openHealthFace,
  startCountingService,
} from '../../../test-support/health-face.ts'
import { FakeClock } from '../fake-clock.ts'
import { healthResponseSchema } from './health-shapes.ts'

let service: CountingService
let toolboxai: ToolboxaiBackend
let face: HealthFace

const others: HealthFace[] = []

const http = (id: string, category: string, path: string) => ({
  ...{ id, name: id, category, intervalSeconds: 3600, failuresToUnhealthy: 1, timeoutSeconds: 600 },
  // Whatever else the machine does: how fast it answers is not what this is about.
  thresholds: { responseTimeMs: { warning: 60_000, critical: 60_000 } },
  check: { kind: 'http', url: `${service.url}${path}` },
})

/** An engine whose time stands still: what runs is what a refresh runs. */
async function openStill(more: object) {
  const clock = new FakeClock()
  const pusher = { appId: '1', key: 'k', secret: 's', host: service.url, channel: 'news' }
  const monitors = [
    http('still', 'database', '/ok/still'),
    http('api', 'apis', '/ok/api'),
    { ...http('channel', 'realtime', ''), check: { kind: 'pusher-channel', ...pusher } },
  ]
  const still = await openHealthFace({ monitors, ...more }, { clock, starts: true })
  others.push(still)
  return { clock, still }
}

beforeEach(async () => {
  service = await startCountingService()
  toolboxai = new ToolboxaiBackend()
  await toolboxai.start()
  face = await openHealthFace(
    {
      monitors: [http('orders', 'database', '/ok/orders'), http('vendor', 'apis', '/ok/vendor')],
      backends: [{ id: 'tb', name: 'Backend', url: toolboxai.url, intervalSeconds: 3600 }],
    },
    { starts: true },
  )
  await vi.waitFor(() => expect(face.engine.book.overall.healthyServices).toBeGreaterThan(10))
})
afterEach(async () => {
  service.holdUntil = null
  await Promise.all([face, ...others.splice(0)].map(open => open.stop()))
  await toolboxai.stop()
  await service.stop()
})

const refresh = async (path: string) => {
  const answer = await face.ask(`/api/v1/health/${path}?refresh=true`, face.bearer)
  return { code: answer.status, ...healthResponseSchema.parse(answer.json) }
}
const asked = (path: string) => service.counts.get(path) ?? 0

describe('?refresh=true', () => {
  it('needs the token, says so, and runs nothing without it', async () => {
    const { status, body } = await face.ask('/api/v1/health?refresh=true')
    expect([status, body]).toEqual([
      401,
      '{"error":"Running checks anew needs the token: send it as \\"Authorization: Bearer TOKEN\\"."}',
    ])
    expect((await face.ask('/api/v1/health?refresh=false')).status).toBe(200)
    expect(asked('/ok/orders')).toBe(1)
  })

  it('runs what the endpoint covers and nothing else, and answers what was found', async () => {
    await service.stop()
    const { checks, code, refresh: outcome } = await refresh('database')
    expect(outcome).toEqual({ ran: 2, cached: 0, unfinished: 0 })
    expect(code).toBe(200)
    expect(checks.orders).toMatchObject({ healthy: false, status: 'unhealthy' })
    expect((await face.ask('/api/v1/health/ready')).status).toBe(503)
    expect(face.engine.book.monitors.get('vendor')?.watched.status).toBe('healthy')
  })

  it('runs a check for many that ask at the same time once, and not again soon after', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    service.holdUntil = promise
    const answers = Array.from({ length: 20 }, () => refresh('services/orders'))
    await vi.waitFor(() => expect(asked('/ok/orders')).toBe(2))
    resolve()
    const outcomes = (await Promise.all(answers)).map(answer => answer.refresh)
    expect(outcomes.filter(outcome => outcome?.ran === 1).length).toBeGreaterThan(0)
    expect(asked('/ok/orders')).toBe(2)
    expect((await refresh('services/orders')).refresh).toEqual({ ran: 0, cached: 1, unfinished: 0 })
    expect(asked('/ok/orders')).toBe(2)
  })

  it('answers at its deadline with what is known, and lets the check go on', async () => {
    const { clock, still } = await openStill({ api: { refreshTimeoutSeconds: 2 } })
    const { promise, resolve } = Promise.withResolvers<void>()
    service.holdUntil = promise
    const answer = still.ask('/api/v1/health/database?refresh=true', still.bearer)
    await vi.waitFor(() => expect(asked('/ok/still')).toBe(1))
    await clock.advance(2000)
    expect(healthResponseSchema.parse((await answer).json)).toMatchObject({
      ...{ check_duration_ms: 2000, refresh: { ran: 0, cached: 0, unfinished: 1 } },
      checks: { still: { details: { reason: 'Not checked yet.' } } },
    })
    resolve()
    await vi.waitFor(() =>
      expect(still.engine.book.monitors.get('still')?.watched.last?.message).toMatch(/200/),
    )
  })

  it('may run at once again after the configuration changed', async () => {
    await refresh('services/orders')
    await face.engine.handlers.saveSettings({ settings: { theme: 'dark' } })
    expect((await refresh('services/orders')).refresh).toMatchObject({ ran: 1 })
  })

  it('may run at once again after a backend was seen to have restarted, but for what is expensive', async () => {
    expect((await refresh('services/orders')).refresh).toMatchObject({ ran: 1 })
    expect((await refresh('services/vendor')).refresh).toMatchObject({ ran: 1 })
    await toolboxai.restart()
    await face.engine.handlers.checkNow({ backends: ['tb'] })
    expect((await refresh('services/orders')).refresh).toMatchObject({ ran: 1 })
    expect((await refresh('services/vendor')).refresh).toMatchObject({ ran: 0, cached: 1 })
  })

  it('runs expensive checks less often, by category and by kind', async () => {
    const { clock, still } = await openStill({})
    const ran = async (path: string) => {
      const answer = await still.ask(`/api/v1/health/${path}?refresh=true`, still.bearer)
      return healthResponseSchema.parse(answer.json).refresh?.ran
    }
    const all = async () => [await ran('database'), await ran('apis'), await ran('realtime')]
    expect(await all()).toEqual([1, 1, 1])
    await clock.advance(29_000)
    expect(await all()).toEqual([0, 0, 0])
    await clock.advance(1000)
    expect(await all()).toEqual([1, 0, 0])
    await clock.advance(270_000)
    expect(await all()).toEqual([1, 1, 1])
  })
})

describe('the readiness probe', () => {
  it('stays ready for itself while what it watches is down', async () => {
    await service.stop()
    await refresh('deep')
    expect((await face.ask('/api/v1/health/ready')).status).toBe(503)
    const self = await face.ask('/api/v1/health/ready?scope=self')
    expect(self.status).toBe(200)
    expect(self.json).toMatchObject({
      status: 'healthy',
      checks: { first_round: { healthy: true }, schedule: { healthy: true }, running: { healthy: true } },
    })
  })

  it('is not ready for itself before the first round of checks is over', async () => {
    const starting = await openHealthFace({
      monitors: [
        { id: 'a', name: 'A', category: 'system', check: { kind: 'tcp', host: '127.0.0.1', port: 1 } },
      ],
    })
    try {
      const self = await starting.ask('/api/v1/health/ready?scope=self')
      expect(self.status).toBe(503)
      expect(self.json).toMatchObject({
        ...{
          status: 'unhealthy',
          checks: { first_round: { healthy: false, details: { without_result: 1 } } },
        },
      })
      expect((await starting.ask('/api/v1/health/live')).status).toBe(200)
      starting.engine.start()
      await vi.waitFor(async () =>
        expect((await starting.ask('/api/v1/health/ready?scope=self')).status).toBe(200),
      )
    } finally {
      await starting.stop()
    }
  })
})
