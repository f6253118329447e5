import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { startPostgresServer } from '#demo/programs/postgres-server.ts'
import { startRedisServer } from '#demo/programs/redis-server.ts'
import { drip, endless, garbage, silent } from '../../../test-support/bad-servers.ts'
import { systemClock } from '../clock.ts'
import { discoverServices } from './discover-services.ts'
import { DISCOVERY_PORTS, type DiscoveryPort, type Hint } from './discovery-ports.ts'
import { answering, discover, discoverAll, ends, listen, monitorOf, slowly } from './fake-services.ts'

const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex')
const PING = Buffer.from('*1\r\n$4\r\nPING\r\n')
const AMQP = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1')
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
