import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  nastyMessage,
  sampleGroup,
  sampleMessage,
  sampleRecovery,
} from '../../../../test-support/sample-messages.ts'
import { makeSelfSigned, type SelfSigned } from '../../../../test-support/self-signed.ts'
import { systemClock } from '../../clock.ts'
import type { AlertMessage } from '../alert-message.ts'
import { emailNotifier } from './email.ts'

let certificate: SelfSigned
beforeAll(async () => {
  certificate = await makeSelfSigned(['DNS:localhost', 'IP:127.0.0.1'])
})

const servers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of servers.splice(0)) await stop()
})
afterAll(() => expect(servers).toEqual([]))

/** A real SMTP server that asks for a user and a password over a secure connection, and keeps what it is given. */
async function mailServer(options: SMTPServerOptions = {}) {
  const mails: ParsedMail[] = []
  const envelopes: string[][] = []
  const server = new SMTPServer({
    ...{ key: certificate.key, cert: certificate.cert, authOptional: false, logger: false },
    onAuth: ({ username, password }, _session, done) =>
      username === 'ops' && password === 'hush-hush'
        ? done(null, { user: 'ops' })
        : done(new Error('No such user')),
    onData: (stream, session, done) => {
      envelopes.push(session.envelope.rcptTo.map(({ address }) => address))
      simpleParser(stream).then(mail => {
        mails.push(mail)
        done()
      }, done)
    },
    ...options,
  })
  // A client that leaves in the middle is no failure of the server's.
  server.on('error', () => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  servers.push(() => new Promise(resolve => server.close(() => resolve())))
  const address = server.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The mail server has no port.')
  return { port: address.port, mails, envelopes }
}

const send = (port: number, message: AlertMessage, to: Record<string, unknown> = {}) =>
  emailNotifier.send(
    message,
    {
      ...{ host: '127.0.0.1', port, user: 'ops', password: 'hush-hush', trustAnyCertificate: true },
      ...{ from: 'traylight@example.com', to: ['ops@example.com', 'boss@example.com'], ...to },
    },
    {
      ...{ clock: systemClock, signal: AbortSignal.timeout(10_000), version: '1.2.3', host: 'build-3' },
      ...{ isDemo: false, native: null, resourcesDir: null },
    },
  )

describe('an e-mail', () => {
  it('goes to everybody over a secure connection, as text and as HTML, in the thread of its incident', async () => {
    const { port, mails, envelopes } = await mailServer()
    await send(port, sampleMessage())
    await send(port, sampleRecovery())
    expect(envelopes[0]).toEqual(['ops@example.com', 'boss@example.com'])
    const [outage, recovery] = mails
    expect(outage).toMatchObject({
      ...{ subject: 'PostgreSQL is unhealthy', messageId: '<msg-1@traylight.invalid>' },
      from: { value: [{ name: 'Traylight', address: 'traylight@example.com' }] },
    })
    expect(outage?.text).toContain('PostgreSQL is unhealthy\n\nIt refused the connection on 127.0.0.1:5432.')
    expect(outage?.text).toMatch(/Critical · build-3 · 24 Nov 2026, .* · incident inc-postgres/)
    expect(outage?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(outage?.headers.get('x-traylight-incident')).toBe('inc-postgres')
    expect(recovery?.inReplyTo).toBe('<inc-postgres@traylight.invalid>')
    expect(outage?.inReplyTo).toBe(recovery?.inReplyTo)
    expect(outage?.headers.get('priority')).toBe('high')
    expect(recovery?.headers.has('priority')).toBe(false)
  })

  it('lists what it is about where that is several', async () => {
    const { port, mails } = await mailServer()
    await send(port, sampleGroup())
    expect(mails[0]?.subject).toBe('12 unhealthy: Service 1, Service 2, Service 3 and 9 more')
    expect((typeof mails[0]?.html === 'string' ? mails[0].html : '').match(/<tr>/g)).toHaveLength(12)
  })

  it('holds nothing of what a service said as markup, header or address', async () => {
    const { port, mails, envelopes } = await mailServer()
    await send(port, { ...nastyMessage(), title: 'x\r\nBcc: evil@example.com\r\n\r\n<b>' })
    const [mail] = mails
    expect(envelopes[0]).toHaveLength(2)
    expect(mail?.bcc).toBeUndefined()
    expect(mail?.subject).toBe('x Bcc: evil@example.com <b>')
    const html = typeof mail?.html === 'string' ? mail.html : ''
    expect(html).not.toMatch(/<(script|a|img)\b/)
    expect(html).toContain('&lt;script&gt;')
  })

  it.each([
    ['a wrong password', { password: 'wrong' }, {}, /refused the user or the password\. Check both/, false],
    [
      'no user',
      { user: undefined, password: undefined },
      {},
      /wants a user and a password|refused an address/,
      false,
    ],
    [
      'a certificate that is not trusted',
      { trustAnyCertificate: false },
      {},
      /certificate that is not trusted|No secure connection/,
      true,
    ],
    [
      'a server that has no time now',
      {},
      {
        onMailFrom: (_a: unknown, _s: unknown, done: (error: Error) => void) =>
          done(Object.assign(new Error('Try later'), { responseCode: 451 })),
      },
      /refused an address of the message.*451 Try later/,
      true,
    ],
    [
      'a server that knows nobody of that name',
      {},
      {
        onRcptTo: (_a: unknown, _s: unknown, done: (error: Error) => void) =>
          done(Object.assign(new Error('Unknown'), { responseCode: 550 })),
      },
      /refused an address of the message\. Check from and to\. It said: .*550 Unknown/,
      false,
    ],
  ] as const)('meets %s with a sentence that says so', async (_what, to, options, words, isWorthRetry) => {
    const { port } = await mailServer(options)
    const sending = send(port, sampleMessage(), to)
    await expect(sending).rejects.toMatchObject({ message: expect.stringMatching(words), isWorthRetry })
    await expect(sending).rejects.not.toMatchObject({ message: expect.stringContaining('hush-hush') })
  })

  it('says that nobody listens', async () => {
    await expect(send(1, sampleMessage())).rejects.toMatchObject({
      message: 'The mail server at 127.0.0.1:1 refused the connection. Is it running?',
      isWorthRetry: true,
    })
  })

  it('is given up with its deadline, and leaves no connection', async () => {
    const { port } = await mailServer({ onConnect: () => undefined })
    const context = {
      ...{ clock: systemClock, version: '1', host: 'h', isDemo: false, native: null, resourcesDir: null },
      signal: AbortSignal.timeout(100),
    }
    const target = { host: '127.0.0.1', port, from: 'a@example.com', to: ['b@example.com'] }
    const startedAt = performance.now()
    await expect(emailNotifier.send(sampleMessage(), target, context)).rejects.toThrow()
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })
})
