import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { StatusPageServer } from '#demo/vendors/status-page-server.ts'
import { SupabaseServer } from '#demo/vendors/supabase-server.ts'
import { watchedServer } from '../../../test-support/bad-servers.ts'
import { sentence, vendorChecks } from '../../../test-support/vendor-checks.ts'
import type { CheckOutcome } from './checker.ts'
import { supabaseChecker } from './supabase.ts'

const SECRET = 'sb_secret_good0123456789'
const PUBLISHABLE = 'sb_publishable_good0123456789'
const SERVICE_ROLE = 'eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2lnbmF0dXJl'
const ANON = 'eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJl'

const server = new SupabaseServer({
  publishableKeys: [PUBLISHABLE, ANON],
  secretKeys: [SECRET, SERVICE_ROLE],
})
const page = new StatusPageServer({ name: 'Supabase' })
beforeAll(() => Promise.all([server.start(), page.start()]))
afterAll(() => Promise.all([server.stop(), page.stop()]))
beforeEach(() => {
  server.behaviour = 'good'
  server.partBehaviour.clear()
  page.incidents = []
})

const check = (more: object = {}, timeoutMs = 5000) =>
  vendorChecks(supabaseChecker)(
    { url: server.url, key: SECRET, statusPage: page.url, ...more },
    { timeoutMs },
  )

/** Asks the Data API of a server that always answers the same. */
async function askRest(body: string, status = 200): Promise<CheckOutcome> {
  const other = await watchedServer(createServer((_, response) => response.writeHead(status).end(body)))
  try {
    const outcome = await check({ url: `http://127.0.0.1:${other.port}`, parts: ['rest'], statusPage: '' })
    await other.released()
    return outcome
  } finally {
    await other.close()
  }
}

describe('Supabase', () => {
  it.each([
    ['a secret key', SECRET],
    ['a publishable key', PUBLISHABLE],
    ['the older service_role key', SERVICE_ROLE],
    ['the older anon key', ANON],
  ])('is healthy with %s', async (_, key) => {
    const outcome = await check({ key })
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: 'Auth, rest and storage answered',
      details: {
        parts: {
          auth: { healthy: true, statusCode: 200, timeMs: expect.any(Number) },
          rest: { healthy: true, timeMs: expect.any(Number) },
          storage: { healthy: true, statusCode: 200, timeMs: expect.any(Number) },
        },
        vendorStatus: { indicator: 'none' },
      },
    })
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
  })

  it.each(['sb_secret_wrong', 'eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoieCJ9.d3Jvbmc'])(
    'says that the key %s is wrong',
    async key => {
      const outcome = await check({ key })
      expect(sentence(outcome)).toBe(
        'Supabase auth does not accept the key (401 Unauthorized). Check the key. It says: "Invalid API key". Rest and storage fail too.',
      )
      expect(outcome).toMatchObject({
        failure: 'auth',
        details: { parts: { rest: { statusCode: 401 }, storage: { statusCode: 403 } } },
      })
    },
  )

  it('waits as long as a rate limit asks for', async () => {
    server.behaviour = 'rate-limited'
    const outcome = await check()
    expect(sentence(outcome)).toBe(
      'Supabase auth limits the rate of requests (429 Too Many Requests). It asks to be left alone for 30 s. It says: "API rate limit exceeded". Rest and storage fail too.',
    )
    expect(outcome).toMatchObject({ failure: 'quota', retryAfterMs: 30_000 })
  })

  it('says that a quota is used up', async () => {
    server.behaviour = 'quota-exhausted'
    const outcome = await check({ parts: ['rest'] })
    expect(sentence(outcome)).toBe(
      'The quota at Supabase rest is used up (402 Payment Required). Check the plan and billing. It says: "Service for this project is restricted due to the following violations: exceed_egress_quota".',
    )
    expect(outcome.failure).toBe('quota')
  })

  it('says that all of it has trouble', async () => {
    server.behaviour = 'down'
    const outcome = await check()
    expect(sentence(outcome)).toBe(
      'Supabase auth answered 503 Service Unavailable: it has trouble. Rest and storage fail too. Their status page reports no incident.',
    )
    expect(outcome.failure).toBe('unexpected')
  })

  it.each([
    ['auth', 'Rest and storage work.'],
    ['rest', 'Auth and storage work.'],
    ['storage', 'Auth and rest work.'],
  ] as const)('names %s where that alone has trouble', async (part, others) => {
    server.partBehaviour.set(part, 'down')
    page.incidents = [{ name: 'Degraded in us-east-1', impact: 'minor' }]
    const outcome = await check()
    expect(sentence(outcome)).toBe(
      `Supabase ${part} answered 503 Service Unavailable: it has trouble. ${others} They report an incident: Degraded in us-east-1 (minor).`,
    )
    expect(outcome).toMatchObject({
      status: 'unhealthy',
      details: { parts: { [part]: { statusCode: 503 } } },
    })
  })

  it('notices that rest has trouble also with a key that may not see the tables', async () => {
    server.partBehaviour.set('rest', 'down')
    expect(await check({ key: ANON })).toMatchObject({ status: 'unhealthy', failure: 'unexpected' })
  })

  it('does not read a description of very many tables to its end', async () => {
    const tables = `{"swagger":"2.0","paths":{"/a":"${'x'.repeat(5_000_000)}"}}`
    expect(await askRest(tables)).toMatchObject({ status: 'healthy', message: 'Rest answered' })
    expect(await askRest('<'.repeat(5_000_000))).toMatchObject({ status: 'unhealthy', failure: 'protocol' })
  })

  it('says that the project is paused', async () => {
    expect(await askRest('{}', 540)).toMatchObject({
      status: 'unhealthy',
      message: 'The Supabase project is paused (540). Restore it in the dashboard of Supabase.',
    })
  })

  it('asks only the parts that are named, each once', async () => {
    const before = server.requests
    const outcome = await check({ parts: ['storage', 'storage'] })
    expect(outcome).toMatchObject({ status: 'healthy', message: 'Storage answered' })
    expect(server.requests - before).toBe(1)
  })

  it('says which part is slow', async () => {
    server.behaviour = 'slow'
    const outcome = await check({ parts: ['rest'] }, 500)
    expect(sentence(outcome)).toBe(
      'http://HOST/rest/v1/ accepted the connection but did not answer within 0.5 s. Their status page reports no incident.',
    )
    expect(outcome).toMatchObject({ failure: 'timeout', responseTimeMs: null })
  })

  it('says that something else answers', async () => {
    server.behaviour = 'garbage'
    const outcome = await check()
    expect(sentence(outcome)).toBe(
      'http://HOST/auth/v1/health answered 200 OK with something that is not an answer of Supabase auth. Check the address, and whether a proxy or a login page is in between. Rest and storage fail too.',
    )
    expect(outcome.failure).toBe('protocol')
  })

  it('stays healthy while Supabase reports an incident that its own calls do not meet, and says so', async () => {
    page.incidents = [{ name: 'Storage is slow', impact: 'major' }]
    expect(await check()).toMatchObject({
      status: 'healthy',
      message: expect.stringContaining(
        '; our own call works, while they report an incident: Storage is slow (major)',
      ),
    })
  })

  it('is described by its address', () => {
    expect(supabaseChecker.describe({ url: 'https://abc.supabase.co', key: SECRET })).toEqual({
      text: 'https://abc.supabase.co/',
      host: 'abc.supabase.co',
    })
  })
})
