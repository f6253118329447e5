import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { LoopbackHttp } from '#demo/loopback-http.ts'
import { refuse } from '../../../test-support/bad-servers.ts'
import { systemClock } from '../clock.ts'
import { runEndpointSuite } from './run-endpoint-suite.ts'
import type { EndpointTest, SuiteResult } from './suite-result.ts'

/** What a deployment answers at a path. */
interface Reply {
  readonly statusCode?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

type Document = Readonly<Record<string, unknown>>

const standard = (changes: Document = {}): Document => ({
  ...{ status: 'healthy', timestamp: new Date().toISOString(), check_duration_ms: 3 },
  checks: { redis: { healthy: true, response_time_ms: 1, details: {} } },
  ...changes,
})
const overview = (changes: Document = {}): Document => ({
  ...{ status: 'healthy', health_percentage: 95.5, healthy_services: 21, total_services: 22 },
  ...{ integrations: { database_integrations: {} }, check_duration_ms: 3 },
  ...changes,
})
const json = (document: unknown, statusCode = 200): Reply => ({
  ...{ statusCode, body: JSON.stringify(document) },
  headers: { 'content-type': 'application/json; charset=utf-8' },
})
const METRICS: Reply = {
  headers: { 'content-type': 'text/plain; version=0.0.4' },
  body: 'system_cpu_percent 3\n',
}

/** What a deployment answers that is as the report has it. */
function goodReply(path: string): Reply {
  if (path.endsWith('/metrics')) return METRICS
  return json(path.endsWith('/integrations') ? overview() : standard())
}

type Answer = (path: string, response: ServerResponse, request: IncomingMessage) => Reply | undefined

let server: LoopbackHttp | undefined
afterEach(async () => {
  await server?.stop()
})

/** A deployment that is as the report has it, but for what `answer` does; without a reply it never ends. */
async function deployment(answer: Answer): Promise<string> {
  server = new LoopbackHttp((request, response) => {
    const path = request.url ?? '/'
    const reply = answer(path, response, request)
    if (reply) response.writeHead(reply.statusCode ?? 200, reply.headers).end(reply.body)
  })
  await server.start()
  return server.url
}

function run(
  url: string,
  options: Partial<Parameters<typeof runEndpointSuite>[0]> = {},
): Promise<SuiteResult> {
  const bounds = {
    timeoutMs: 300,
    requests: 4,
    connections: 2,
    thresholds: { warningMs: 2000, criticalMs: 4000 },
  }
  return runEndpointSuite({ url, clock: systemClock, ...bounds, ...options }, new AbortController().signal)
}

const at =
  (path: string, reply: Reply): Answer =>
  asked =>
    asked === path ? reply : goodReply(asked)
const failuresOf = ({ tests }: SuiteResult) =>
  tests
    .filter(test => test.outcome === 'failed')
    .map(({ category, name, message, problems }) => [category, name, message, ...problems.slice(1)])

const READY = '/api/v1/health/ready'
const HEALTH = '/api/v1/health'
const OVERVIEW = '/api/v1/health/integrations'
const BODY = { 'content-type': 'application/json' }

describe('a deployment with one endpoint that is', () => {
  it.each<[string, Answer, readonly (readonly string[])[]]>([
    [
      'broken, says so with its code and in its own words',
      at('/health', json({ error: 'The pool is exhausted.' }, 500)),
      [
        [
          ...['basic', '/health'],
          'Answered 500 Internal Server Error; expected 200, with the status in the answer. It says: "The pool is exhausted.".',
        ],
      ],
    ],
    [
      'hanging',
      path => (path === HEALTH ? undefined : goodReply(path)),
      [['basic', HEALTH, 'URL accepted the connection but did not answer within 0.3 s.']],
    ],
    [
      'broken off in the middle',
      (path, response) => {
        if (path !== HEALTH) return goodReply(path)
        response.writeHead(200, { ...BODY, 'content-length': '100' }).write('{"status":')
        setTimeout(() => response.destroy(), 20)
        return undefined
      },
      [['basic', HEALTH, 'URL broke off in the middle of its answer, after 10 bytes of the body.']],
    ],
    [
      'a web page',
      at(HEALTH, { headers: { 'content-type': 'text/html' }, body: '<!doctype html><h1>Hello</h1>' }),
      [
        [
          ...['basic', HEALTH],
          'Answered with a web page; expected a JSON document. Is this the address of the API, or of its dashboard?',
        ],
      ],
    ],
    [
      'not JSON',
      at(HEALTH, { headers: BODY, body: '{"status": "heal' }),
      [['basic', HEALTH, 'Answered with what is not JSON: "{"status": "heal"; expected a JSON document.']],
    ],
    [
      'empty',
      at(HEALTH, { headers: BODY, body: '' }),
      [['basic', HEALTH, 'Answered 200 with nothing in it; expected a JSON document.']],
    ],
    [
      'a list',
      at(HEALTH, json([1])),
      [['basic', HEALTH, 'Answered with JSON that is no object; expected one with a status.']],
    ],
    [
      'endless',
      (path, response) => {
        if (path !== HEALTH) return goodReply(path)
        response.writeHead(200, BODY)
        const pour = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        }
        response.on('drain', pour)
        pour()
        return undefined
      },
      [
        [
          'basic',
          HEALTH,
          'Sends more than 2 MiB, of which the rest was not read; expected a small document.',
        ],
      ],
    ],
    [
      'a redirect',
      at(HEALTH, { statusCode: 302, headers: { location: '/login' }, body: '' }),
      [
        [
          ...['basic', HEALTH],
          'Sends to /login (302); expected an answer here. Test the address it sends to, or sign in with --token or --header.',
        ],
      ],
    ],
    [
      'behind a login',
      at(HEALTH, json({}, 401)),
      [
        [
          ...['basic', HEALTH],
          'Answered 401 Unauthorized; health endpoints answer without signing in. Where this one does not, give --token or --header.',
        ],
      ],
    ],
    [
      'required and missing',
      at('/health', json({}, 404)),
      [['basic', '/health', 'There is nothing at this address (404); expected 200.']],
    ],
    [
      'rate-limited',
      at(HEALTH, { statusCode: 429, headers: { 'retry-after': '30' }, body: '' }),
      [
        [
          ...['basic', HEALTH],
          'It limits the rate of requests and asks to wait 30 s (429). Run this again later, or with fewer requests.',
        ],
      ],
    ],
    [
      'without metrics',
      at('/api/v1/metrics', { headers: { 'content-type': 'text/plain' }, body: 'cpu is fine\nmemory too\n' }),
      [
        [
          'basic',
          '/api/v1/metrics',
          'Answered with no metrics: 2 lines, none of the Prometheus text format.',
        ],
      ],
    ],
    [
      'with a line among the metrics that is none',
      at('/api/v1/metrics', { ...METRICS, body: 'system_cpu_percent 3\nsystem_memory_percent lots\n' }),
      [['basic', '/api/v1/metrics', 'Answered with 1 line that is none of the Prometheus text format.']],
    ],
    [
      'healthy in another word',
      at(HEALTH, json(standard({ status: 'OK' }))),
      [['structure', HEALTH, '"status" is "OK"; expected healthy, degraded or unhealthy.']],
    ],
    [
      'without what the report has',
      at(HEALTH, json({ status: 'healthy', checks: { redis: { response_time_ms: '1' } } })),
      [
        [
          ...[
            'structure',
            HEALTH,
            '4 things are not as the report has them.',
            '"checks.redis.healthy" is missing.',
          ],
          ...[
            '"checks.redis.response_time_ms" is "1"; expected a number.',
            '"check_duration_ms" is missing.',
          ],
        ],
      ],
    ],
    [
      'from no time that is one',
      at(HEALTH, json(standard({ timestamp: '21/09/2025 10:30' }))),
      [
        [
          'structure',
          HEALTH,
          '"timestamp" is "21/09/2025 10:30"; expected a time such as 2025-09-21T10:30:00Z.',
        ],
      ],
    ],
    [
      'wrong in its percentages',
      at(OVERVIEW, json(overview({ health_percentage: 50 }))),
      [['structure', OVERVIEW, '"health_percentage" is 50; 21 of 22 services are 95.5 %.']],
    ],
    [
      'wrong in its counts',
      at(OVERVIEW, json(overview({ healthy_services: 23, health_percentage: 100 }))),
      [['structure', OVERVIEW, '23 services are healthy of 22; expected no more than all.']],
    ],
    [
      'not what it lists',
      at(
        OVERVIEW,
        json(
          overview({
            ...{ health_percentage: 100, healthy_services: 2, total_services: 2 },
            integrations: {
              database_integrations: { redis: { healthy: true }, postgresql: { healthy: false } },
            },
          }),
        ),
      ),
      [
        ['structure', OVERVIEW, '"healthy_services" is 2; 1 of the 2 listed are healthy.'],
        ['connectivity', 'database: postgresql', 'Not healthy, without a reason.'],
      ],
    ],
    [
      'ready while unhealthy',
      at(READY, json(standard({ status: 'unhealthy' }))),
      [
        [
          'structure',
          READY,
          'It says unhealthy and answered 200; expected 503, so that nothing is sent to it.',
        ],
      ],
    ],
    [
      'not ready while healthy',
      at(READY, json(standard(), 503)),
      [['structure', READY, 'It says healthy and answered 503; expected 200, since 503 means unhealthy.']],
    ],
    [
      'not live while something else is down',
      at('/api/v1/health/live', json(standard({ status: 'unhealthy' }), 503)),
      [
        [
          'basic',
          '/api/v1/health/live',
          'Answered 503 Service Unavailable; expected 200 for as long as it runs.',
        ],
      ],
    ],
    [
      'JSON that says it is text',
      at(HEALTH, { headers: { 'content-type': 'text/plain' }, body: JSON.stringify(standard()) }),
      [['structure', HEALTH, 'Content-Type is text/plain; expected application/json.']],
    ],
    [
      'about a service that is down',
      at(
        '/api/v1/health/database',
        json(standard({ checks: { redis: { healthy: false, details: { error: 'Connection refused' } } } })),
      ),
      [['connectivity', 'database: redis', 'Not healthy: Connection refused.']],
    ],
  ])('%s', async (_, answer, expected) => {
    const url = await deployment(answer)
    const result = await run(url, { only: ['basic', 'integrations', 'structure', 'connectivity'] })
    expect(result.verdict).toBe('failed')
    expect(failuresOf(result)).toEqual(expected.map(words => words.map(word => word.replace('URL', url))))
  })
})

describe('a deployment under load', () => {
  const performance = (result: SuiteResult, name: string): EndpointTest | undefined =>
    result.tests.find(test => test.category === 'performance' && test.name === name)

  it('fails where requests fail, and counts in which way', async () => {
    let asked = 0
    const url = await deployment(path => (path === HEALTH && ++asked > 3 ? json({}, 500) : goodReply(path)))
    const test = performance(await run(url), HEALTH)
    expect(test).toMatchObject({ outcome: 'failed', load: { requests: 4, answered: 2, failed: 2 } })
    expect(test?.message).toBe('2 of 4 requests failed under load: 2 answered 500.')
  })

  it.each([
    ['by a server that keeps connections', {}],
    ['by a server that closes each connection', { connection: 'close' }],
  ])('fails where answers do not come any more, %s', async (_, headers) => {
    let asked = 0
    const url = await deployment(path => {
      if (path === HEALTH && ++asked > 1) return undefined
      return { ...goodReply(path), headers: { ...goodReply(path).headers, ...headers } }
    })
    const test = performance(await run(url, { only: ['performance'] }), HEALTH)
    expect(test?.message).toMatch(/^(\d) of \1 requests failed under load: \1 had no answer within 1 s\.$/)
  })

  it('fails where connections break off', async () => {
    let asked = 0
    const url = await deployment((path, response) => {
      if (path !== HEALTH || ++asked === 1) return goodReply(path)
      response.destroy()
      return undefined
    })
    const test = performance(await run(url, { only: ['performance'] }), HEALTH)
    expect(test?.message).toMatch(/requests failed under load: \d ended without an answer\.$/)
  })

  it.each([
    ['few connections where they are kept', {}, 12 + 12 * 2],
    ['one for each request where they are closed', { connection: 'close' }, 12 + 12 * 4],
  ])('goes over %s', async (_, extra, expected) => {
    const counted = new LoopbackHttp((request, response) => {
      const { headers, body } = goodReply(request.url ?? '/')
      response.writeHead(200, { ...headers, ...extra }).end(body)
    })
    let connections = 0
    const listening = await counted.start()
    listening.on('connection', () => connections++)
    const result = await run(counted.url, { only: ['performance'] })
    await counted.stop()
    expect(result.counts).toMatchObject({ passed: 12, failed: 0 })
    expect(connections).toBe(expected)
  })

  it('excuses a server that says when it closes a connection', async () => {
    let asked = 0
    const url = await deployment(path => {
      const { headers, ...reply } = goodReply(path)
      return {
        ...reply,
        headers: { ...headers, ...(path === HEALTH && ++asked % 3 === 0 && { connection: 'close' }) },
      }
    })
    const test = performance(await run(url, { requests: 30 }), HEALTH)
    expect(test).toMatchObject({ outcome: 'passed', load: { failed: 0 } })
  })

  it('is given up where an answer has no end', async () => {
    let asked = 0
    const url = await deployment((path, response) => {
      if (path !== HEALTH || ++asked < 3) return goodReply(path)
      response.writeHead(200, BODY)
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      }
      response.on('drain', pour)
      pour()
      return undefined
    })
    const test = performance(await run(url, { timeoutMs: 5000 }), HEALTH)
    expect(test?.message).toMatch(/^Only \d requests were answered before it was given up\.$/)
  })

  it('counts every answer of a server that closes each connection', async () => {
    const url = await deployment(path => ({
      ...goodReply(path),
      headers: { ...goodReply(path).headers, connection: 'close' },
    }))
    const result = await run(url, { only: ['performance'] })
    expect(result.counts).toMatchObject({ failed: 0, passed: 12 })
    expect(performance(result, HEALTH)?.load).toMatchObject({ requests: 4, answered: 4, failed: 0 })
  })

  it('fails where it is slower than the critical threshold, and is warned of above the other', async () => {
    const url = await deployment((path, response) => {
      if (path !== HEALTH) return goodReply(path)
      const { headers, body } = goodReply(path)
      setTimeout(() => response.writeHead(200, headers).end(body), 60)
      return undefined
    })
    const slow = performance(await run(url, { thresholds: { warningMs: 10, criticalMs: 30 } }), HEALTH)
    expect(slow?.outcome).toBe('failed')
    expect(slow?.message).toMatch(
      /^4 requests over 2 connections: p50 \d+ ms, p95 \d+ ms, p99 \d+ ms\. The p95 is over the critical 30 ms\.$/,
    )
    const warned = performance(await run(url, { thresholds: { warningMs: 30, criticalMs: 9000 } }), HEALTH)
    expect(warned?.outcome).toBe('passed')
    expect(warned?.warning).toMatch(/^The p95 is \d+ ms, over the 30 ms of a warning\.$/)
  })

  it('is left alone as soon as it limits the rate, which is a warning and no failure', async () => {
    let asked = 0
    const url = await deployment(path =>
      path === '/health' && ++asked > 2
        ? { statusCode: 429, headers: { 'retry-after': '60' }, body: '' }
        : goodReply(path),
    )
    const result = await run(url, { requests: 200 })
    expect(performance(result, '/health')).toMatchObject({
      outcome: 'passed',
      warning:
        'It limits the rate of requests and asks to wait 60 s (429). Run this again later, or with fewer requests.',
    })
    expect(asked).toBeLessThan(50)
    expect(performance(result, HEALTH)).toMatchObject({
      outcome: 'skipped',
      message: 'Not put under load, since the deployment limits the rate of requests.',
    })
    expect(result.verdict).toBe('passed')
  })
})

describe('where nothing answers', () => {
  it('says that nobody listens, and asks no more than once', async () => {
    const { port } = await refuse()
    const result = await run(`http://127.0.0.1:${port}`)
    expect(result).toMatchObject({ verdict: 'no-answer', tests: [], successRate: null })
    expect(result.summary).toBe(
      `Nothing answers at http://127.0.0.1:${port}, so nothing was tested. The server refused the connection on http://127.0.0.1:${port}. Is it running?`,
    )
  })

  it('says that all is silent, without waiting for every endpoint', async () => {
    let asked = 0
    const url = await deployment(() => {
      asked++
      return undefined
    })
    const result = await run(url)
    expect(result.summary).toBe(
      `Nothing answers at ${url}, so nothing was tested. ${url} accepted the connection but did not answer within 0.3 s.`,
    )
    expect(asked).toBe(4)
  })

  it('passes over nothing where only another category was asked for', async () => {
    const url = await deployment(at(HEALTH, json({}, 500)))
    const result = await run(url, { only: ['structure'] })
    expect(failuresOf(result)).toEqual([
      [
        'structure',
        HEALTH,
        'Answered 500 Internal Server Error; expected 200, with the status in the answer.',
      ],
    ])
  })
})
