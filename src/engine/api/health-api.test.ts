import { validate as validateOpenApi } from '@apidevtools/swagger-parser'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ToolboxaiBackend } from '#demo/toolboxai-backend.ts'
import { backendSchema } from '#shared/config.ts'
import { integrationOverviewSchema, standardResponseSchema } from '#shared/report-shapes.ts'
import {
  type CountingService,
  type HealthFace,
  openHealthFace,
  startCountingService,
} from '../../../test-support/health-face.ts'
import { BackendPoller } from '../backends/poll-backend.ts'
import { systemClock } from '../clock.ts'
import { endpointListSchema, healthResponseSchema, overviewResponseSchema } from './health-shapes.ts'

let service: CountingService
let toolboxai: ToolboxaiBackend
let face: HealthFace

const health = async (path: string, headers = {}) =>
  healthResponseSchema.parse((await face.ask(path, headers)).json)
const http = (id: string, name: string, category: string, path: string, more: object = {}) => ({
  ...{ id, name, category, intervalSeconds: 3600, retrySeconds: 3600, failuresToUnhealthy: 1 },
  // Whatever else the machine does: how fast it answers is not what this is about.
  thresholds: { responseTimeMs: { warning: 60_000, critical: 60_000 } },
  check: { kind: 'http', url: `${service.url}${path}` },
  ...more,
})

beforeAll(async () => {
  service = await startCountingService()
  toolboxai = new ToolboxaiBackend()
  toolboxai.setHealthy('flask_bridge', false)
  toolboxai.setHealthy('clerk', false)
  await toolboxai.start()
  face = await openHealthFace(
    {
      monitors: [
        http('redis', 'Redis', 'database', '/ok/redis'),
        http('redis-2', 'redis', 'database', '/ok/redis-2'),
        http('slow', 'Reports', 'database', '/ok/slow', {
          thresholds: { responseTimeMs: { warning: 0, critical: 60_000 } },
        }),
        http('shop', 'Shop & Cart', 'payments', '/bad', { severity: 'minor' }),
        http('clerk', 'Clerk', 'apis', '/ok/clerk', { severity: 'minor' }),
        http('later', 'Not yet', 'realtime', '/never', { timeoutSeconds: 600 }),
        http('held', 'Held', 'agents', '/bad/held'),
        http('paused', 'Paused one', 'agents', '/ok/paused', { paused: true }),
      ],
      backends: [{ id: 'tb', name: 'ToolBoxAI', url: toolboxai.url, intervalSeconds: 3600 }],
    },
    { starts: true },
  )
  const { handlers, book } = face.engine
  await handlers.mute({ targets: [{ scope: 'monitor', id: 'held' }], until: null, untilRecovery: false })
  await handlers.checkNow({ monitors: ['redis', 'redis-2', 'slow', 'shop', 'clerk', 'held'] })
  await handlers.checkNow({ backends: ['tb'] })
  await handlers.checkNow({ backends: ['tb'] })
  book.settle()
})
afterAll(async () => {
  await face.stop()
  await toolboxai.stop()
  await service.stop()
})

describe('what is watched', () => {
  it('stands in the shapes of the report, each thing once', async () => {
    const document = await health('/api/v1/health')
    standardResponseSchema.parse(document)
    const names = Object.keys(document.checks)
    expect(names.filter(name => /redis/i.test(name))).toEqual(['Redis', 'redis (redis-2)'])
    expect(names.filter(name => /clerk/i.test(name))).toEqual(['Clerk'])
    expect(names).toContain('ToolBoxAI')
    expect(names).toContain('flask_bridge')
    expect(names).not.toContain('Paused one')
    expect(document.checks.Redis).toMatchObject({ healthy: true, status: 'healthy' })
    expect(document.checks.Redis?.response_time_ms).toBeGreaterThan(0)
    expect(document.total_services).toBe(names.length - 1)
    expect(document.healthy_services).toBe(
      Object.values(document.checks).filter(check => check.healthy).length,
    )
  })

  it('is unknown written as degraded, with the reason in the details', async () => {
    const { checks } = await health('/api/v1/health/realtime')
    expect(checks['Not yet']).toEqual({
      ...{ healthy: false, status: 'degraded', response_time_ms: null },
      details: {
        ...{ status: 'degraded', category: 'realtime', checked_at: null },
        ...{ reason: 'Not checked yet.', message: 'Not checked yet.' },
      },
    })
  })

  it('is degraded where a backend knows of trouble that a minor monitor does not see', async () => {
    const { checks } = await health('/api/v1/health/services/clerk', face.bearer)
    expect(checks.Clerk).toMatchObject({
      ...{ healthy: false, status: 'degraded' },
      details: {
        message: 'ToolBoxAI reports that it is unhealthy.',
        reported_by: [{ backend: 'ToolBoxAI', status: 'unhealthy' }],
      },
    })
  })

  it('is shown while it is muted, and not counted', async () => {
    const agents = await health('/api/v1/health/agents')
    expect(agents.checks.Held).toMatchObject({ status: 'unhealthy', details: { muted: true } })
    expect(agents.status).toBe('healthy')
    expect([agents.healthy_services, agents.total_services, agents.health_percentage]).toEqual([3, 3, 100])
  })

  it('is found while it is paused by its own address alone', async () => {
    const { status, checks } = await health('/api/v1/health/services/paused')
    expect(status).toBe('degraded')
    expect(checks['Paused one']?.details).toMatchObject({ paused: true, reason: 'Paused.' })
  })

  it('has an overview by category in the shape of the report, the operator’s own and this machine included', async () => {
    const answer = await face.ask('/api/v1/health/integrations')
    integrationOverviewSchema.parse(answer.json)
    const { integrations, ...overview } = overviewResponseSchema.parse(answer.json)
    expect(Object.keys(integrations)).toEqual([
      'database_integrations',
      'api_integrations',
      'realtime_integrations',
      'agent_integrations',
      'roblox_integrations',
      'payments_integrations',
    ])
    expect(integrations.payments_integrations).toMatchObject({
      ...{ category: 'payments', status: 'degraded', healthy: false, total_services: 1 },
      services: { 'Shop & Cart': { status: 'unhealthy' } },
    })
    const inside = Object.values(integrations).map(({ total_services }) => total_services)
    expect(inside.reduce((sum, total) => sum + total)).toBe(overview.total_services)
  })

  it('has the status of a category decided by the rules of the whole', async () => {
    expect((await health('/api/v1/health/database')).status).toBe('degraded')
    expect((await health('/api/v1/health/categories/payments')).status).toBe('degraded')
    expect((await health('/api/v1/health/roblox')).status).toBe('degraded')
    expect((await health('/api/v1/health/system')).status).toBe('healthy')
  })

  it('is a backend with everything that it reports, as it sees it', async () => {
    const { status, checks } = await health('/api/v1/health/backends/tb')
    expect(status).toBe('degraded')
    expect(Object.keys(checks)).toHaveLength(14)
    expect(checks.clerk).toMatchObject({ healthy: false, status: 'unhealthy' })
  })

  it('is a reported service by its backend and name, and what a monitor checks too by either address', async () => {
    expect((await health('/api/v1/health/services/tb%2Fflask_bridge')).status).toBe('unhealthy')
    expect((await health('/api/v1/health/services/tb/flask_bridge')).status).toBe('unhealthy')
    expect(Object.keys((await health('/api/v1/health/services/tb%2Fredis')).checks)).toEqual(['Redis'])
  })

  it('says when the oldest result was had, and its age', async () => {
    const answer = await face.ask('/api/v1/health/services/redis')
    const { checked_at } = healthResponseSchema.parse(answer.json)
    expect(Date.parse(String(checked_at))).toBeGreaterThan(Date.now() - 60_000)
    expect(Number(answer.headers.age)).toBeLessThan(60)
  })

  it('gives messages and what was found to who has the token, and to nobody else', async () => {
    for (const path of ['/health', '/api/v1/health/deep', '/api/v1/health/services/shop']) {
      const open = await face.ask(path)
      expect(open.body).not.toContain('500')
      expect(open.body).not.toContain('1.2.3')
      expect(open.body).not.toContain('Connection refused')
      const trusted = await face.ask(path, face.bearer)
      expect(trusted.body).toContain('500')
      expect(trusted.body).toContain('1.2.3')
    }
  })
})

describe('endpoints', () => {
  it.each([
    ['/api/v1/health/nothing', 404],
    ['/api/v1/health/services/nothing', 404],
    ['/api/v1/health/services/', 404],
    ['/api/v1/health/services/tb', 404],
    ['/api/v1/health/backends/nothing', 404],
    ['/api/v1/health/categories/nothing', 404],
    ['/api/v1/health/categories/roblox', 200],
  ])('%s answers %i, and where it is not there says where the list is', async (path, status) => {
    const answer = await face.ask(path)
    expect(answer.status).toBe(status)
    if (status === 404) {
      expect(answer.json).toMatchObject({ endpoints: '/api/v1/health/endpoints' })
      expect(answer.body).toContain('All endpoints are listed at /api/v1/health/endpoints.')
    }
  })

  it('say of an address that cannot be read what is wrong with it', async () => {
    const answer = await face.ask('/api/v1/health/services/%ff')
    expect([answer.status, answer.json]).toEqual([
      400,
      { error: 'This address cannot be read: a percent sign in it is not followed by a character.' },
    ])
  })

  it.each(['refresh=maybe', 'refresh=true&refresh=true', 'scope=me'])(
    'refuse %s in a sentence',
    async query => {
      const answer = await face.ask(`/api/v1/health/ready?${query}`)
      expect([answer.status, answer.body]).toEqual([
        400,
        expect.stringMatching(/"Give (refresh|scope) as .*once\."/),
      ])
    },
  )

  it('answer HEAD as they answer GET, and nothing else', async () => {
    const { status, body, headers } = await face.ask('/api/v1/health', {}, 'HEAD')
    expect([status, body]).toEqual([200, ''])
    expect(Number(headers['content-length'])).toBeGreaterThan(100)
    const posted = await face.ask('/api/v1/health', {}, 'POST')
    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD'])
  })
})

/** Asks for every endpoint that is listed and holds each answer against the OpenAPI document. */
async function wrongAnswers(asked: HealthFace, headers: Readonly<Record<string, string>>) {
  const { endpoints } = endpointListSchema.parse((await asked.ask('/api/v1/health/endpoints', headers)).json)
  const text = (await asked.ask('/api/v1/openapi.json')).body
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(JSON.parse(text), 'api')
  const wrong: string[] = []
  for (const { path, operation } of endpoints) {
    const answer = await asked.ask(path, headers)
    if (answer.status !== 200 && !(operation.endsWith('/ready') && answer.status === 503)) {
      wrong.push(`${path} answered ${answer.status}`)
    }
    if (answer.json === undefined) continue
    const pointer = operation.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B')
    const schema = `paths/${pointer.replaceAll('}', '%7D')}/get/responses/200/content/application~1json/schema`
    const isRight = ajv.getSchema(`api#/${schema}`)
    if (!isRight) wrong.push(`${operation} is not in the document`)
    else if (!isRight(answer.json)) wrong.push(`${path}: ${ajv.errorsText(isRight.errors)}`)
  }
  return { wrong, paths: endpoints.map(({ path }) => path) }
}

describe('the list of endpoints and the OpenAPI document', () => {
  it('hold every endpoint, which answers as the document says, with the token and without', async () => {
    const open = await wrongAnswers(face, {})
    expect(open.wrong).toEqual([])
    expect(open.paths).toContain('/api/v1/health/services/tb%2Fflask_bridge')
    expect(open.paths).not.toContain('/api/v1/health/services/tb%2Fredis')
    expect((await wrongAnswers(face, face.bearer)).wrong).toEqual([])
  })

  it('are valid OpenAPI 3.1', async () => {
    const document = z
      .looseObject({ openapi: z.literal('3.1.0') })
      .parse((await face.ask('/api/v1/openapi.json')).json)
    const parsed = JSON.parse(JSON.stringify(document))
    await expect(validateOpenApi(parsed)).resolves.toMatchObject({ info: { title: 'Traylight health API' } })
  })

  it('have well over the 26 endpoints of the report with the profile toolboxai', async () => {
    const profiled = await openHealthFace({ profiles: ['toolboxai'] })
    try {
      const { wrong, paths } = await wrongAnswers(profiled, {})
      expect(wrong).toEqual([])
      expect(paths.length).toBeGreaterThan(50)
      expect(new Set(paths).size).toBe(paths.length)
    } finally {
      await profiled.stop()
    }
  })
})

describe('another Traylight that polls this one', () => {
  it.each([['as a stranger'], ['with the token']])('sees the same services and statuses %s', async who => {
    const headers = who === 'with the token' ? face.bearer : {}
    const backend = backendSchema.parse({ id: 'me', name: 'Me', url: face.url, headers, category: 'system' })
    const poll = await new BackendPoller({ clock: systemClock }).poll(backend, {
      ...{ signal: AbortSignal.timeout(10_000), timeoutMs: 10_000 },
    })
    const seen = poll.services.map(({ name, category, status }) => [name, category, status])
    const document = await health('/api/v1/health')
    const told = Object.entries(document.checks).map(([name, { status, details }]) => [
      ...[name, details.category, status],
    ])
    expect(seen.toSorted()).toEqual(told.toSorted())
    expect(poll.status).toBe(document.status)
    expect(poll.instance).toBe(face.engine.instance)
    const message = poll.services.find(({ name }) => name === 'Shop & Cart')?.message
    expect(message).toMatch(who === 'with the token' ? /500/ : /^Reported unhealthy\.$/)
  })
})
