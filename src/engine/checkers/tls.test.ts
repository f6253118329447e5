import { createServer } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { type BadServer, watchedServer } from '../../../test-support/bad-servers.ts'
import {
  selfSignedCertificate,
  type TestCertificate,
  testAuthority,
} from '../../../test-support/certificates.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { runCheck } from './run-check.ts'
import { tlsChecker } from './tls.ts'

const DAY_MS = 86_400_000
const keep = new KeptResources().keeperFor('test')
const authority = testAuthority()
let server: BadServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

async function check(certificate: TestCertificate, target: Readonly<Record<string, unknown>> = {}) {
  server = await watchedServer(createServer(certificate, socket => socket.on('error', () => {})))
  const where = { host: '127.0.0.1', port: server.port, ...target }
  const outcome = await runCheck(tlsChecker, where, { timeoutMs: 2000, clock: systemClock, keep })
  await server.released()
  return outcome
}

describe('a tls check', () => {
  it('describes the certificate and how it is spoken', async () => {
    const validTo = Date.now() + 30.5 * DAY_MS
    const leaf = authority.issue({ names: ['127.0.0.1', 'inner.example'], validTo })
    const outcome = await check({ ...leaf, cert: leaf.cert + authority.cert }, { rejectUnauthorized: false })
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: 'Valid for 30 days',
      certificateExpiresAt: Math.floor(validTo / 1000) * 1000,
      details: {
        certificateSubject: 'CN=127.0.0.1',
        certificateIssuer: 'CN=Test Authority',
        certificateNames: 'IP Address:127.0.0.1, DNS:inner.example',
        daysLeft: 30,
        protocol: 'TLSv1.3',
        cipher: expect.stringMatching(/^TLS_/),
        chain: ['CN=127.0.0.1', 'CN=Test Authority'],
        connectMs: expect.any(Number),
        tlsMs: expect.any(Number),
      },
    })
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
  })

  it('shows a certificate that it does not accept', async () => {
    const outcome = await check(selfSignedCertificate())
    expect(outcome).toMatchObject({
      status: 'unhealthy',
      failure: 'tls',
      message: expect.stringMatching(/^The certificate of 127\.0\.0\.1:\d+ is self-signed\./),
      details: { certificateSubject: 'CN=127.0.0.1', chain: ['CN=127.0.0.1'] },
    })
    expect(outcome.certificateExpiresAt).toBeGreaterThan(Date.now())
  })

  it('does not trust an unknown authority', async () => {
    const outcome = await check(authority.issue())
    expect(outcome.message).toMatch(/cannot be verified|does not trust/)
  })

  it.each([true, false])('never accepts one that has expired, rejectUnauthorized: %s', async reject => {
    const expired = selfSignedCertificate({
      validFrom: Date.now() - 9 * DAY_MS,
      validTo: Date.now() - DAY_MS,
    })
    const outcome = await check(expired, { rejectUnauthorized: reject })
    expect(outcome.status).toBe('unhealthy')
    expect(outcome.details.daysLeft).toBeLessThan(0)
    if (!reject) expect(outcome.message).toMatch(/has expired\. Renew it\.$/)
  })
})
