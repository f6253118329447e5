import { createServer } from 'node:http'
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
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { postgresChecker } from './postgres.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
const DEADLINE_MS = 1000
/** How much later than its deadline a check may answer. */
const LATE_MS = 400

/** A message of the protocol: its type, its length unless another is claimed, its body. */
function message(type: string, body: string | readonly number[], length?: number): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : Buffer.from(body)
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeUInt32BE(length ?? bytes.length + 4, 1)
  return Buffer.concat([head, bytes])
}

const LOGIN_OK = message('R', [0, 0, 0, 0])
const READY = message('Z', 'I')
const NOTICE = message('N', 'SNOTICE\0C00000\0Mhello\0\0')
const asked = { when: 'asked' } as const

interface World {
  readonly world: string
  readonly serve: () => Promise<BadServer>
  readonly message: RegExp
  readonly failure: string
  /** Appended to the connection URL. */
  readonly options?: string
}

const STRANGER =
  /^What answers at 127\.0\.0\.1:\d+ does not speak the protocol of PostgreSQL\. Check the port\.$/

const worlds: readonly World[] = [
  {
    world: 'nobody listens',
    serve: refuse,
    message: /^PostgreSQL refused the connection on 127\.0\.0\.1:\d+\. Is it running\?$/,
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
    message: /^PostgreSQL at 127\.0\.0\.1:\d+ broke off the connection before it answered\.$/,
    failure: 'protocol',
  },
  {
    world: 'it resets the connection when it is asked',
    serve: () => reset(asked),
    message: /^PostgreSQL at 127\.0\.0\.1:\d+ broke off the connection before it answered\.$/,
    failure: 'protocol',
  },
  {
    world: 'it closes at once',
    serve: () => closeAtOnce(),
    message:
      /^PostgreSQL at .* closed the connection without answering the login\. Check the port, and its log/,
    failure: 'protocol',
  },
  {
    world: 'it closes when it is asked',
    serve: () => halfClosed('', asked),
    message: /closed the connection without answering the login/,
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
    serve: () => drip({ first: message('E', '', 1000), text: 'SFATAL' }),
    message: /began to answer the login but did not finish within 1 s\. It may be overloaded/,
    failure: 'timeout',
  },
  {
    world: 'it drips nonsense',
    serve: () => drip({ text: 'x' }),
    message: STRANGER,
    failure: 'protocol',
  },
  { world: 'it sends nonsense', serve: () => garbage(), message: STRANGER, failure: 'protocol' },
  { world: 'it sends nonsense without end', serve: () => endless(), message: STRANGER, failure: 'protocol' },
  {
    world: 'it sends notices without end',
    serve: () => endless({ first: NOTICE, chunk: Buffer.concat(Array(1000).fill(NOTICE)) }),
    message: /^What answers at .* sends without end\. Check the port/,
    failure: 'protocol',
  },
  {
    world: 'it claims a message of 2 GB',
    serve: () => endless({ first: message('R', '', 0x7fff_ffff) }),
    message: /^What answers at .* announced an answer larger than any that PostgreSQL gives/,
    failure: 'protocol',
  },
  {
    world: 'it claims a message shorter than its own length',
    serve: () => garbage(message('R', '', 1)),
    message: STRANGER,
    failure: 'protocol',
  },
  {
    world: 'its error lacks an end',
    serve: () => garbage(message('E', 'Sxyz')),
    message: STRANGER,
    failure: 'protocol',
  },
  {
    world: 'it asks for a login of an unknown kind',
    serve: () => garbage(message('R', [0, 0, 0, 99])),
    message: STRANGER,
    failure: 'protocol',
  },
  {
    world: 'its message ends before its content',
    serve: () => garbage(message('R', [0])),
    message: STRANGER,
    failure: 'protocol',
  },
  {
    world: 'it lets the check in and says nothing more',
    serve: () => garbage(Buffer.concat([LOGIN_OK, READY]), asked),
    message: /let the check in but did not answer SELECT 1 within 1 s/,
    failure: 'timeout',
  },
  {
    world: 'it lets the check in and closes',
    serve: () => halfClosed(Buffer.concat([LOGIN_OK, READY]), asked),
    message: /closed the connection while it was being asked\. Look at its log/,
    failure: 'protocol',
  },
  {
    world: 'it lets the check in and answers everything with nothing',
    serve: () => answering(Buffer.concat([message('C', 'SELECT 0\0'), READY])),
    message: /^What answers at 127\.0\.0\.1:\d+ does not answer as PostgreSQL does\. Check the port/,
    failure: 'protocol',
  },
  {
    world: 'it is a web server',
    serve: webServer,
    message: /^A web server answers at 127\.0\.0\.1:\d+, not PostgreSQL\. Check the port\.$/,
    failure: 'protocol',
  },
  {
    world: 'it is an SSH server',
    serve: () => garbage('SSH-2.0-OpenSSH_9.2\r\n'),
    message: /^An SSH server answers at 127\.0\.0\.1:\d+, not PostgreSQL/,
    failure: 'protocol',
  },
  {
    world: 'it is starting up',
    serve: () => halfClosed(message('E', 'SFATAL\0C57P03\0Mthe database system is starting up\0\0'), asked),
    message: /runs but lets nobody in yet: it is starting, stopping or recovering\. Wait/,
    failure: 'unexpected',
  },
  {
    world: 'it is asked for TLS and says nothing',
    serve: silent,
    options: '?sslmode=require',
    message: /did not finish the TLS handshake within 1 s/,
    failure: 'timeout',
  },
  {
    world: 'it is asked for TLS and closes',
    serve: () => halfClosed('', asked),
    options: '?sslmode=require',
    message: /closed the connection when it was asked for TLS/,
    failure: 'protocol',
  },
  {
    world: 'it is asked for TLS and sends nonsense',
    serve: () => garbage('what?', asked),
    options: '?sslmode=require',
    message: STRANGER,
    failure: 'protocol',
  },
  {
    world: 'it promises TLS and says more in plain text',
    serve: () => garbage(Buffer.concat([Buffer.from('S'), LOGIN_OK, READY]), asked),
    options: '?sslmode=require',
    message: STRANGER,
    failure: 'protocol',
  },
]

/** Lets the client in, and answers whatever it asks then with `answer`. */
function answering(answer: Uint8Array): Promise<BadServer> {
  return badServer(socket => {
    let first = true
    socket.on('data', () => {
      socket.write(first ? Buffer.concat([LOGIN_OK, READY]) : answer)
      first = false
    })
  })
}

function webServer(): Promise<BadServer> {
  const http = createServer((_request, response) => response.end('hello'))
  return badServer(socket => http.emit('connection', socket))
}

beforeAll(async () => {
  // Loading the driver is no part of a check's time that these tests are about.
  await import('pg')
})

it.each(worlds)('says what is wrong in time and leaves nothing open: $world', async world => {
  const server = await world.serve()
  try {
    const target = { url: `postgres://me:secret@127.0.0.1:${server.port}/shop${world.options ?? ''}` }
    const started = performance.now()
    const outcome = await runCheck(postgresChecker, target, {
      timeoutMs: DEADLINE_MS,
      clock: systemClock,
      keep,
    })
    const took = performance.now() - started
    expect(outcome.message).toMatch(world.message)
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: world.failure, responseTimeMs: null })
    expect(outcome.message).not.toContain('secret')
    expect(took).toBeLessThan(DEADLINE_MS + LATE_MS)
    await server.released()
  } finally {
    await server.close()
  }
})
