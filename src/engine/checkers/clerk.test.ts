import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ClerkServer } from '#demo/vendors/clerk-server.ts'
import { StatusPageServer } from '#demo/vendors/status-page-server.ts'
import { sentence, vendorChecks } from '../../../test-support/vendor-checks.ts'
import { clerkChecker } from './clerk.ts'

const KEY = 'sk_test_good0123456789'

const server = new ClerkServer({ secretKeys: [KEY] })
const page = new StatusPageServer({ name: 'Clerk' })
beforeAll(() => Promise.all([server.start(), page.start()]))
afterAll(() => Promise.all([server.stop(), page.stop()]))
beforeEach(() => {
  server.behaviour = 'good'
  page.incidents = []
})

const check = (more: object = {}, timeoutMs = 5000) =>
  vendorChecks(clerkChecker)(
    { secretKey: KEY, url: server.url, statusPage: page.url, ...more },
    { timeoutMs },
  )

describe('Clerk', () => {
  it('is healthy with a good key', async () => {
    expect(await check()).toMatchObject({
      status: 'healthy',
      message: 'Answers with 1 signing key',
      details: { statusCode: 200, signingKeys: 1, vendorStatus: { indicator: 'none' } },
    })
  })

  it('says that the key is wrong', async () => {
    const outcome = await check({ secretKey: 'sk_test_wrong' })
    expect(sentence(outcome)).toBe(
      'Clerk does not accept the secret key (401 Unauthorized). Check the secret key. It says: "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct".',
    )
    expect(outcome.failure).toBe('auth')
  })

  it('waits as long as a rate limit asks for', async () => {
    server.behaviour = 'rate-limited'
    const outcome = await check()
    expect(sentence(outcome)).toBe(
      'Clerk limits the rate of requests (429 Too Many Requests). It asks to be left alone for 30 s. It says: "Too many requests. Please try again in a bit".',
    )
    expect(outcome).toMatchObject({ failure: 'quota', retryAfterMs: 30_000 })
  })

  it('says that a quota is used up', async () => {
    server.behaviour = 'quota-exhausted'
    const outcome = await check()
    expect(outcome.message).toBe(
      'The quota at Clerk is used up (403 Forbidden). Check the plan and billing. It says: "You have reached your limit of monthly active users".',
    )
    expect(outcome.failure).toBe('quota')
  })

  it('says that Clerk has trouble', async () => {
    server.behaviour = 'down'
    const outcome = await check()
    expect(sentence(outcome)).toBe(
      'Clerk answered 500 Internal Server Error: it has trouble. Their status page reports no incident.',
    )
    expect(outcome.failure).toBe('unexpected')
  })

  it('says that it is slow', async () => {
    server.behaviour = 'slow'
    const outcome = await check({}, 500)
    expect(sentence(outcome)).toBe(
      'http://HOST/v1/jwks accepted the connection but did not answer within 0.5 s. Their status page reports no incident.',
    )
    expect(outcome.failure).toBe('timeout')
  })

  it('says that something else answers', async () => {
    server.behaviour = 'garbage'
    const outcome = await check()
    expect(sentence(outcome)).toMatch(
      /^http:\/\/HOST\/v1\/jwks answered 200 OK with something that is not an answer of Clerk\./,
    )
    expect(outcome.failure).toBe('protocol')
  })

  it('stays healthy while Clerk reports an incident that its own call does not meet, and says so', async () => {
    page.incidents = [{ name: 'Sign-ins fail', impact: 'critical', status: 'identified' }]
    expect(await check()).toMatchObject({
      status: 'healthy',
      message: expect.stringContaining(
        '; our own call works, while they report an incident: Sign-ins fail (critical)',
      ),
    })
  })

  it('is described without the key', () => {
    expect(clerkChecker.describe({ secretKey: KEY })).toEqual({
      text: 'https://api.clerk.com/v1/jwks',
      host: 'api.clerk.com',
    })
  })
})
