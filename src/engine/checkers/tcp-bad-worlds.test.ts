import { afterEach, describe, expect, it } from 'vitest'
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
} from '../../../test-support/bad-servers.ts'
import { testDeadline } from '../../../test-support/deadline.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { runCheck } from './run-check.ts'
import { tcpChecker } from './tcp.ts'
import { tlsChecker } from './tls.ts'

const TIMEOUT_MS = 600
/** How much later than its deadline a check may answer. */
const LATE_MS = 400
const keep = new KeptResources().keeperFor('test')

interface World {
  readonly world: string
  readonly serve: () => Promise<BadServer>
  readonly check?: Readonly<Record<string, unknown>>
  readonly message: RegExp
  readonly failure: string
}

const EXPECTING = { expect: 'ready' }

const tcpWorlds: readonly World[] = [
  {
    world: 'refused',
    serve: refuse,
    message: /^The server refused the connection on 127\.0\.0\.1:\d+\. Is it running\?$/,
    failure: 'refused',
  },
  {
    world: 'the connection is never answered',
    serve: neverAccepts,
    message: /^The server at 127\.0\.0\.1:\d+ did not answer the connection attempt within 0\.6 s\./,
    failure: 'timeout',
  },
  {
    world: 'the name does not exist',
    serve: silent,
    check: { host: 'no-such-host.invalid' },
    message: /^The name no-such-host\.invalid (was not found|could not be looked up)/,
    failure: 'unreachable',
  },
  {
    world: 'reset',
    serve: () => reset({ when: 'asked' }),
    check: { ...EXPECTING, send: 'hello' },
    message: /^The server at 127\.0\.0\.1:\d+ broke off the connection before it answered\.$/,
    failure: 'protocol',
  },
  {
    world: 'closed without a word',
    serve: closeAtOnce,
    check: EXPECTING,
    message: /^127\.0\.0\.1:\d+ closed the connection without a word; something else is expected\.$/,
    failure: 'unexpected',
  },
  {
    world: 'accepted, then silence',
    serve: silent,
    check: EXPECTING,
    message: /^127\.0\.0\.1:\d+ accepted the connection but sent nothing within 0\.6 s\.$/,
    failure: 'timeout',
  },
  {
    world: 'half-open: the other end closed its half too early',
    serve: () => halfClosed('rea'),
    check: EXPECTING,
    message: /^127\.0\.0\.1:\d+ closed the connection after "rea"; something else is expected\.$/,
    failure: 'unexpected',
  },
  {
    world: 'an answer that drips',
    serve: () => drip({ text: 'nothing of use ' }),
    check: EXPECTING,
    message: /^127\.0\.0\.1:\d+ did not send what is expected within 0\.6 s; it sent "nothi?.*"\.$/,
    failure: 'timeout',
  },
  {
    world: 'an endless answer',
    serve: () => endless(),
    check: EXPECTING,
    message: /^127\.0\.0\.1:\d+ sent more than 65536 bytes without what is expected\.$/,
    failure: 'unexpected',
  },
  {
    world: 'another protocol',
    serve: () => garbage('SSH-2.0-OpenSSH_9.2p1\r\n\x1b[31m'),
    check: EXPECTING,
    message: /did not send what is expected within 0\.6 s; it sent "SSH-2\.0-OpenSSH_9\.2p1"\.$/,
    failure: 'timeout',
  },
  {
    world: 'takes nothing that is sent',
    serve: neverAccepts,
    check: { send: 'hello' },
    message: /did not answer the connection attempt within 0\.6 s\./,
    failure: 'timeout',
  },
]

const tlsWorlds: readonly World[] = [
  {
    world: 'refused',
    serve: refuse,
    message: /^The server refused the connection on 127\.0\.0\.1:\d+\. Is it running\?$/,
    failure: 'refused',
  },
  {
    world: 'silence in the handshake',
    serve: silent,
    message:
      /^The server at \S+ accepted the connection but did not finish the TLS handshake within 0\.6 s\.$/,
    failure: 'timeout',
  },
  {
    world: 'a handshake that drips',
    serve: () => drip({ first: '\x16\x03\x03\x10', text: '\x00' }),
    message:
      /^The server at \S+ accepted the connection but did not finish the TLS handshake within 0\.6 s\.$/,
    failure: 'timeout',
  },
  {
    world: 'reset in the handshake',
    serve: () => reset({ when: 'asked' }),
    message: /broke off the connection before it answered\.$/,
    failure: 'protocol',
  },
  {
    world: 'plain text',
    serve: () => garbage('220 mail.example ESMTP\r\n'),
    message: /^The server at \S+ does not speak TLS there\./,
    failure: 'tls',
  },
  {
    world: 'endless plain text',
    serve: () => endless(),
    message: /^The server at \S+ does not speak TLS there\./,
    failure: 'tls',
  },
]

let server: BadServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

describe.each([
  { checker: tcpChecker, worlds: tcpWorlds },
  { checker: tlsChecker, worlds: tlsWorlds },
])('a check of kind $checker.kind', ({ checker, worlds }) => {
  it.each(worlds)('says what is wrong: $world', async ({ serve, check, message, failure }) => {
    server = await serve()
    const deadline = testDeadline(TIMEOUT_MS)
    const outcome = await runCheck(
      checker,
      { host: '127.0.0.1', port: server.port, ...check },
      { timeoutMs: TIMEOUT_MS, clock: systemClock, keep },
    )
    expect(deadline.lateMs()).toBeLessThan(LATE_MS)
    expect(outcome.message).toMatch(message)
    expect(outcome).toMatchObject({ status: 'unhealthy', failure })
    await server.released()
  })
})
