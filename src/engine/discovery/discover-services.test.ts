import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { backendSchema, monitorSchema } from '#shared/config.ts'
import type { Discovery } from '#shared/views.ts'
import { drip, endless, garbage, silent } from '../../../test-support/bad-servers.ts'
import { startPostgresServer } from '../../../test-support/postgres-server.ts'
import { startRedisServer } from '../../../test-support/redis-server.ts'
import { makeSelfSigned } from '../../../test-support/self-signed.ts'
import { checkers } from '../checkers/registry.ts'
import { type Clock, systemClock } from '../clock.ts'
import { discoverServices } from './discover-services.ts'
import { DISCOVERY_PORTS, type DiscoveryPort, type Hint, type UsualService } from './discovery-ports.ts'

/** Deadlines are longer here than on a machine that has nothing else to do, so that a busy one finds the same. */
const slowly = (factor: number): Clock => ({
  ...systemClock,
  after: (delayMs, callback) => systemClock.after(delayMs * factor, callback),
})

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(ends.splice(0).map(end => end()))
})

async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  ends.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A server that answers the first bytes it is sent, or speaks first where `asked` is null. */
function answering(asked: Buffer | null, answer: Buffer | string, host?: string): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => {})
    if (asked === null) socket.write(answer)
    else socket.once('data', bytes => bytes.equals(asked) && socket.write(answer))
  })
  return listen(server, host)
}

function http(handle: RequestListener): Promise<number> {
  return listen(createHttpServer(handle))
}

function answersJson(path: string, document: unknown, statusCode = 200): RequestListener {
  return (request, response) => {
    const known = request.url === path
    response.writeHead(known ? statusCode : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(known ? document : { detail: 'Not Found' }))
  }
}

async function discover(port: number, hints: readonly Hint[], usually?: UsualService) {
  const found = await discoverAll([{ port, hints, ...(usually ? { usually } : {}) }])
  return found[0] ?? null
}

function discoverAll(
  ports: readonly DiscoveryPort[],
  excludePorts: readonly number[] = [],
  clock = slowly(5),
) {
  const signal = new AbortController().signal
  return discoverServices({ signal, clock, excludePorts, ports })
}

/** The monitor that is proposed, as the configuration and its checker would take it. */
function monitorOf(discovery: Discovery | null) {
  if (discovery?.proposal.type !== 'monitor') return null
  const monitor = monitorSchema.parse(discovery.proposal.monitor)
  const { kind, ...target } = monitor.check
  checkers.find(checker => checker.kind === kind)?.schema.parse(target)
  return monitor
}
const backendOf = (discovery: Discovery | null) =>
  discovery?.proposal.type === 'backend' ? backendSchema.parse(discovery.proposal.backend) : null

const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex')
const PING = Buffer.from('*1\r\n$4\r\nPING\r\n')
const AMQP = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1')
const STANDARD = {
  status: 'unhealthy',
  timestamp: '2025-09-21T10:30:00Z',
  checks: { database: { healthy: false, response_time_ms: 12.5, details: {} } },
  check_duration_ms: 150.2,
}

describe('databases and brokers', () => {
  it('finds PostgreSQL by its answer to an SSLRequest', async () => {
    const port = await answering(SSL_REQUEST, 'N')
    const found = await discover(port, ['postgres'])
    expect(found).toMatchObject({
      id: `postgres-${port}`,
      title: 'PostgreSQL',
      evidence: 'answered an SSLRequest with N: TLS is not offered',
      address: `127.0.0.1:${port}`,
    })
    expect(monitorOf(found)).toMatchObject({
      id: `postgres-${port}`,
      name: 'PostgreSQL',
      category: 'database',
      check: { kind: 'postgres', url: `postgres://postgres@127.0.0.1:${port}/postgres` },
    })
  })

  it('finds a real PostgreSQL', async () => {
    const server = await startPostgresServer()
    ends.push(() => server.remove())
    expect((await discover(server.port, ['postgres']))?.title).toBe('PostgreSQL')
    // Other protocols that are tried first do not take it for theirs.
    expect((await discover(server.port, ['redis', 'amqp', 'postgres']))?.title).toBe('PostgreSQL')
  })

  it('takes nothing for PostgreSQL that says more than one letter', async () => {
    expect(await discover(await answering(null, 'SSH-2.0-OpenSSH_9.2\r\n'), ['postgres'])).toBeNull()
    const dripping = createServer(socket => {
      socket.on('error', () => {})
      socket.write('N')
      setTimeout(() => socket.writable && socket.write('OT THIS'), 5)
    })
    expect(await discover(await listen(dripping), ['postgres'])).toBeNull()
  })

  it('finds a real Redis, and one that wants a password', async () => {
    const open = await startRedisServer()
    ends.push(() => open.remove())
    const locked = await startRedisServer({ password: 'not-needed-here' })
    ends.push(() => locked.remove())
    const found = await discover(open.port, ['redis'])
    expect(found).toMatchObject({ title: 'Redis', evidence: 'answered PING with PONG' })
    expect(monitorOf(found)?.check).toEqual({ kind: 'redis', url: `redis://127.0.0.1:${open.port}` })
    expect((await discover(locked.port, ['redis']))?.evidence).toContain('asking for a password')
  })

  it('finds Redis on ::1 where 127.0.0.1 refuses', async ({ skip }) => {
    const port = await answering(PING, '+PONG\r\n', '::1').catch(() => 0)
    if (port === 0) skip('this machine has no IPv6')
    const found = await discover(port, ['redis'])
    expect(found?.address).toBe(`[::1]:${port}`)
    expect(monitorOf(found)?.check).toEqual({ kind: 'redis', url: `redis://[::1]:${port}` })
  })

  it('finds MySQL and MariaDB by their greeting', async () => {
    const greet = (version: string) => {
      const payload = Buffer.concat([Buffer.of(10), Buffer.from(`${version}\0`), Buffer.alloc(40, 1)])
      return Buffer.concat([Buffer.of(payload.length, 0, 0, 0), payload])
    }
    const mysql = await answering(null, greet('8.0.36'))
    expect(await discover(mysql, ['mysql'])).toMatchObject({
      title: 'MySQL',
      evidence: 'greeted as MySQL 8.0.36',
      proposal: { monitor: { category: 'database', check: { kind: 'tcp', host: '127.0.0.1', port: mysql } } },
    })
    const mariadb = await answering(null, greet('5.5.5-10.11.6-MariaDB'))
    expect((await discover(mariadb, ['mysql']))?.title).toBe('MariaDB')
  })

  it('finds MongoDB by its answer to hello', async () => {
    const server = createServer(socket => {
      socket.on('error', () => {})
      socket.once('data', asked => {
        if (asked.readInt32LE(0) !== asked.length || asked.readInt32LE(12) !== 2013) return
        const body = Buffer.from('\0\0\0\0\0\x20\0\0\0\x10maxWireVersion\0\x15\0\0\0\0', 'latin1')
        const header = Buffer.alloc(16)
        header.writeInt32LE(16 + body.length, 0)
        header.writeInt32LE(asked.readInt32LE(4), 8)
        header.writeInt32LE(2013, 12)
        socket.write(Buffer.concat([header, body]))
      })
    })
    const port = await listen(server)
    expect(await discover(port, ['mongodb'])).toMatchObject({
      title: 'MongoDB',
      proposal: { monitor: { check: { kind: 'tcp', port } } },
    })
  })

  it('finds RabbitMQ by its answer to the AMQP header', async () => {
    const payload = Buffer.concat([Buffer.of(0, 10, 0, 10, 0, 9), Buffer.from('product S RabbitMQ')])
    const size = Buffer.alloc(4)
    size.writeUInt32BE(payload.length)
    const port = await answering(AMQP, Buffer.concat([Buffer.of(1, 0, 0), size, payload, Buffer.of(0xce)]))
    expect(await discover(port, ['amqp'])).toMatchObject({
      title: 'RabbitMQ',
      evidence: 'answered the AMQP 0-9-1 header as RabbitMQ',
      proposal: { monitor: { check: { kind: 'tcp', port } } },
    })
  })
})

describe('HTTP services', () => {
  it('are proposed at their root', async () => {
    const port = await http((_, response) => {
      response.setHeader('server', 'nginx')
      response.end('<html></html>')
    })
    const found = await discover(port, ['http'])
    expect(found).toMatchObject({
      title: `HTTP service on port ${port}`,
      evidence: 'answered HTTP with 200 (nginx)',
    })
    expect(monitorOf(found)).toMatchObject({
      category: 'apis',
      check: { kind: 'http', url: `http://127.0.0.1:${port}/` },
    })
  })

  it('that want a login are expected to go on wanting one', async () => {
    const port = await http((_, response) => response.writeHead(401).end())
    expect(monitorOf(await discover(port, ['http']))?.check).toMatchObject({ expectedStatus: ['401'] })
  })

  it('are proposed with a health endpoint that says all is well', async () => {
    const port = await http(answersJson('/api/v1/health', { status: 'ok' }))
    const found = await discover(port, ['http'])
    expect(found?.evidence).toBe('answered /api/v1/health with "ok"')
    expect(monitorOf(found)?.check).toEqual({
      kind: 'http',
      url: `http://127.0.0.1:${port}/api/v1/health`,
    })
  })

  it('that answer every path with their page have no health endpoint', async () => {
    const port = await http((_, response) => response.end('<html>ok</html>'))
    expect(monitorOf(await discover(port, ['http']))?.check.url).toBe(`http://127.0.0.1:${port}/`)
  })

  it('become a backend where their health document is in the shape of the report, even an unhealthy one', async () => {
    const port = await http(answersJson('/health', STANDARD, 503))
    const found = await discover(port, ['http'], { name: 'ToolBoxAI backend', category: 'apis' })
    expect(found?.evidence).toBe('answered /health in the standard health format')
    expect(backendOf(found)).toMatchObject({
      id: `http-${port}`,
      name: 'ToolBoxAI backend',
      url: `http://127.0.0.1:${port}`,
    })
  })

  it('have the usual name of their port only with a health endpoint', async () => {
    const usual = { name: 'Flask bridge', category: 'roblox' }
    const bridge = await http(answersJson('/health', { status: 'healthy' }))
    expect(monitorOf(await discover(bridge, ['http'], usual))).toMatchObject({
      name: 'Flask bridge',
      category: 'roblox',
      check: { url: `http://127.0.0.1:${bridge}/health` },
    })
    const other = await http((_, response) => response.end('hello'))
    expect(monitorOf(await discover(other, ['http'], usual))).toMatchObject({
      name: `HTTP service on port ${other}`,
      category: 'apis',
    })
  })

  it('with a certificate of their own are proposed with that certificate accepted', async () => {
    const { key, cert } = await makeSelfSigned(['DNS:localhost'])
    const port = await listen(createHttpsServer({ key, cert }, (_, response) => response.end('hi')))
    const found = await discover(port, ['https', 'http'])
    expect(found?.evidence).toBe('answered HTTPS with 200; its certificate is not trusted here')
    expect(monitorOf(found)?.check).toEqual({
      kind: 'http',
      url: `https://127.0.0.1:${port}/`,
      tls: { rejectUnauthorized: false },
    })
  })

  it('whose body never ends are recognised all the same, in time', async () => {
    const port = await http((_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'.repeat(10_000)), 1)
      response.on('close', () => clearInterval(timer))
    })
    expect((await discover(port, ['http']))?.evidence).toBe('answered HTTP with 200')
  })
})

describe('the port of the MCP server', () => {
  const usual = { name: 'MCP server', category: 'agents' }
  const hints: readonly Hint[] = ['websocket', 'http', 'tcp']

  it('is watched as a WebSocket where it accepts the handshake', async () => {
    const server = createHttpServer()
    const sockets = new WebSocketServer({ server })
    ends.push(() => new Promise(resolve => sockets.close(resolve)))
    const port = await listen(server)
    expect(monitorOf(await discover(port, hints, usual))).toMatchObject({
      name: 'MCP server',
      category: 'agents',
      check: { kind: 'websocket', url: `ws://127.0.0.1:${port}/` },
    })
  })

  it('is watched as a TCP port where it says nothing known', async () => {
    const mute = await silent()
    ends.push(() => mute.close())
    const [found = null] = await discoverAll([{ port: mute.port, hints, usually: usual }], [], slowly(2))
    expect(monitorOf(found)).toMatchObject({
      name: 'MCP server',
      check: { kind: 'tcp', host: '127.0.0.1', port: mute.port },
    })
  })
})

describe('what is no service we know', () => {
  const everything: readonly Hint[] = [
    'postgres',
    'redis',
    'mysql',
    'mongodb',
    'amqp',
    'http',
    'https',
    'websocket',
  ]

  it.each([
    ['a silent port', () => silent()],
    ['a port that sends garbage', () => garbage()],
    ['a port that drips', () => drip({ text: 'HTTP/1.1 200 OK\r\n', everyMs: 20 })],
    ['a port that never stops', () => endless()],
  ])('%s is not proposed, and does not hold up the others', async (_, start) => {
    const bad = await start()
    ends.push(() => bad.close())
    const good = await answering(PING, '+PONG\r\n')
    const started = performance.now()
    const ports: DiscoveryPort[] = [
      { port: bad.port, hints: everything },
      { port: good, hints: ['redis'] },
    ]
    const found = await discoverAll(ports, [], slowly(2))
    expect(found.map(({ title }) => title)).toEqual(['Redis'])
    // Twice 1.5 s, and as much again for a busy machine.
    expect(performance.now() - started).toBeLessThan(6000)
    await bad.released()
  })

  it('is not offered where nothing listens, nor on a port of our own', async () => {
    const own = await answering(PING, '+PONG\r\n')
    const server = createServer()
    const closed = await listen(server)
    await Promise.all(ends.splice(-1).map(end => end()))
    const ports: DiscoveryPort[] = [
      { port: own, hints: ['redis'] },
      { port: closed, hints: ['redis', 'http'] },
    ]
    expect(await discoverAll(ports, [own])).toEqual([])
  })

  it('is left alone once discovery was cancelled', async () => {
    const mute = await silent()
    ends.push(() => mute.close())
    const signal = AbortSignal.abort()
    const ports: DiscoveryPort[] = [{ port: mute.port, hints: ['http'] }]
    expect(await discoverServices({ signal, clock: systemClock, excludePorts: [], ports })).toEqual([])
    await mute.released()
  })
})

describe('the ports that are looked at', () => {
  it('are those of the databases, of web servers and of the report, each once', () => {
    const ports = DISCOVERY_PORTS.map(({ port }) => port)
    expect(new Set(ports).size).toBe(ports.length)
    for (const port of [5432, 6379, 3306, 27_017, 5672, 80, 443, 8009, 9877, 9878, 8888, 5001]) {
      expect(ports).toContain(port)
    }
  })
})
