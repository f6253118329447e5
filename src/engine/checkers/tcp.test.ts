import { createServer as createSecureServer } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { type BadServer, badServer, silent, watchedServer } from '../../../test-support/bad-servers.ts'
import { selfSignedCertificate } from '../../../test-support/certificates.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { runCheck } from './run-check.ts'
import { tcpChecker } from './tcp.ts'

const keep = new KeptResources().keeperFor('test')
let server: BadServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

function check(target: Readonly<Record<string, unknown>>) {
  return runCheck(tcpChecker, { host: '127.0.0.1', ...target }, { timeoutMs: 2000, clock: systemClock, keep })
}

describe('a tcp check', () => {
  it('is healthy where connections are accepted, and closes its own', async () => {
    server = await silent()
    const outcome = await check({ port: server.port })
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: 'Accepts connections',
      details: { connectMs: expect.any(Number) },
    })
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
    await server.released()
  })

  it('sends a text and finds what it expects in what comes back', async () => {
    server = await badServer(socket => {
      socket.on('data', chunk => {
        if (chunk.toString() !== 'PING\r\n') return
        // In two pieces, as networks do.
        socket.write('hello\r\n+PO')
        setTimeout(() => socket.write('NG\r\n'), 20)
      })
    })
    const outcome = await check({ port: server.port, send: 'PING\\r\\n', expect: '+PONG\\r\\n' })
    expect(outcome).toMatchObject({ status: 'healthy', message: 'Answers as expected' })
    await server.released()
  })

  it('only sends, where nothing is expected', async () => {
    let received = ''
    server = await badServer(socket => {
      socket.on('data', chunk => {
        received += chunk.toString()
      })
    })
    expect((await check({ port: server.port, send: 'note' })).status).toBe('healthy')
    await server.released()
    expect(received).toBe('note')
  })

  it('speaks TLS where it is asked to, and wants a valid certificate', async () => {
    server = await watchedServer(createSecureServer(selfSignedCertificate(), socket => socket.end('hello')))
    expect(await check({ port: server.port, tls: true })).toMatchObject({
      failure: 'tls',
      message: expect.stringMatching(/is self-signed/),
      details: { certificateSubject: 'CN=127.0.0.1' },
    })
  })

  it('takes a host alone, not an address with scheme or port', () => {
    const accepts = (host: string) => tcpChecker.schema.safeParse({ host, port: 1 }).success
    expect(
      ['db', 'db.example.com', '10.0.0.1', '::1', 'fe80::1%eth0'].filter(host => !accepts(host)),
    ).toEqual([])
    expect(['http://db', 'db:80', '[::1]', 'a b', '', 'me@db'].filter(accepts)).toEqual([])
    expect(tcpChecker.describe({ host: '::1', port: 80 }).text).toBe('[::1]:80')
  })
})
