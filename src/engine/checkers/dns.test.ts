import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DnsAnswer, type DnsServer, dnsData, startDnsServer } from '../../../test-support/dns-server.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { dnsChecker } from './dns.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')

const ZONE: Readonly<Record<string, DnsAnswer>> = {
  'example.test 1': { records: [dnsData.a('192.0.2.1', 120), dnsData.a('192.0.2.2', 60)] },
  'example.test 28': { records: [dnsData.aaaa([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1])] },
  'www.example.test 5': { records: [dnsData.cname('example.test')] },
  'example.test 15': {
    records: [dnsData.mx(20, 'backup.example.test'), dnsData.mx(10, 'mail.example.test')],
  },
  'example.test 2': { records: [dnsData.ns('ns1.example.test')] },
  'example.test 16': { records: [dnsData.txt('v=spf1 ', '-all')] },
  '_sip._tcp.example.test 33': { records: [dnsData.srv(0, 5, 5060, 'sip.example.test')] },
  'empty.test 1': { records: [] },
  'broken.test 1': { records: [], rcode: 2 },
  'nowhere.test 1': { records: [], rcode: 3 },
  'unsupported.test 1': { records: [], rcode: 4 },
  'private.test 1': { records: [], rcode: 5 },
  'silent.test 1': 'silence',
  'garbage.test 1': { bytes: Buffer.from('this is no DNS message at all, whatever one makes of it') },
}

describe('dns', () => {
  let server: DnsServer
  beforeAll(async () => {
    server = await startDnsServer((name, type) => ZONE[`${name} ${type}`] ?? { records: [], rcode: 3 })
  })
  afterAll(() => server.close())

  const run = (target: object, timeoutMs = 5000) =>
    runCheck(
      dnsChecker,
      { server: '127.0.0.1', port: server.port, ...target },
      { timeoutMs, clock: systemClock, keep },
    )

  it.each([
    ['A', 'example.test', ['192.0.2.1', '192.0.2.2']],
    ['AAAA', 'example.test', ['2001:db8::1']],
    ['CNAME', 'www.example.test', ['example.test']],
    ['MX', 'example.test', ['10 mail.example.test', '20 backup.example.test']],
    ['NS', 'example.test', ['ns1.example.test']],
    ['TXT', 'example.test', ['v=spf1 -all']],
    ['SRV', '_sip._tcp.example.test', ['0 5 5060 sip.example.test']],
  ])('looks up %s records', async (recordType, host, answers) => {
    const outcome = await run({ host, recordType })
    expect(outcome.status).toBe('healthy')
    expect(outcome.message).toBe(`${recordType} ${answers.join(', ')}`)
    expect(outcome.details).toMatchObject({ recordType, answers, server: `127.0.0.1:${server.port}` })
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
  })

  it('tells the smallest time to live', async () => {
    expect((await run({ host: 'example.test' })).details).toMatchObject({ ttlSeconds: 60 })
  })

  it.each([
    ['A', 'example.test', ['192.0.2.2']],
    ['AAAA', 'example.test', ['2001:DB8:0:0:0:0:0:1']],
    ['MX', 'example.test', ['mail.example.test']],
    ['MX', 'example.test', ['20 Backup.Example.Test.']],
    ['CNAME', 'www.example.test', ['Example.TEST.']],
  ])('is content with %s of %s that has %j among its answers', async (recordType, host, expected) => {
    expect((await run({ host, recordType, expect: expected })).status).toBe('healthy')
  })

  it('says which answer was expected and is missing', async () => {
    const outcome = await run({ host: 'example.test', expect: ['192.0.2.1', '192.0.2.9'] })
    expect(outcome.status).toBe('unhealthy')
    expect(outcome.message).toBe(
      'example.test has A 192.0.2.1, 192.0.2.2, but not the expected 192.0.2.9. Was the record changed?',
    )
    expect(outcome.details).toMatchObject({ answers: ['192.0.2.1', '192.0.2.2'] })
  })

  it('objects to other answers only where told to', async () => {
    const target = { host: 'example.test', expect: ['192.0.2.1'] }
    expect((await run(target)).status).toBe('healthy')
    const outcome = await run({ ...target, exact: true })
    expect(outcome.message).toBe('example.test has A 192.0.2.2, which is not expected.')
  })

  it.each([
    ['nowhere.test', 'unexpected', /says that nowhere\.test does not exist \(NXDOMAIN\)/],
    ['empty.test', 'unexpected', /empty\.test exists but has no A record/],
    ['broken.test', 'protocol', /failed to look up broken\.test \(SERVFAIL\)/],
    ['unsupported.test', 'protocol', /does not know how to look up A records/],
    ['private.test', 'auth', /refuses to look up private\.test for this machine \(REFUSED\)/],
    ['silent.test', 'timeout', /The DNS server 127\.0\.0\.1:\d+ did not answer within 0\.8 s/],
    ['garbage.test', 'protocol', /sent an answer that cannot be read/],
  ])('says what is wrong with %s', async (host, failure, message) => {
    const started = performance.now()
    const outcome = await run({ host }, 800)
    expect(outcome.message).toMatch(message)
    expect(outcome.failure).toBe(failure)
    expect(outcome.status).toBe('unhealthy')
    expect(performance.now() - started).toBeLessThan(1200)
  })

  it('says so where nothing listens', async () => {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address()
    socket.close()
    await once(socket, 'close')
    const outcome = await run({ host: 'example.test', port }, 2000)
    expect(outcome.message).toMatch(/Nothing answers DNS at 127\.0\.0\.1:\d+: the connection was refused/)
    expect(outcome.failure).toBe('refused')
  })

  it('asks again when a datagram was lost', async () => {
    let asked = 0
    const forgetful = await startDnsServer(() => {
      asked++
      return asked === 1 ? 'silence' : { records: [dnsData.a('192.0.2.7')] }
    })
    try {
      const outcome = await run({ host: 'example.test', port: forgetful.port }, 3000)
      expect(outcome.message).toBe('A 192.0.2.7')
      expect(asked).toBe(2)
    } finally {
      await forgetful.close()
    }
  })

  it('ends with the reason given when the engine stops', async () => {
    const controller = new AbortController()
    const running = runCheck(
      dnsChecker,
      { host: 'silent.test', server: '127.0.0.1', port: server.port },
      { timeoutMs: 60_000, clock: systemClock, keep, signal: controller.signal },
    )
    await expect.poll(() => server.questions.includes('silent.test 1')).toBe(true)
    controller.abort(new Error('The engine is stopping.'))
    expect((await running).message).toMatch(/The engine is stopping/)
  })

  it.each([
    [{ host: '' }],
    [{ host: 'https://example.com/' }],
    [{ host: 'a b' }],
    [{ host: 'example.com', server: 'dns.example.com' }],
    [{ host: 'example.com', port: 0 }],
    [{ host: 'example.com', recordType: 'ANY' }],
  ])('refuses %j', target => {
    expect(dnsChecker.schema.safeParse(target).success).toBe(false)
  })

  it('describes itself by name, type and server', () => {
    expect(dnsChecker.describe({ host: 'example.com' })).toEqual({
      text: 'example.com (A)',
      host: 'example.com',
    })
    expect(dnsChecker.describe({ host: 'example.com', recordType: 'MX', server: '::1' })).toEqual({
      text: 'example.com (MX at [::1]:53)',
      host: '::1',
    })
  })
})
