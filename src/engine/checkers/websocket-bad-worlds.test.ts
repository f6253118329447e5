import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type BadServer,
  badServer,
  closeAtOnce,
  drip,
  endless,
  garbage,
  neverAccepts,
  refuse,
  reset,
  silent,
} from '../../../test-support/bad-servers.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { runCheck } from './run-check.ts'
import { websocketChecker } from './websocket.ts'

const keep = new KeptResources().keeperFor('test')
const DEADLINE_MS = 1000
/** How much later than its deadline a check may answer. */
const LATE_MS = 400

const asked = { when: 'asked' } as const
/** Answers the handshake with this HTTP response. */
const answers = (head: string, body = '') =>
  garbage(`HTTP/1.1 ${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`, asked)
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'

/** Completes the handshake as RFC 6455 asks for, and then does `next` with the bare connection. */
function upgrades(next: (socket: Socket) => void): Promise<BadServer> {
  return badServer(socket => {
    socket.once('data', request => {
      const key = /Sec-WebSocket-Key: (\S+)/i.exec(String(request))?.[1]
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
      socket.write(`${SWITCH}Sec-WebSocket-Accept: ${accept}\r\n\r\n`)
      next(socket)
    })
  })
}
/** An unmasked frame (RFC 6455, section 5.2) that says it holds `length` bytes, and what follows. */
const frame = (opcode: number, length: number, payload: Buffer) => {
  const head = Buffer.alloc(10)
  head.writeUInt8(0x80 | opcode, 0)
  head.writeUInt8(127, 1)
  head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}

interface World {
  readonly world: string
  readonly serve: () => Promise<BadServer>
  readonly target?: {
    readonly scheme?: 'wss'
    readonly expect?: string
    readonly echo?: true
    readonly listenSeconds?: number
  }
  readonly message: RegExp
  readonly failure: string
}

const worlds: readonly World[] = [
  {
    world: 'refused',
    serve: refuse,
    message: /^The server refused the connection on ws:\/\/127\.0\.0\.1:\d+\/ws\?…\. Is it running\?$/,
    failure: 'refused',
  },
  {
    world: 'never accepted',
    serve: neverAccepts,
    message: /did not answer the connection attempt within 1 s\. Is a firewall in the way\?$/,
    failure: 'timeout',
  },
  {
    world: 'reset',
    serve: () => reset(asked),
    message: /broke off the connection during the WebSocket handshake\.$/,
    failure: 'protocol',
  },
  {
    world: 'accepted, then silence',
    serve: silent,
    message:
      /accepted the connection but did not finish the WebSocket handshake within 1 s\. It may be frozen or overloaded\.$/,
    failure: 'timeout',
  },
  {
    world: 'a handshake that drips',
    serve: () => drip({ first: SWITCH, text: 'X-Slow: x\r\n', everyMs: 50 }, asked),
    message:
      /began to answer \(\d+ bytes\) but did not finish the WebSocket handshake within 1 s\. It may be frozen or overloaded\.$/,
    failure: 'timeout',
  },
  {
    world: 'closed at once',
    serve: () => closeAtOnce(asked),
    message: /closed the connection without answering the WebSocket handshake\.$/,
    failure: 'protocol',
  },
  {
    world: 'garbage',
    serve: () => garbage(undefined, asked),
    message: /answered the WebSocket handshake with something that is not HTTP/,
    failure: 'protocol',
  },
  {
    world: 'endless garbage',
    serve: () => endless({}, asked),
    message: /with something that is not HTTP/,
    failure: 'protocol',
  },
  {
    world: 'garbage before it is asked',
    serve: () => garbage('SSH-2.0-OpenSSH_9.2\r\n'),
    message: /with something that is not HTTP/,
    failure: 'protocol',
  },
  {
    world: 'endless headers',
    serve: () => endless({ first: SWITCH, chunk: 'X-More: and more\r\n'.repeat(1000) }, asked),
    message: /answered the WebSocket handshake with endless headers\.$/,
    failure: 'protocol',
  },
  {
    world: '200 instead of an upgrade',
    serve: () => answers('200 OK', '<html>'),
    message: /answered with an ordinary page \(200\) instead of a WebSocket/,
    failure: 'protocol',
  },
  {
    world: '200 with an endless body',
    serve: () => endless({ first: 'HTTP/1.1 200 OK\r\n\r\n' }, asked),
    message: /answered with an ordinary page \(200\)/,
    failure: 'protocol',
  },
  {
    world: '302 to somewhere with a token',
    serve: () => answers('302 Found\r\nLocation: https://ann:secret@example.test/login?token=secret'),
    message: /sends its clients elsewhere \(302\), to https:\/\/example\.test\/login\. Use that/,
    failure: 'protocol',
  },
  {
    world: '401',
    serve: () => answers('401 Unauthorized'),
    message: /asks for credentials \(401\)\. Give them in the headers\.$/,
    failure: 'auth',
  },
  {
    world: '403',
    serve: () => answers('403 Forbidden'),
    message: /forbids the WebSocket \(403\)/,
    failure: 'auth',
  },
  {
    world: '404',
    serve: () => answers('404 Not Found'),
    message: /^There is no WebSocket at ws:\/\/127\.0\.0\.1:\d+\/ws\?… \(404\)\. Check the path\.$/,
    failure: 'protocol',
  },
  {
    world: '426',
    serve: () => answers('426 Upgrade Required'),
    message: /wants another version of the protocol \(426\)/,
    failure: 'protocol',
  },
  {
    world: '502',
    serve: () => answers('502 Bad Gateway'),
    message: /^The proxy at .* has no working server behind it \(502\)\.$/,
    failure: 'protocol',
  },
  {
    world: '500',
    serve: () => answers('500 Internal Server Error'),
    message: /refused the WebSocket handshake \(500\)\.$/,
    failure: 'protocol',
  },
  {
    world: 'a wrong Sec-WebSocket-Accept',
    serve: () => garbage(`${SWITCH}Sec-WebSocket-Accept: bm90IHRoZSByaWdodCBvbmU=\r\n\r\n`, asked),
    message: /with a wrong Sec-WebSocket-Accept: it, or a proxy in between, does not speak WebSocket\.$/,
    failure: 'protocol',
  },
  {
    world: 'an upgrade to something else',
    serve: () =>
      garbage('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n', asked),
    message: /switched protocols, but not to WebSocket\.$/,
    failure: 'protocol',
  },
  {
    world: 'an upgrade, then the end',
    serve: () => upgrades(socket => socket.end()),
    message: /closed the WebSocket right after the handshake, without saying why\.$/,
    failure: 'protocol',
  },
  {
    world: 'an upgrade, then a reset',
    serve: () => upgrades(socket => setTimeout(() => socket.resetAndDestroy(), 20)),
    message:
      /broke off the connection after the WebSocket handshake|right after the handshake, without saying/,
    failure: 'protocol',
  },
  {
    world: 'an upgrade, then closed for its policy',
    serve: () => upgrades(socket => socket.write(Buffer.from([0x88, 5, 0x03, 0xf0, 0x6e, 0x6f, 0x21]))),
    message: /closed the WebSocket right after the handshake, with code 1008 \(against its policy: no!\)\.$/,
    failure: 'protocol',
  },
  {
    world: 'an upgrade, then garbage',
    serve: () => upgrades(socket => socket.write(Buffer.alloc(512, 0xff))),
    message: /sent a frame that breaks the WebSocket protocol \(.+\)\.$/,
    failure: 'protocol',
  },
  {
    world: 'an upgrade, then silence',
    serve: () => upgrades(() => {}),
    target: { expect: 'ready' },
    message: /opened, but the expected "ready" did not come within 1 s; no message came\.$/,
    failure: 'timeout',
  },
  {
    world: 'an upgrade, then silence where an echo should come',
    serve: () => upgrades(() => {}),
    target: { echo: true },
    message: /opened, but the echo did not come within 1 s; no message came\.$/,
    failure: 'timeout',
  },
  {
    world: 'garbage while it listens',
    serve: () =>
      upgrades(socket => {
        socket.write(frame(1, 5, Buffer.from('ready')))
        setTimeout(() => socket.write(Buffer.alloc(512, 0xff)), 100)
      }),
    target: { expect: 'ready', listenSeconds: 5 },
    message: /sent a frame that breaks the WebSocket protocol \(.+\)\.$/,
    failure: 'protocol',
  },
  {
    world: 'a message said to be huge',
    serve: () => upgrades(socket => socket.write(frame(1, 2 ** 40, Buffer.from('x')))),
    target: { expect: 'ready' },
    message: /sent a message of more than 1048576 bytes, which was not read\.$/,
    failure: 'protocol',
  },
  {
    world: 'a message that never ends',
    serve: () =>
      upgrades(socket => {
        socket.write(frame(1, 1_000_000, Buffer.alloc(0)))
        const timer = setInterval(() => socket.write('x'), 20)
        socket.on('close', () => clearInterval(timer))
      }),
    target: { expect: 'ready' },
    message: /the expected "ready" did not come within 1 s/,
    failure: 'timeout',
  },
  {
    world: 'wss to a server without TLS',
    serve: () => garbage('HTTP/1.1 400 Bad Request\r\n\r\n', asked),
    target: { scheme: 'wss' },
    message: /does not speak TLS there/,
    failure: 'tls',
  },
  {
    world: 'wss, accepted, then silence',
    serve: silent,
    target: { scheme: 'wss' },
    message: /accepted the connection but did not finish the TLS handshake within 1 s\.$/,
    failure: 'timeout',
  },
]

describe('a websocket in a bad world', () => {
  let server: BadServer | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  it.each(worlds)('$world', async ({ serve, target, message, failure }) => {
    server = await serve()
    const started = performance.now()
    const { scheme = 'ws', ...rest } = target ?? {}
    const outcome = await runCheck(
      websocketChecker,
      { url: `${scheme}://127.0.0.1:${server.port}/ws?token=secret`, ...rest },
      { timeoutMs: DEADLINE_MS, clock: systemClock, keep },
    )
    const took = performance.now() - started
    expect(outcome.message).toMatch(message)
    expect(outcome.message).not.toMatch(/secret/)
    expect(outcome).toMatchObject({ status: 'unhealthy', failure, responseTimeMs: null })
    expect(took).toBeLessThan(DEADLINE_MS + LATE_MS)
    await server.released()
  })
})
