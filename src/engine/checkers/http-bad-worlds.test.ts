import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  type BadServer,
  closeAtOnce,
  drip,
  endless,
  garbage,
  halfClosed,
  neverAccepts,
  refuse,
  reset,
  silent,
  watchedServer,
} from '../../../test-support/bad-servers.ts'
import {
  selfSignedCertificate,
  type TestCertificate,
  testAuthority,
} from '../../../test-support/certificates.ts'
import { testDeadline } from '../../../test-support/deadline.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { httpChecker } from './http.ts'
import { runCheck } from './run-check.ts'

const TIMEOUT_MS = 600
/** How much later than its deadline a check may answer. */
const LATE_MS = 400
const DAY_MS = 86_400_000

const OK_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
const CHUNKED = `${OK_HEAD}transfer-encoding: chunked\r\n\r\n`
const WITH_CONDITION = { bodyContains: 'healthy' }

interface World {
  readonly world: string
  readonly serve: () => Promise<BadServer>
  readonly check?: Readonly<Record<string, unknown>>
  /** The address, where it is not the server's root. */
  readonly url?: (port: number) => string
  readonly status?: 'healthy'
  readonly message: RegExp
  readonly failure?: string
}

const authority = testAuthority()
const gzipBomb = gzipSync(Buffer.alloc(50_000_000))
const nestedBomb = gzipSync(brotliCompressSync(Buffer.alloc(5_000_000)))

function answer(listener: RequestListener): () => Promise<BadServer> {
  return () => watchedServer(createServer(listener))
}

function secure(certificate: () => TestCertificate): () => Promise<BadServer> {
  return () => watchedServer(createSecureServer(certificate(), (_, response) => response.end('fine')))
}

const overTls = (port: number) => `https://127.0.0.1:${port}/`
const trusting = { tls: { ca: authority.cert } }

const worlds: readonly World[] = [
  {
    world: 'refused',
    serve: refuse,
    message: /^The server refused the connection on http:\/\/127\.0\.0\.1:\d+\/\. Is it running\?$/,
    failure: 'refused',
  },
  {
    world: 'the connection is never answered',
    serve: neverAccepts,
    message: /did not answer the connection attempt within 0\.6 s\. Is a firewall in the way\?$/,
    failure: 'timeout',
  },
  {
    world: 'the name does not exist',
    serve: silent,
    url: () => 'http://no-such-host.invalid/',
    message: /^The name no-such-host\.invalid (was not found|could not be looked up)/,
  },
  {
    world: 'reset once connected',
    serve: reset,
    message: /broke off the connection before it answered\.$/,
    failure: 'protocol',
  },
  {
    world: 'reset once asked',
    serve: () => reset({ when: 'asked' }),
    message: /broke off the connection before it answered\.$/,
    failure: 'protocol',
  },
  {
    world: 'closed without a word',
    serve: () => closeAtOnce({ when: 'asked' }),
    message: /broke off the connection before it answered\.$/,
    failure: 'protocol',
  },
  {
    world: 'accepted, then silence',
    serve: silent,
    message: /^http:\S+ accepted the connection but did not answer within 0\.6 s\.$/,
    failure: 'timeout',
  },
  {
    world: 'half-open: the other end closed its half in the middle of the headers',
    serve: () => halfClosed('HTTP/1.1 200 OK\r\ncontent-', { when: 'asked' }),
    message: /broke off the connection before it answered|answers with something that is not HTTP/,
    failure: 'protocol',
  },
  {
    world: 'half-open: the other end closed its half in the middle of the body',
    serve: () => halfClosed(`${OK_HEAD}content-length: 100\r\n\r\n{"status"`, { when: 'asked' }),
    check: WITH_CONDITION,
    message: /broke off in the middle of its answer, after 9 bytes of the body\.$/,
    failure: 'protocol',
  },
  {
    world: 'headers that drip',
    serve: () => drip({ first: 'HTTP/1.1 200 OK\r\nx-slow: ' }, { when: 'asked' }),
    message: /began to answer but did not finish its headers within 0\.6 s\.$/,
    failure: 'timeout',
  },
  {
    world: 'a body that drips, with a condition on it',
    serve: () => drip({ first: `${OK_HEAD}content-length: 1000\r\n\r\n` }, { when: 'asked' }),
    check: WITH_CONDITION,
    message: /did not finish its answer within 0\.6 s; \d bytes of the body came\.$/,
    failure: 'timeout',
  },
  {
    world: 'a body that drips, which nobody asked about',
    serve: () => drip({ first: `${OK_HEAD}content-length: 1000\r\n\r\n` }, { when: 'asked' }),
    status: 'healthy',
    message: /^200 OK$/,
  },
  {
    world: 'endless headers',
    serve: () =>
      endless(
        { first: 'HTTP/1.1 200 OK\r\n', chunk: 'x-more: and more\r\n'.repeat(1000) },
        { when: 'asked' },
      ),
    message: /sends more headers than are read \(16 KiB\)\.$/,
    failure: 'protocol',
  },
  {
    world: 'an endless body, with a condition on it',
    serve: () => endless({ first: CHUNKED, chunk: `10000\r\n${'x'.repeat(65_536)}\r\n` }, { when: 'asked' }),
    check: WITH_CONDITION,
    message: /^The body is larger than the 1048576 bytes that are read, .* Raise maxBodyBytes/,
    failure: 'unexpected',
  },
  {
    world: 'an endless body, which nobody asked about',
    serve: () => endless({ first: CHUNKED, chunk: `10000\r\n${'x'.repeat(65_536)}\r\n` }, { when: 'asked' }),
    status: 'healthy',
    message: /^200 OK$/,
  },
  {
    world: 'a body that says it is 1 GB',
    serve: () => drip({ first: `${OK_HEAD}content-length: 1000000000\r\n\r\n` }, { when: 'asked' }),
    check: WITH_CONDITION,
    message: /^The body is larger than the 1048576 bytes that are read, .* Raise maxBodyBytes/,
    failure: 'unexpected',
  },
  {
    world: 'a gzip bomb',
    serve: answer((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipBomb)),
    check: WITH_CONDITION,
    message: /^The body unpacks from \d+ to more than 1048576 bytes \(gzip\), so it was not read\./,
    failure: 'protocol',
  },
  {
    world: 'a brotli bomb inside a gzip',
    serve: answer((_, response) =>
      response.writeHead(200, { 'content-encoding': 'br, gzip' }).end(nestedBomb),
    ),
    check: WITH_CONDITION,
    message: /to more than 1048576 bytes \(br\), so it was not read\./,
    failure: 'protocol',
  },
  {
    world: 'packed over and over',
    serve: answer((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip, gzip, gzip, gzip' }).end('x'),
    ),
    check: WITH_CONDITION,
    message: /^The body is packed 4 times over; it was not read\.$/,
    failure: 'protocol',
  },
  {
    world: 'says it is packed, and is not',
    serve: answer((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('healthy')),
    check: WITH_CONDITION,
    message: /^The body says it is packed as gzip, but cannot be unpacked\.$/,
    failure: 'protocol',
  },
  {
    world: 'garbage instead of HTTP',
    serve: () => garbage(),
    message: /answers with something that is not HTTP\.$/,
    failure: 'protocol',
  },
  {
    world: 'another protocol',
    serve: () => garbage('SSH-2.0-OpenSSH_9.2p1\r\n'),
    message: /answers with something that is not HTTP\.$/,
    failure: 'protocol',
  },
  {
    world: 'a redirect to itself',
    serve: answer((_, response) => response.writeHead(302, { location: '/' }).end()),
    message: /^http:\S+ redirects in a loop, back to http:\S+\/\.$/,
    failure: 'protocol',
  },
  {
    world: 'a redirect loop of two',
    serve: answer((request, response) =>
      response.writeHead(302, { location: request.url === '/' ? '/other' : '/' }).end(),
    ),
    message: /^http:\S+\/other redirects in a loop, back to http:\S+\/\.$/,
    failure: 'protocol',
  },
  {
    world: 'redirects that never end',
    serve: answer((request, response) => response.writeHead(302, { location: `${request.url}x` }).end()),
    message: /redirects more than 5 times, last to http:\S+\/xxxxxx\.$/,
    failure: 'protocol',
  },
  {
    world: 'a redirect to ftp',
    serve: answer((_, response) => response.writeHead(301, { location: 'ftp://127.0.0.1/' }).end()),
    message: /redirects to ftp:, which is not followed; only http and https are\.$/,
    failure: 'protocol',
  },
  {
    world: 'a redirect to a file',
    serve: answer((_, response) => response.writeHead(301, { location: 'file:///etc/passwd' }).end()),
    message: /redirects to file:, which is not followed; only http and https are\.$/,
    failure: 'protocol',
  },
  {
    world: 'a redirect to nowhere',
    serve: answer((_, response) => response.writeHead(301, { location: 'http://' }).end()),
    message: /redirects to "http:\/\/", which is no address\.$/,
    failure: 'protocol',
  },
  {
    world: 'an expired certificate',
    serve: secure(() =>
      authority.issue({ validFrom: Date.now() - 9 * DAY_MS, validTo: Date.now() - DAY_MS }),
    ),
    url: overTls,
    check: trusting,
    message: /^The certificate of https:\S+ has expired\. Renew it\.$/,
    failure: 'tls',
  },
  {
    world: 'a certificate that is not valid yet',
    serve: secure(() => authority.issue({ validFrom: Date.now() + DAY_MS })),
    url: overTls,
    check: trusting,
    message: /^The certificate of https:\S+ is not valid yet\. Check the clocks on both sides\.$/,
    failure: 'tls',
  },
  {
    world: 'a self-signed certificate',
    serve: secure(() => selfSignedCertificate()),
    url: overTls,
    message: /^The certificate of https:\S+ is self-signed\. Trust its authority or allow it/,
    failure: 'tls',
  },
  {
    world: 'a certificate of an unknown authority',
    serve: secure(() => authority.issue()),
    url: overTls,
    message: /^The certificate of https:\S+ cannot be verified/,
    failure: 'tls',
  },
  {
    world: 'a certificate for another name',
    serve: secure(() => authority.issue({ names: ['other.example'] })),
    url: overTls,
    check: trusting,
    message: /^The certificate at https:\S+ was issued for another name\.$/,
    failure: 'tls',
  },
  {
    world: 'plain text where TLS is expected',
    serve: () => garbage('220 mail.example ESMTP\r\n'),
    url: overTls,
    message: /^The server at https:\S+ does not speak TLS there\./,
    failure: 'tls',
  },
  {
    world: 'silence in the TLS handshake',
    serve: silent,
    url: overTls,
    message: /accepted the connection but did not finish the TLS handshake within 0\.6 s\.$/,
    failure: 'timeout',
  },
  {
    world: 'closed in the TLS handshake',
    serve: closeAtOnce,
    url: overTls,
    message: /^The server at https:\S+ broke off the connection before it answered\.$/,
    failure: 'protocol',
  },
  {
    world: 'malformed JSON',
    serve: answer((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status": heal'),
    ),
    check: { json: [{ path: 'status', equals: 'healthy' }] },
    message: /^The body says it is JSON but is malformed\.$/,
    failure: 'unexpected',
  },
  {
    world: 'JSON nested 100,000 levels deep',
    serve: answer((_, response) => response.end('['.repeat(100_000) + ']'.repeat(100_000))),
    check: { json: [{ path: 'status', equals: 'healthy' }] },
    message: /^The JSON of the body is nested more than 500 levels deep, so it was not read\.$/,
    failure: 'unexpected',
  },
  {
    world: 'a login page where JSON is expected',
    serve: answer((_, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<!doctype html><script>${'[{'.repeat(500)}</script>`),
    ),
    check: { json: [{ path: 'status', equals: 'healthy' }] },
    message: /^The answer is text\/html where JSON was expected\. Is it an error page or a login\?$/,
    failure: 'unexpected',
  },
  {
    world: 'a body on which the pattern would never end',
    serve: answer((_, response) => response.end(`${'a'.repeat(60)}!`)),
    check: { bodyMatches: '^(a+)+$' },
    message: /^The pattern \^\(a\+\)\+\$ did not come to an end within 100 ms on this body\./,
    failure: 'unexpected',
  },
  {
    world: 'endless interim answers',
    serve: () => endless({ chunk: 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1000) }, { when: 'asked' }),
    message: /sends interim answers \(1xx\) without end\.$/,
    failure: 'protocol',
  },
]

// Loading it takes a moment on a busy machine, which is not what is measured here.
beforeAll(() => import('undici'))

describe.each(['fresh', 'reuse'])('an http check over a connection: %s', connection => {
  const kept = new KeptResources()
  let server: BadServer | undefined

  afterEach(async () => {
    await kept.releaseAll()
    await server?.close()
    server = undefined
  })

  it.each(worlds)('says what is wrong: $world', async ({ serve, check, url, status, message, failure }) => {
    server = await serve()
    const target = { url: (url ?? (port => `http://127.0.0.1:${port}/`))(server.port), ...check, connection }
    const deadline = testDeadline(TIMEOUT_MS)
    const outcome = await runCheck(httpChecker, target, {
      timeoutMs: TIMEOUT_MS,
      clock: systemClock,
      keep: kept.keeperFor('test'),
    })
    expect(deadline.lateMs()).toBeLessThan(LATE_MS)
    expect(outcome.message).toMatch(message)
    expect(outcome.status).toBe(status ?? 'unhealthy')
    if (failure !== undefined) expect(outcome.failure).toBe(failure)

    await kept.releaseAll()
    await server.released()
  })
})

describe('many http checks in bad worlds', () => {
  const leaky: readonly Pick<World, 'world' | 'serve' | 'check'>[] = [
    { world: 'reset', serve: () => reset({ when: 'asked' }) },
    { world: 'silence', serve: silent },
    { world: 'garbage', serve: () => garbage() },
    {
      world: 'a body that drips',
      serve: () => drip({ first: `${OK_HEAD}content-length: 1000\r\n\r\n` }, { when: 'asked' }),
      check: WITH_CONDITION,
    },
    {
      world: 'an endless body',
      serve: () => endless({ first: `${OK_HEAD}content-length: 1000000000\r\n\r\n` }, { when: 'asked' }),
      check: { ...WITH_CONDITION, maxBodyBytes: 64 * 1024 * 1024 },
    },
  ]

  it.each(['fresh', 'reuse'])('leave no socket, timer or memory behind: %s', async connection => {
    const kept = new KeptResources()
    const servers = await Promise.all(leaky.map(({ serve }) => serve()))
    const checkAll = async (times: number) => {
      for (let round = 0; round < times; round++) {
        await Promise.all(
          servers.map((server, index) => {
            const target = { url: `http://127.0.0.1:${server.port}/`, ...leaky[index]?.check, connection }
            return runCheck(httpChecker, target, {
              timeoutMs: 50,
              clock: systemClock,
              keep: kept.keeperFor(String(index)),
            })
          }),
        )
      }
      await Promise.all(servers.map(server => server.released()))
      collectGarbage()
    }
    try {
      await checkAll(10)
      const memoryBefore = memory()
      const timersBefore = timers()
      await checkAll(40)
      expect(memory() - memoryBefore).toBeLessThan(10_000_000)
      expect(timers()).toBeLessThanOrEqual(timersBefore + 1)
    } finally {
      await kept.releaseAll()
      await Promise.all(servers.map(server => server.close()))
    }
  })
})

/** Timers that are running and would keep the process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter(resource => resource === 'Timeout').length
}

/** Bytes held on V8's heap and in buffers outside it. */
function memory(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('gc')
  if (typeof gc === 'function') gc()
}
