import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OpenAiServer } from '#demo/vendors/openai-server.ts'
import { StatusPageServer } from '#demo/vendors/status-page-server.ts'
import { sentence, vendorChecks } from '../../../test-support/vendor-checks.ts'
import { openaiChecker } from './openai.ts'

const KEY = 'sk-proj-good0123456789abcdef'
const WRONG_KEY = 'sk-proj-wrong9876543210fedcb'

const server = new OpenAiServer({ apiKeys: [KEY], organizations: ['org-ours'] })
const page = new StatusPageServer({ name: 'OpenAI' })
beforeAll(() => Promise.all([server.start(), page.start()]))
afterAll(() => Promise.all([server.stop(), page.stop()]))
beforeEach(() => {
  server.behaviour = 'good'
  page.incidents = []
})

const target = (more: object = {}) => ({ apiKey: KEY, url: server.apiUrl, statusPage: page.url, ...more })
const check = (more?: object, timeoutMs?: number) =>
  vendorChecks(openaiChecker)(target(more), timeoutMs === undefined ? {} : { timeoutMs })

describe('OpenAI', () => {
  it('is healthy with a good key, and says how many models there are', async () => {
    const outcome = await check()
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: 'Lists 3 models',
      details: {
        statusCode: 200,
        models: 3,
        vendorStatus: {
          indicator: 'none',
          description: 'All Systems Operational',
          incidents: [],
          page: page.url,
        },
      },
    })
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
    expect(outcome.failure).toBeUndefined()
  })

  it('says that the key is wrong, without any part of it', async () => {
    const outcome = await check({ apiKey: WRONG_KEY })
    expect(sentence(outcome)).toBe(
      'OpenAI does not accept the API key (401 Unauthorized). Check the API key. It says: "Incorrect API key provided: •••. You can find your API key at https://platform.openai.com/account/api-keys".',
    )
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'auth', details: { statusCode: 401 } })
    expect(JSON.stringify(outcome)).not.toMatch(/sk-proj|edcb/)
  })

  it('says that a restricted key may not list models', async () => {
    server.restrictedKeys.add('sk-restricted')
    const outcome = await check({ apiKey: 'sk-restricted' })
    expect(sentence(outcome)).toMatch(
      /^OpenAI does not allow this API key to list models \(403 Forbidden\)\. Check what the key may do\. It says: "You have insufficient permissions.*"\.$/,
    )
    expect(outcome.failure).toBe('auth')
  })

  it('waits as long as a rate limit asks for', async () => {
    server.behaviour = 'rate-limited'
    server.retryAfter = '45'
    const outcome = await check()
    expect(sentence(outcome)).toMatch(
      /^OpenAI limits the rate of requests \(429 Too Many Requests\)\. It asks to be left alone for 45 s\. It says: "Rate limit reached for requests.*"\.$/,
    )
    expect(outcome).toMatchObject({
      status: 'unhealthy',
      failure: 'quota',
      retryAfterMs: 45_000,
      details: { retryAfterSeconds: 45 },
    })
  })

  it('reads a date in Retry-After', async () => {
    server.behaviour = 'rate-limited'
    server.retryAfter = new Date(Date.now() + 600_000).toUTCString()
    const outcome = await check()
    expect(outcome.retryAfterMs).toBeGreaterThan(590_000)
    expect(outcome.retryAfterMs).toBeLessThanOrEqual(600_000)
    expect(outcome.message).toMatch(/It asks to be left alone for 10 min\./)
  })

  it('tells a quota that is used up from a rate limit', async () => {
    server.behaviour = 'quota-exhausted'
    const outcome = await check()
    expect(sentence(outcome)).toMatch(
      /^The quota at OpenAI is used up \(429 Too Many Requests\)\. Check the plan and billing\. It says: "You exceeded your current quota, .*"\.$/,
    )
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'quota' })
    expect(outcome.retryAfterMs).toBeUndefined()
  })

  it('says that OpenAI has trouble, and that its status page reports none', async () => {
    server.behaviour = 'down'
    const outcome = await check()
    expect(sentence(outcome)).toBe(
      'OpenAI answered 503 Service Unavailable: it has trouble. Their status page reports no incident.',
    )
    expect(outcome).toMatchObject({
      status: 'unhealthy',
      failure: 'unexpected',
      details: { vendorMessage: 'The engine is currently overloaded, please try again later' },
    })
  })

  it('says that OpenAI has trouble, and which incident it reports', async () => {
    server.behaviour = 'down'
    page.incidents = [{ name: 'Elevated errors', impact: 'major' }]
    const outcome = await check()
    expect(sentence(outcome)).toBe(
      'OpenAI answered 503 Service Unavailable: it has trouble. They report an incident: Elevated errors (major).',
    )
    expect(outcome.details.vendorStatus).toEqual({
      indicator: 'major',
      description: 'Partial System Outage',
      incidents: [{ name: 'Elevated errors', impact: 'major', status: 'investigating' }],
      page: page.url,
    })
  })

  it('says that it is slow', async () => {
    server.behaviour = 'slow'
    const outcome = await check({}, 500)
    expect(sentence(outcome)).toBe(
      'http://HOST/v1/models accepted the connection but did not answer within 0.5 s. Their status page reports no incident.',
    )
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'timeout', responseTimeMs: null })
  })

  it('says that something else answers', async () => {
    server.behaviour = 'garbage'
    const outcome = await check()
    expect(sentence(outcome)).toBe(
      'http://HOST/v1/models answered 200 OK with something that is not an answer of OpenAI. Check the address, and whether a proxy or a login page is in between.',
    )
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'protocol' })
  })

  it('stays healthy through a minor incident, with a note', async () => {
    page.incidents = [{ name: 'Slow dashboard', impact: 'minor' }]
    expect(await check()).toMatchObject({
      status: 'healthy',
      message: 'Lists 3 models; our own call works, while they report an incident: Slow dashboard (minor)',
    })
  })

  it.each(['major', 'critical'] as const)(
    'stays healthy through a %s incident that its own call does not meet, and says so',
    async impact => {
      page.incidents = [
        { name: 'Slow dashboard', impact: 'minor' },
        { name: 'Elevated errors', impact },
      ]
      const outcome = await check()
      expect(outcome).toMatchObject({
        status: 'healthy',
        message: expect.stringContaining(
          `; our own call works, while they report 2 incidents, the worst: Elevated errors (${impact})`,
        ),
      })
      expect(outcome.responseTimeMs).toBeGreaterThan(0)
    },
  )

  it('finds a model, or says that it is not there', async () => {
    expect(await check({ model: 'gpt-4o' })).toMatchObject({
      status: 'healthy',
      message: 'Lists 3 models, gpt-4o among them',
    })
    expect(await check({ model: 'gpt-9' })).toMatchObject({
      status: 'unhealthy',
      failure: 'unexpected',
      message:
        'The model gpt-9 is not among the 3 models that this key may use. Check its name, and the models of the project.',
    })
  })

  it('sends the organization', async () => {
    expect(await check({ organization: 'org-ours' })).toMatchObject({ status: 'healthy' })
    expect((await check({ organization: 'org-theirs' })).message).toMatch(/No such organization: org-theirs/)
  })

  it('says that a path is wrong', async () => {
    const outcome = await check({ url: `${server.url}/v2` })
    expect(outcome.message).toBe(
      'OpenAI answered 404 Not Found. Check the address. It says: "Invalid URL (GET /v2/models)".',
    )
  })

  it('does not ask the status page where it is switched off', async () => {
    const before = page.requests
    expect((await check({ statusPage: '' })).details).not.toHaveProperty('vendorStatus')
    expect(page.requests).toBe(before)
  })

  it('can be told so with a word, since a form takes an empty field for the default', async () => {
    expect((await check({ statusPage: 'off' })).details).not.toHaveProperty('vendorStatus')
  })

  it("does not take OpenAI's status page for that of another server", async () => {
    const { statusPage: _, ...withDefault } = target()
    const outcome = await vendorChecks(openaiChecker)(withDefault)
    expect(outcome).toMatchObject({ status: 'healthy' })
    expect(outcome.details).not.toHaveProperty('vendorStatus')
  })

  it('says where nobody listens', async () => {
    const gone = new OpenAiServer({ apiKeys: [KEY] })
    await gone.start()
    const url = gone.apiUrl
    await gone.stop()
    const outcome = await check({ url })
    expect(sentence(outcome)).toBe(
      'The server refused the connection on http://HOST/v1/models. Is it running?',
    )
    expect(outcome.failure).toBe('refused')
  })

  it('says that a key cannot be sent, instead of failing at it', async () => {
    const outcome = await check({ apiKey: 'sk-\u{1f511}' })
    expect(outcome).toMatchObject({
      failure: 'misconfigured',
      message:
        'A value that is sent as the header "authorization" holds characters that no header can. Enter the key anew.',
    })
  })
})

describe('the settings of a check of OpenAI', () => {
  const problems = (settings: object) =>
    openaiChecker.schema
      .safeParse(settings)
      .error?.issues.map(({ path, message }) => [path.join('.'), message])

  it('need the key alone', () => {
    expect(openaiChecker.schema.parse({ apiKey: KEY })).toEqual({
      apiKey: KEY,
      url: 'https://api.openai.com/v1',
      statusPage: 'https://status.openai.com',
    })
  })

  it('say what is wrong with them', () => {
    expect(problems({ apiKey: '' })).toEqual([['apiKey', 'Give the key.']])
    expect(problems({ apiKey: 'sk\n1' })).toEqual([
      ['apiKey', 'A key is one line. Take the line breaks out.'],
    ])
    expect(problems({ apiKey: KEY, statusPage: 'status.openai.com' })).toEqual([
      ['statusPage', 'Give an http or https address, such as https://example.com.'],
    ])
  })

  it('are described without the key', () => {
    expect(openaiChecker.describe({ apiKey: KEY })).toEqual({
      text: 'https://api.openai.com/v1/models',
      host: 'api.openai.com',
    })
  })
})
