import { once } from 'node:events'
import { createServer } from 'node:https'
import { beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { makeSelfSigned, type SelfSigned } from '../../../test-support/self-signed.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { runCheck } from './run-check.ts'
import { websocketChecker } from './websocket.ts'

const keep = new KeptResources().keeperFor('test')

describe('a websocket over TLS', () => {
  let own: SelfSigned
  let another: SelfSigned
  beforeAll(async () => {
    own = await makeSelfSigned(['IP:127.0.0.1'])
    another = await makeSelfSigned(['DNS:elsewhere.test'])
  })

  /** Checks a real server that shows this certificate, and sees that every connection to it ends. */
  const check = async (certificate: SelfSigned, target: object) => {
    const https = createServer(certificate)
    const wss = new WebSocketServer({ server: https })
    wss.on('connection', ws => ws.send('hello'))
    https.listen(0, '127.0.0.1')
    await once(https, 'listening')
    const address = https.address()
    if (address === null || typeof address === 'string') throw new Error('The server has no port.')
    try {
      return await runCheck(
        websocketChecker,
        { url: `wss://127.0.0.1:${address.port}/ws`, ...target },
        { timeoutMs: 5000, clock: systemClock, keep },
      )
    } finally {
      // Resolves only when no connection is left.
      https.close()
      await once(https, 'close')
    }
  }

  it('says that the certificate is self-signed', async () => {
    const outcome = await check(own, {})
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'tls' })
    expect(outcome.message).toMatch(/^The certificate of wss:\/\/127\.0\.0\.1:\d+\/ws is self-signed\./)
  })

  it('says that the certificate was issued for another name', async () => {
    const outcome = await check(another, { tls: { ca: another.cert } })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'tls' })
    expect(outcome.message).toMatch(/was issued for another name\.$/)
  })

  it('says so where client certificate and key cannot be read', async () => {
    const outcome = await check(own, {
      tls: { cert: '-----BEGIN CERTIFICATE-----', key: '-----BEGIN PRIVATE KEY-----' },
    })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'misconfigured' })
  })

  it('opens where the certificate is trusted, and tells when it expires', async () => {
    const outcome = await check(own, { tls: { ca: own.cert }, expect: 'hello' })
    expect(outcome.status).toBe('healthy')
    expect(outcome.certificateExpiresAt).toBeGreaterThan(Date.now() + 86_400_000)
    expect(outcome.details).toMatchObject({
      tlsMs: expect.any(Number),
      certificateSubject: 'CN=traylight test',
    })
  })

  it('opens unverified where it is told to', async () => {
    const outcome = await check(another, { tls: { rejectUnauthorized: false }, expect: 'hello' })
    expect(outcome.status).toBe('healthy')
  })
})
