import { createServer as createSecureServer } from 'node:https'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OpenAiServer } from '#demo/vendors/openai-server.ts'
import { StatusPageServer } from '#demo/vendors/status-page-server.ts'
import {
  type BadServer,
  badServer,
  drip,
  endless,
  garbage,
  reset,
  silent,
  watchedServer,
} from '../../../test-support/bad-servers.ts'
import { testAuthority } from '../../../test-support/certificates.ts'
import { testDeadline } from '../../../test-support/deadline.ts'
import { sentence, vendorChecks } from '../../../test-support/vendor-checks.ts'
import { systemClock } from '../clock.ts'
import { openaiChecker } from './openai.ts'
import { runCheck } from './run-check.ts'

const KEY = 'sk-proj-good0123456789abcdef'
/** How much later than its deadline a check may answer. */
const LATE_MS = 400
const OK_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
const asked = { when: 'asked' } as const

const api = new OpenAiServer({ apiKeys: [KEY] })
const page = new StatusPageServer({ name: 'OpenAI' })
const bad: BadServer[] = []
beforeEach(async () => {
  api.behaviour = 'good'
  page.behaviour = 'good'
  page.incidents = []
  await Promise.all([api.start(), page.start()])
})
afterEach(async () => {
  await Promise.all([api.stop(), page.stop(), ...bad.splice(0).map(server => server.close())])
})

async function serve(server: Promise<BadServer>): Promise<BadServer> {
  const one = await server
  bad.push(one)
  return one
}

const target = (more: object = {}) => ({ apiKey: KEY, url: api.apiUrl, statusPage: page.url, ...more })

describe('a status page', () => {
  const worlds: readonly (readonly [string, () => Promise<BadServer>, RegExp])[] = [
    ['hangs', silent, /^The status page did not answer in time\.$/],
    [
      'drips',
      () => drip({ first: `${OK_HEAD}content-length: 1000\r\n\r\n` }, asked),
      /did not answer in time/,
    ],
    ['never ends', () => endless({ first: `${OK_HEAD}\r\n` }, asked), /answered with more than 2 MiB/],
    ['breaks off', () => reset(asked), /broke off the connection before it answered\.$/],
    ['sends garbage', () => garbage(undefined, asked), /answers with something that is not HTTP\.$/],
    [
      'sends another document',
      () => badServer(socket => socket.end(`${OK_HEAD}content-length: 13\r\n\r\n{"status":"UP`), asked),
      /^The status page answered with something else than a summary\.$/,
    ],
    [
      'sends nested brackets',
      () => {
        const body = '['.repeat(100_000)
        return badServer(
          socket => socket.end(`${OK_HEAD}content-length: ${body.length}\r\n\r\n${body}`),
          asked,
        )
      },
      /nested more than 100 levels deep/,
    ],
    [
      'sends a login page with a script',
      () => {
        const body = `<!doctype html><script>${'[{'.repeat(500)}</script>`
        return badServer(
          socket => socket.end(`${OK_HEAD}content-length: ${body.length}\r\n\r\n${body}`),
          asked,
        )
      },
      /^The status page answered with something else than a summary\.$/,
    ],
    [
      'redirects in a circle',
      () =>
        badServer(
          socket => socket.end('HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n'),
          asked,
        ),
      /redirects more than 5 times\.$/,
    ],
  ]

  it.each(worlds)('that %s leaves the check as it is, and leaves no socket', async (_, world, note) => {
    const server = await serve(world())
    const statusPage = `http://127.0.0.1:${server.port}`
    const deadline = testDeadline(600)
    const outcome = await vendorChecks(openaiChecker)(target({ statusPage }), { timeoutMs: 1200 })
    expect(deadline.lateMs()).toBeLessThan(LATE_MS)
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: 'Lists 3 models',
      details: { vendorStatus: { page: statusPage, note: expect.stringMatching(note) } },
    })
    await server.released()
  })

  it('that answers with an error is left out', async () => {
    page.behaviour = 'down'
    expect(await vendorChecks(openaiChecker)(target())).toMatchObject({
      status: 'healthy',
      details: { vendorStatus: { note: 'The status page answered 503 Service Unavailable.' } },
    })
  })

  it('that hangs takes nothing from a call that fails', async () => {
    const server = await serve(silent())
    api.behaviour = 'down'
    const outcome = await vendorChecks(openaiChecker)(
      target({ statusPage: `http://127.0.0.1:${server.port}` }),
      { timeoutMs: 800 },
    )
    expect(outcome.message).toBe('OpenAI answered 503 Service Unavailable: it has trouble.')
  })

  it('is asked again only after 60 s, also where it did not answer', async () => {
    const before = page.requests
    let aheadMs = 0
    const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + aheadMs }
    const check = vendorChecks(openaiChecker)
    await check(target(), { clock })
    page.incidents = [{ name: 'Elevated errors', impact: 'major' }]
    aheadMs = 55_000
    expect((await check(target(), { clock })).message).not.toContain('Elevated errors')
    expect(page.requests - before).toBe(1)
    aheadMs = 61_000
    expect((await check(target(), { clock })).message).toContain('Elevated errors')
    expect(page.requests - before).toBe(2)

    page.behaviour = 'down'
    aheadMs = 130_000
    await check(target(), { clock })
    aheadMs = 150_000
    await check(target(), { clock })
    expect(page.requests - before).toBe(3)
  })

  it('is asked anew where our own call fails and what it said is from before', async () => {
    let aheadMs = 0
    const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + aheadMs }
    const check = vendorChecks(openaiChecker)
    await check(target(), { clock })
    api.behaviour = 'down'
    page.incidents = [{ name: 'Elevated errors', impact: 'major' }]
    aheadMs = 20_000
    expect((await check(target(), { clock })).message).toMatch(
      /^OpenAI answered 503 .* They report an incident: Elevated errors \(major\)\.$/,
    )
  })

  it('is remembered by each monitor for itself', async () => {
    const before = page.requests
    await vendorChecks(openaiChecker)(target())
    await vendorChecks(openaiChecker)(target())
    expect(page.requests - before).toBe(2)
  })

  it('of another make, without a list of incidents, is understood as well', async () => {
    const body = JSON.stringify({ status: { indicator: 'major', description: 'Partial System Outage' } })
    const head = `${OK_HEAD}content-length: ${body.length}\r\n\r\n`
    const server = await serve(badServer(socket => socket.end(`${head}${body}`), asked))
    const outcome = await vendorChecks(openaiChecker)(
      target({ statusPage: `http://127.0.0.1:${server.port}` }),
    )
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: expect.stringContaining(
        '; our own call works, while they report "Partial System Outage" (major)',
      ),
    })
  })

  it('may report many incidents with strange names', async () => {
    page.incidents = [
      ...Array.from({ length: 50 }, (_, index) => ({ name: `Incident ${index}`, impact: 'minor' as const })),
      { name: `Wor\u001b[31mst\n${'x'.repeat(5000)}`, impact: 'major' },
      { name: 'Over', impact: 'critical', status: 'resolved' },
    ]
    const outcome = await vendorChecks(openaiChecker)(target())
    expect(outcome.message).toMatch(
      /^Lists \d+ models?; our own call works, while they report 10 incidents, the worst: Worst x+… \(major\)$/,
    )
    expect(outcome.message.length).toBeLessThan(250)
  })
})

describe('an API', () => {
  it('that never ends its answer is told so, without its memory', async () => {
    const server = await serve(endless({ first: `${OK_HEAD}\r\n` }, asked))
    const outcome = await vendorChecks(openaiChecker)(
      target({ url: `http://127.0.0.1:${server.port}/v1`, statusPage: '' }),
    )
    expect(sentence(outcome)).toBe('http://HOST/v1/models answered with more than 2 MiB, which was not read.')
    expect(outcome.failure).toBe('protocol')
    await server.released()
  })

  it('that is silent is given up at the deadline, with no socket left', async () => {
    const server = await serve(silent())
    const deadline = testDeadline(500)
    const outcome = await vendorChecks(openaiChecker)(target({ url: `http://127.0.0.1:${server.port}/v1` }), {
      timeoutMs: 500,
    })
    expect(deadline.lateMs()).toBeLessThan(LATE_MS)
    expect(outcome.failure).toBe('timeout')
    await server.released()
  })

  it('that sends elsewhere is not followed with the key', async () => {
    const server = await serve(
      badServer(
        socket =>
          socket.end(`HTTP/1.1 302 Found\r\nlocation: ${api.apiUrl}/models\r\ncontent-length: 0\r\n\r\n`),
        asked,
      ),
    )
    const before = api.requests
    const outcome = await vendorChecks(openaiChecker)(
      target({ url: `http://127.0.0.1:${server.port}/v1`, statusPage: '' }),
    )
    expect(sentence(outcome)).toBe(
      'http://HOST/v1/models answered 302 Found, which sends elsewhere. Check the address.',
    )
    expect(api.requests).toBe(before)
  })

  it('whose certificate is not trusted is told so', async () => {
    const authority = testAuthority()
    const server = await serve(
      watchedServer(createSecureServer(authority.issue(), (_, response) => response.end('{}'))),
    )
    const outcome = await vendorChecks(openaiChecker)(
      target({ url: `https://127.0.0.1:${server.port}/v1`, statusPage: '' }),
    )
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'tls' })
  })

  it('over TLS says when its certificate expires', async () => {
    const authority = testAuthority()
    const expiresAt = Math.floor(Date.now() / 1000 + 30 * 86_400) * 1000
    const models = JSON.stringify({ object: 'list', data: [] })
    const server = await serve(
      watchedServer(
        createSecureServer(authority.issue({ validTo: expiresAt }), (_, response) => response.end(models)),
      ),
    )
    const usual = getCACertificates('default')
    setDefaultCACertificates([...usual, authority.cert])
    try {
      const outcome = await vendorChecks(openaiChecker)(
        target({ url: `https://127.0.0.1:${server.port}/v1`, statusPage: '' }),
      )
      expect(outcome).toMatchObject({
        status: 'healthy',
        message: 'Lists 0 models',
        certificateExpiresAt: expiresAt,
        details: { tlsMs: expect.any(Number) },
      })
    } finally {
      setDefaultCACertificates(usual)
    }
  })

  it('is let go of at once when the engine stops', async () => {
    api.behaviour = 'slow'
    const stop = new AbortController()
    const running = runCheck(openaiChecker, openaiChecker.schema.parse(target()), {
      timeoutMs: 10_000,
      clock: systemClock,
      keep: Type => new Type(),
      signal: stop.signal,
    })
    setTimeout(() => stop.abort(new Error('The engine stops.')), 100)
    const deadline = testDeadline(100)
    const outcome = await running
    expect(deadline.lateMs()).toBeLessThan(LATE_MS)
    expect(outcome.message).toContain('The engine stops.')
  })
})
