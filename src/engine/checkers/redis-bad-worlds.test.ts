import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:tls'
import { beforeAll, expect, it } from 'vitest'
import {
  type BadServer,
  badServer,
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
import { makeSelfSigned, type SelfSigned } from '../../../test-support/self-signed.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { redisChecker } from './redis.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
const DEADLINE_MS = 1000
/** How much later than its deadline a check may answer. */
const LATE_MS = 400

const asked = { when: 'asked' } as const
const STRANGER = /^What answers at 127\.0\.0\.1:\d+ does not speak the protocol of Redis\. Check the port\.$/
const HUGE = /^What answers at 127\.0\.0\.1:\d+ announced an answer larger than any that Redis gives/

interface World {
  readonly world: string
  readonly serve: () => Promise<BadServer>
  readonly message: RegExp
  readonly failure: string
  readonly scheme?: 'rediss'
}

const worlds: readonly World[] = [
  {
    world: 'nobody listens',
    serve: refuse,
    message: /^Redis refused the connection on 127\.0\.0\.1:\d+\. Is it running\?$/,
    failure: 'refused',
  },
  {
    world: 'nobody accepts',
    serve: neverAccepts,
    message: /did not answer the connection attempt within 1 s\. Check the network/,
    failure: 'timeout',
  },
  {
    world: 'it resets the connection at once',
    serve: () => reset(),
    message: /^Redis at 127\.0\.0\.1:\d+ broke off the connection before it answered\.$/,
    failure: 'protocol',
  },
  {
    world: 'it resets the connection when it is asked',
    serve: () => reset(asked),
    message: /^Redis at 127\.0\.0\.1:\d+ broke off the connection before it answered\.$/,
    failure: 'protocol',
  },
  {
    world: 'it closes at once',
    serve: () => closeAtOnce(),
    message: /^Redis at .* closed the connection without answering\. Check the port, its log, and/,
    failure: 'protocol',
  },
  {
    world: 'it closes when it is asked',
    serve: () => halfClosed('', asked),
    message: /closed the connection without answering/,
    failure: 'protocol',
  },
  {
    world: 'it accepts and says nothing',
    serve: silent,
    message: /accepted the connection but said nothing within 1 s\. It may be frozen/,
    failure: 'timeout',
  },
  {
    world: 'it drips a plausible answer',
    serve: () => drip({ first: '+P', text: 'ONG' }, asked),
    message: /began to answer PING but did not finish within 1 s\. It may be overloaded/,
    failure: 'timeout',
  },
  { world: 'it drips nonsense', serve: () => drip({ text: 'x' }), message: STRANGER, failure: 'protocol' },
  { world: 'it sends nonsense', serve: () => garbage(), message: STRANGER, failure: 'protocol' },
  { world: 'it sends nonsense without end', serve: () => endless(), message: STRANGER, failure: 'protocol' },
  {
    world: 'it sends a line without end',
    serve: () => endless({ first: '+' }),
    message: HUGE,
    failure: 'protocol',
  },
  {
    world: 'it sends answers without end',
    serve: () => endless({ chunk: '+PONG\r\n'.repeat(1000) }),
    message: /^What answers at .* sends without end\. Check the port/,
    failure: 'protocol',
  },
  {
    world: 'it claims a text of 9 GB',
    serve: () => endless({ first: '$9999999999\r\n' }, asked),
    message: HUGE,
    failure: 'protocol',
  },
  {
    world: 'it sends arrays in arrays in arrays',
    serve: () => endless({ chunk: '*1\r\n'.repeat(10_000) }, asked),
    message: STRANGER,
    failure: 'protocol',
  },
  {
    world: 'it claims an array of a billion',
    serve: () => garbage('*1000000000\r\n', asked),
    message: STRANGER,
    failure: 'protocol',
  },
  {
    world: 'it answers with a number that is none',
    serve: () => garbage(':one\r\n', asked),
    message: STRANGER,
    failure: 'protocol',
  },
  {
    world: 'it answers PING and nothing more',
    serve: () => garbage('+PONG\r\n', asked),
    message: /answered PING but did not finish set, get and delete within 1 s/,
    failure: 'timeout',
  },
  {
    world: 'it says yes to everything',
    serve: () => badServer(socket => socket.on('data', () => socket.write('+OK\r\n'))),
    message: /did not give back the value that was just written\. Check/,
    failure: 'unexpected',
  },
  {
    world: 'it is a web server',
    serve: webServer,
    message: /^A web server answers at 127\.0\.0\.1:\d+, not Redis\. Check the port\.$/,
    failure: 'protocol',
  },
  ...[
    {
      said: 'LOADING Redis is loading the dataset in memory',
      message: /still loading its data from disk\. Wait/,
    },
    {
      said: 'MISCONF Redis is configured to save RDB',
      message: /takes no writes because it cannot save to disk/,
    },
    { said: 'MASTERDOWN Link with MASTER is down', message: /is a replica that has lost its primary/ },
    { said: 'CLUSTERDOWN The cluster is down', message: /The cluster of Redis at .* is down/ },
    { said: 'BUSY Redis is busy running a script', message: /held up by a script that does not end/ },
    { said: 'ERR something new', message: /answered with an error: ERR something new\. Look it up/ },
  ].map(({ said, message }) => ({
    world: `it says ${said}`,
    serve: () => garbage(`-${said}\r\n`, asked),
    message,
    failure: 'unexpected',
  })),
  {
    world: 'it is in protected mode and says so before it is asked',
    serve: () => halfClosed('-DENIED Redis is running in protected mode\r\n'),
    message: /is in protected mode and answers its own machine only/,
    failure: 'auth',
  },
  {
    world: 'it is asked for TLS and says nothing',
    serve: silent,
    scheme: 'rediss',
    message: /did not finish the TLS handshake within 1 s\. Check the port, and whether it speaks TLS/,
    failure: 'timeout',
  },
  {
    world: 'it is asked for TLS and answers in plain text',
    serve: () => garbage('-ERR unknown command\r\n', asked),
    scheme: 'rediss',
    message: /^Redis at 127\.0\.0\.1:\d+ does not speak TLS there/,
    failure: 'tls',
  },
  {
    world: 'its certificate vouches for itself',
    serve: tlsServer,
    scheme: 'rediss',
    message: /^The certificate of 127\.0\.0\.1:\d+ is self-signed\. Trust its authority/,
    failure: 'tls',
  },
  {
    world: 'it wants TLS, is asked in plain text and closes',
    serve: tlsServer,
    message: /closed the connection without answering\. Check .* whether it wants TLS \(rediss:/,
    failure: 'protocol',
  },
  {
    world: 'it wants TLS, is asked in plain text and answers with an alert',
    serve: () => garbage(Uint8Array.of(0x15, 3, 3, 0, 2, 2, 70), asked),
    message: /^A server that speaks TLS answers at 127\.0\.0\.1:\d+, not Redis/,
    failure: 'protocol',
  },
]

let certificate: SelfSigned

function webServer(): Promise<BadServer> {
  const http = createServer((_request, response) => response.end('hello'))
  return badServer(socket => http.emit('connection', socket))
}

function tlsServer(): Promise<BadServer> {
  const tls = createTlsServer(certificate)
  tls.on('tlsClientError', () => {})
  return badServer(socket => tls.emit('connection', socket))
}

beforeAll(async () => {
  certificate = await makeSelfSigned(['IP:127.0.0.1'])
  // Loading the driver is no part of a check's time that these tests are about.
  await import('ioredis')
})

it.each(worlds)('says what is wrong in time and leaves nothing open: $world', async world => {
  const server = await world.serve()
  try {
    const target = { url: `${world.scheme ?? 'redis'}://127.0.0.1:${server.port}` }
    const started = performance.now()
    const outcome = await runCheck(redisChecker, target, { timeoutMs: DEADLINE_MS, clock: systemClock, keep })
    const took = performance.now() - started
    expect(outcome.message).toMatch(world.message)
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: world.failure, responseTimeMs: null })
    expect(took).toBeLessThan(DEADLINE_MS + LATE_MS)
    await server.released()
  } finally {
    await server.close()
  }
})
