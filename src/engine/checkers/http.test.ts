import { request as ask, createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { type BadServer, refuse, silent, watchedServer } from '../../../test-support/bad-servers.ts'
import { testAuthority } from '../../../test-support/certificates.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { httpChecker } from './http.ts'
import { runCheck } from './run-check.ts'

const servers: BadServer[] = []
const kept = new KeptResources()

afterEach(async () => {
  await kept.releaseAll()
  for (const server of servers.splice(0)) await server.close()
})

async function serve(listener: RequestListener): Promise<BadServer> {
  const server = await watchedServer(createServer(listener))
  servers.push(server)
  return server
}

function check(target: Readonly<Record<string, unknown>>, timeoutMs = 3000) {
  return runCheck(httpChecker, target, { timeoutMs, clock: systemClock, keep: kept.keeperFor('test') })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

describe('an http check', () => {
  it('times its steps and describes the answer', async () => {
    const { port } = await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"healthy"}'),
    )
    const outcome = await check({ url: `http://127.0.0.1:${port}/health` })
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: '200 OK',
      details: {
        statusCode: 200,
        httpVersion: '1.1',
        contentType: 'application/json',
        bodyBytes: 20,
        redirects: 0,
        connectMs: expect.any(Number),
        firstByteMs: expect.any(Number),
        totalMs: expect.any(Number),
      },
    })
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
    expect(outcome.details).not.toHaveProperty('dnsMs')
    expect(outcome.details).not.toHaveProperty('tlsMs')
  })

  it('times the lookup of a name', async () => {
    const { port } = await serve((_, response) => response.end())
    const outcome = await check({ url: `http://localhost:${port}/` })
    expect(outcome.details.dnsMs).toBeGreaterThanOrEqual(0)
  })

  it('sends method, headers, body and credentials', async () => {
    const seen: unknown[] = []
    const { port } = await serve(async (request, response) => {
      const { method, url, headers } = request
      seen.push({ method, url, headers, body: await bodyOf(request) })
      response.writeHead(201).end()
    })
    const outcome = await check({
      url: `http://us%40er:pass@127.0.0.1:${port}/a?b=c#d`,
      method: 'POST',
      headers: { 'X-Api-Key': 'k3y', 'Content-Type': 'text/plain' },
      body: 'größer',
    })
    expect(outcome.message).toBe('201 Created')
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/a?b=c',
        body: 'größer',
        headers: {
          host: `127.0.0.1:${port}`,
          'x-api-key': 'k3y',
          'content-type': 'text/plain',
          'content-length': '8',
          connection: 'close',
          authorization: `Basic ${Buffer.from('us@er:pass').toString('base64')}`,
        },
      },
    ])
  })

  it.each([
    [503, 'Answered 503 Service Unavailable, expected 2xx.', 'unexpected'],
    [401, 'Answered 401 Unauthorized, expected 2xx. Check the key or password.', 'auth'],
    [
      429,
      'Answered 429 Too Many Requests, expected 2xx. Check rate limits and quotas, or check less often.',
      'quota',
    ],
  ])('is unhealthy on an unexpected status: %i', async (status, message, failure) => {
    const { port } = await serve((_, response) => response.writeHead(status).end())
    const outcome = await check({ url: `http://127.0.0.1:${port}/` })
    expect(outcome).toMatchObject({ status: 'unhealthy', message, failure })
    expect(outcome.responseTimeMs).not.toBeNull()
  })

  it('passes on how long a server asks to be left alone, where it refuses', async () => {
    const answers = [429, 503, 200]
    const { port } = await serve((_, response) => {
      response.writeHead(answers.shift() ?? 200, { 'retry-after': '120' }).end()
    })
    const rests: unknown[] = []
    for (const _ of [1, 2, 3]) rests.push((await check({ url: `http://127.0.0.1:${port}/` })).retryAfterMs)
    expect(rests).toEqual([120_000, 120_000, undefined])
  })

  it('accepts a status that is expected, also a redirect', async () => {
    const { port } = await serve((_, response) => response.writeHead(302, { location: '/login' }).end())
    const outcome = await check({ url: `http://127.0.0.1:${port}/`, expectedStatus: [302] })
    expect(outcome).toMatchObject({ status: 'healthy', message: '302 Found', details: { redirects: 0 } })
  })

  it('holds a packed body against its conditions', async () => {
    const packed = gzipSync('{"status":"healthy"}')
    const { port } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
    )
    const url = `http://127.0.0.1:${port}/`
    const conditions = {
      bodyContains: 'healthy',
      bodyMatches: '^\\{',
      json: [{ path: 'status', equals: 'healthy' }],
    }
    expect((await check({ url, ...conditions })).status).toBe('healthy')
    expect(await check({ url, json: [{ path: 'status', equals: 'fine' }] })).toMatchObject({
      status: 'unhealthy',
      message: 'status is "healthy", expected "fine".',
    })
  })

  it('says how old a moment in the body is, whether it is new enough or not', async () => {
    const lastContact = new Date(Date.now() - 300_000).toISOString()
    const { port } = await serve((_, response) =>
      response.end(JSON.stringify({ details: { last_contact: lastContact } })),
    )
    const url = `http://127.0.0.1:${port}/`
    const within = (newerThanSeconds: number) =>
      check({ url, json: [{ path: 'details.last_contact', newerThanSeconds }] })
    const moments = [
      { name: 'last_contact', path: 'details.last_contact', ageSeconds: expect.closeTo(300, -1) },
    ]
    expect(await within(600)).toMatchObject({
      status: 'healthy',
      message: '200 OK, last_contact 5 min ago',
      details: { moments },
    })
    expect(await within(120)).toMatchObject({
      status: 'unhealthy',
      failure: 'unexpected',
      message: 'details.last_contact is 5 min old, more than the 2 min allowed.',
      details: { moments },
    })
  })

  it('reads a body of exactly the size that may be read', async () => {
    const { port } = await serve((_, response) => response.end('x'.repeat(1000)))
    const url = `http://127.0.0.1:${port}/`
    expect((await check({ url, bodyContains: 'x', maxBodyBytes: 1000 })).status).toBe('healthy')
    expect((await check({ url, bodyContains: 'x', maxBodyBytes: 999 })).message).toMatch(
      /larger than the 999/,
    )
  })

  it('never shows credentials or what stands in the query', () => {
    const described = httpChecker.describe({ url: 'https://me:secret@example.com/a?token=secret#x' })
    expect(described).toEqual({ text: 'https://example.com/a?…', host: 'example.com' })
  })
})

describe('an http check that is redirected', () => {
  it('counts the redirects into the response time and says where it ended', async () => {
    const { port } = await serve((request, response) => {
      if (request.url === '/final') response.end('here')
      else setTimeout(() => response.writeHead(307, { location: '/final' }).end(), 30)
    })
    const outcome = await check({ url: `http://127.0.0.1:${port}/`, bodyContains: 'here' })
    expect(outcome.details).toMatchObject({ redirects: 1, finalUrl: `http://127.0.0.1:${port}/final` })
    expect(outcome.responseTimeMs).toBeGreaterThanOrEqual(29)
  })

  it('does not follow where it must not', async () => {
    const { port } = await serve((_, response) => response.writeHead(302, { location: '/x' }).end())
    const outcome = await check({ url: `http://127.0.0.1:${port}/`, followRedirects: false })
    expect(outcome.message).toBe('Answered 302 Found, expected 2xx.')
  })

  it('gives no keys to another host, and no body', async () => {
    let headers: IncomingMessage['headers'] = {}
    const other = await serve((request, response) => {
      headers = request.headers
      response.end()
    })
    const { port } = await serve((_, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${other.port}/` }).end(),
    )
    const target = {
      url: `http://127.0.0.1:${port}/`,
      headers: { 'x-api-key': 'k3y', authorization: 'Bearer k3y', cookie: 'k3y', 'user-agent': 'me' },
    }
    expect((await check(target)).status).toBe('healthy')
    expect(headers['user-agent']).toBe('me')
    expect(headers.host).toBe(`127.0.0.1:${other.port}`)
    expect(JSON.stringify(headers)).not.toContain('k3y')
    expect((await check({ ...target, method: 'POST', body: 'k3y' })).message).toMatch(
      /redirects the POST to http:\S+; its body is not sent to another host/,
    )
    expect(other.accepted()).toBe(1)
  })

  it('asks for the result of a POST with GET after a 303', async () => {
    const methods: string[] = []
    const { port } = await serve((request, response) => {
      methods.push(`${request.method} ${request.url}`)
      request.resume()
      if (request.url === '/done') response.end()
      else response.writeHead(303, { location: '/done' }).end()
    })
    const outcome = await check({ url: `http://127.0.0.1:${port}/`, method: 'POST', body: 'x' })
    expect(outcome.status).toBe('healthy')
    expect(methods).toEqual(['POST /', 'GET /done'])
  })
})

describe('an http check over TLS', () => {
  const authority = testAuthority()
  const validTo = Date.now() + 30 * 86_400_000

  it.each(['fresh', 'reuse'])('reports the certificate: %s', async connection => {
    const server = await watchedServer(
      createSecureServer(authority.issue({ validTo }), (_, response) => response.end()),
    )
    servers.push(server)
    const url = `https://127.0.0.1:${server.port}/`
    const outcome = await check({ url, tls: { ca: authority.cert }, connection })
    expect(outcome).toMatchObject({
      status: 'healthy',
      details: {
        tlsMs: expect.any(Number),
        certificateSubject: 'CN=127.0.0.1',
        certificateIssuer: 'CN=Test Authority',
        certificateExpiresAt: new Date(Math.floor(validTo / 1000) * 1000).toISOString(),
      },
    })
    expect(outcome.certificateExpiresAt).toBe(Math.floor(validTo / 1000) * 1000)
  })

  it('shows when a certificate expired that it refuses', async () => {
    const expired = Date.now() - 86_400_000
    const certificate = authority.issue({ validTo: expired, validFrom: expired - 86_400_000 })
    const server = await watchedServer(createSecureServer(certificate, (_, response) => response.end()))
    servers.push(server)
    const url = `https://127.0.0.1:${server.port}/`
    const refused = await check({ url, tls: { ca: authority.cert } })
    expect(refused.details.certificateExpiresAt).toBe(
      new Date(Math.floor(expired / 1000) * 1000).toISOString(),
    )
    const accepted = await check({ url, tls: { rejectUnauthorized: false } })
    expect(accepted.status).toBe('healthy')
  })

  it('presents a client certificate, and says where one cannot be read', async () => {
    const client = authority.issue({ names: ['client'] })
    const server = await watchedServer(
      createSecureServer(
        { ...authority.issue(), ca: authority.cert, requestCert: true, rejectUnauthorized: true },
        (_, response) => response.end(),
      ),
    )
    servers.push(server)
    const url = `https://127.0.0.1:${server.port}/`
    const tls = { ca: authority.cert }
    expect((await check({ url, tls: { ...tls, ...client } })).status).toBe('healthy')
    expect((await check({ url, tls })).failure).toMatch(/^(tls|protocol)$/)
    expect(
      await check({
        url,
        tls: { ...tls, cert: '-----BEGIN CERTIFICATE-----', key: '-----BEGIN PRIVATE KEY-----' },
      }),
    ).toMatchObject({
      failure: 'misconfigured',
      message: expect.stringMatching(
        /^The certificate, key or authority given for https:\S+ cannot be read\./,
      ),
    })
  })

  it('expects the configured name in the certificate', async () => {
    const certificate = authority.issue({ names: ['inner.example'] })
    const server = await watchedServer(createSecureServer(certificate, (_, response) => response.end()))
    servers.push(server)
    const url = `https://127.0.0.1:${server.port}/`
    const outcome = await check({ url, tls: { ca: authority.cert, servername: 'inner.example' } })
    expect(outcome.status).toBe('healthy')
  })
})

describe('an http check that keeps its connection', () => {
  it('uses it again', async () => {
    const server = await serve((_, response) => response.end('ok'))
    const target = { url: `http://127.0.0.1:${server.port}/`, connection: 'reuse' }
    const first = await check(target)
    const second = await check(target)
    expect(first.details.connectMs).toEqual(expect.any(Number))
    expect(second.details).not.toHaveProperty('connectMs')
    expect([first.status, second.status, server.accepted()]).toEqual(['healthy', 'healthy', 1])
  })

  it('does not take a connection that was closed in the meantime for an outage', async () => {
    let asked = 0
    const server = await serve((request, response) => {
      asked++
      // As a server does whose patience ends just when the second question comes.
      if (asked === 2) request.socket.resetAndDestroy()
      else response.end('ok')
    })
    const target = { url: `http://127.0.0.1:${server.port}/`, connection: 'reuse' }
    await check(target)
    expect((await check(target)).status).toBe('healthy')
    expect([asked, server.accepted()]).toEqual([3, 2])
  })

  it('makes a new connection after a check that ran out of time', async () => {
    let slow = true
    const server = await serve((_, response) => {
      if (!slow) response.end('ok')
    })
    const target = { url: `http://127.0.0.1:${server.port}/`, connection: 'reuse' }
    expect((await check(target, 100)).failure).toBe('timeout')
    await server.released()
    slow = false
    expect((await check(target)).status).toBe('healthy')
  })

  it('ends with the monitor', async () => {
    const server = await serve((_, response) => response.end('ok'))
    await check({ url: `http://127.0.0.1:${server.port}/`, connection: 'reuse' })
    expect(server.connections()).toBe(1)
    await kept.releaseAll()
    await server.released()
  })
})

describe('an http check through a proxy', () => {
  const authority = testAuthority()

  /** A proxy that does what proxies do: hands http on, tunnels https. */
  async function serveProxy(): Promise<BadServer> {
    const proxy = createServer((request, response) => {
      const { method = 'GET', headers, url = '' } = request
      const onward = ask(url, { method, headers }, answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      request.pipe(onward)
    })
    proxy.on('connect', (request, socket) => {
      const [host, port] = (request.url ?? '').split(':')
      const onward = connect(Number(port), host ?? '', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        onward.pipe(socket)
        socket.pipe(onward)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    const server = await watchedServer(proxy)
    servers.push(server)
    return server
  }

  it('asks http and https addresses, and sees the certificate', async () => {
    const proxy = await serveProxy()
    const plain = await serve((_, response) => response.end('ok'))
    const secure = await watchedServer(
      createSecureServer(authority.issue(), (_, response) => response.end('ok')),
    )
    servers.push(secure)
    const through = {
      proxy: `http://127.0.0.1:${proxy.port}`,
      bodyContains: 'ok',
      tls: { ca: authority.cert },
    }
    expect((await check({ ...through, url: `http://127.0.0.1:${plain.port}/` })).status).toBe('healthy')
    const outcome = await check({ ...through, url: `https://127.0.0.1:${secure.port}/` })
    expect(outcome).toMatchObject({ status: 'healthy', details: { certificateSubject: 'CN=127.0.0.1' } })
    expect(proxy.accepted()).toBe(2)
    await proxy.released()
  })

  it('says that it is the proxy that failed', async () => {
    const nobody = await refuse()
    const quiet = await silent()
    const silencing = await serve(() => {})
    const denying = await watchedServer(
      createServer().on('connect', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')),
    )
    const asking = await watchedServer(
      createServer().on('connect', (_, socket) => socket.end('HTTP/1.1 407 Authenticate\r\n\r\n')),
    )
    servers.push(quiet, denying, asking)
    const url = 'https://127.0.0.1:9/'
    expect((await check({ url, proxy: `http://127.0.0.1:${nobody.port}` })).message).toBe(
      `The proxy refused the connection on 127.0.0.1:${nobody.port}. Is it running?`,
    )
    expect((await check({ url, proxy: `http://127.0.0.1:${quiet.port}` }, 300)).message).toBe(
      'https://127.0.0.1:9/ could not be reached within 0.3 s.',
    )
    await quiet.released(3000)
    expect((await check({ url, proxy: `http://127.0.0.1:${silencing.port}` })).message).toBe(
      `The proxy 127.0.0.1:${silencing.port} broke off the connection before it answered.`,
    )
    expect((await check({ url, proxy: `http://127.0.0.1:${denying.port}` })).message).toBe(
      `The proxy 127.0.0.1:${denying.port} refused to connect: it answered 403.`,
    )
    expect(await check({ url, proxy: `http://127.0.0.1:${asking.port}` })).toMatchObject({
      failure: 'auth',
      message: `The proxy 127.0.0.1:${asking.port} wants a name and a password. Give them in its URL.`,
    })
  })
})

describe('the configuration of an http check', () => {
  const problems = (target: Readonly<Record<string, unknown>>) =>
    httpChecker.schema
      .safeParse({ url: 'http://example.com/', ...target })
      .error?.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`) ?? []

  it.each([
    [{ url: 'ftp://example.com/' }, /^url: Give an http or https address/],
    [{ bodyMatches: '(' }, /^bodyMatches: This is not a regular expression/],
    [{ headers: { 'bad name': 'x' } }, /^headers\.bad name: "bad name" cannot be the name of a header/],
    [{ headers: { good: 'a\r\nb: c' } }, /^headers\.good: A header cannot hold line breaks/],
    [{ headers: { 'Content-Length': '1' } }, /^headers\.Content-Length: This header is set by itself/],
    [
      { tls: { cert: '-----BEGIN CERTIFICATE-----' } },
      /^tls\.key: Client certificate and key belong together/,
    ],
    [{ tls: { ca: 'x' } }, /^tls\.ca: Give it as PEM text/],
    [{ maxBodyBytes: 1e9 }, /^maxBodyBytes: At most 64 MiB/],
    [{ expectedStatus: [] }, /^expectedStatus: Name at least one status/],
    [{ json: [{ path: 'a[' }] }, /^json\.0\.path: This is not a path/],
  ])('is refused: %j', (target, message) => {
    expect(problems(target)).toEqual([expect.stringMatching(message)])
  })

  it('stays the same when it is read again', () => {
    const once = httpChecker.schema.parse({
      url: 'http://example.com/',
      tls: {},
      expectedStatus: [200, '3xx'],
    })
    expect(httpChecker.schema.parse(once)).toEqual(once)
  })
})
