import { connect } from 'node:net'
import { z } from 'zod'
import { holdsReference } from '#shared/reference.ts'
import { oneLine } from '../../checkers/printable-text.ts'
import type { AlertMessage } from '../alert-message.ts'
import { emailHtml } from '../email-html.ts'
import { type MessageWords, messageWords, urgencyOf } from '../message-words.ts'
import { DeliveryFailure, defineNotifier, type NotifierContext } from '../notifier.ts'

const address = z
  .string()
  .trim()
  .max(320)
  .refine(text => holdsReference(text) || z.email().safeParse(text).success, {
    error: 'Give an e-mail address, such as ops@example.com.',
  })

const schema = z.strictObject({
  host: z.string().trim().min(1, 'Name the mail server.').max(253).meta({
    title: 'Mail server',
    description: 'Such as smtp.example.com.',
  }),
  port: z.int().min(1).max(65_535).default(587).meta({ title: 'Port' }),
  security: z.enum(['starttls', 'tls', 'none']).default('starttls').meta({
    title: 'Security',
    description: 'starttls (usual on port 587), tls (on port 465), or none (a server on this machine).',
  }),
  user: z.string().max(320).optional().meta({ title: 'User' }),
  password: z.string().max(1000).optional().meta({ title: 'Password', secret: true }),
  from: address.meta({ title: 'From' }),
  to: z.array(address).min(1, 'Give at least one address.').max(50).meta({ title: 'To' }),
  trustAnyCertificate: z.boolean().default(false).meta({
    title: 'Trust any certificate',
    description: 'For a mail server of your own with a certificate of its own.',
    advanced: true,
  }),
})
type EmailTarget = z.infer<typeof schema>

const SUBJECT_LENGTH = 200
/** Each step of the conversation with the server. In ms; the desk's deadline ends the whole. */
const STEP_MS = 10_000
/** Domain of message ids, which are names and no addresses. */
const ID_DOMAIN = 'traylight.invalid'

/** E-mail by SMTP. Messages about one incident are one thread in the mailbox. */
export const emailNotifier = defineNotifier<EmailTarget>({
  kind: 'email',
  title: 'E-mail',
  summary: 'Sends an e-mail through a mail server.',
  setUp:
    'Use the SMTP server of your provider, with a password made for applications where it offers such; or one on this machine.',
  schema,
  style: 'messages',
  isHere: false,
  async send(message, target, context) {
    const { createTransport } = await import('nodemailer')
    const { host, port, security, user, password, trustAnyCertificate } = target
    // A connection of our own can be ended in the middle of whatever is said on it.
    const socket = connect({ host, port })
    const transport = createTransport({
      getSocket: (_options, done) => {
        socket.once('connect', () => done(null, { connection: socket }))
        socket.once('error', error => done(error))
      },
      ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls' },
      ...{ ignoreTLS: security === 'none', tls: { rejectUnauthorized: !trustAnyCertificate } },
      ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
      ...{ connectionTimeout: STEP_MS, greetingTimeout: STEP_MS, socketTimeout: STEP_MS },
      ...{ disableFileAccess: true, disableUrlAccess: true },
    })
    const abort = () => socket.destroy(new Error('Aborted.'))
    context.signal.addEventListener('abort', abort, { once: true })
    try {
      await transport.sendMail(mailOf(message, target, context))
    } catch (error) {
      context.signal.throwIfAborted()
      throw inWords(error, target)
    } finally {
      context.signal.removeEventListener('abort', abort)
      transport.close()
      socket.destroy()
    }
  },
})

function mailOf(message: AlertMessage, { from, to }: EmailTarget, context: NotifierContext) {
  const words = messageWords(message, context)
  const threads = message.incidents.map(({ id }) => messageId(id))
  return {
    ...{ from: { name: 'Traylight', address: from }, to: [...to] },
    subject: oneLine(words.title, SUBJECT_LENGTH),
    text: plainText(words),
    html: emailHtml(message, words),
    date: new Date(message.at),
    messageId: messageId(message.id),
    ...(threads.length > 0 && { references: threads, inReplyTo: threads[0] ?? '' }),
    ...(urgencyOf(message) === 'critical' && { priority: 'high' as const }),
    headers: {
      // Answering machines leave it alone (RFC 3834).
      'Auto-Submitted': 'auto-generated',
      ...(message.incidents.length > 0 && {
        'X-Traylight-Incident': message.incidents.map(({ id }) => headerToken(id)).join(', '),
      }),
    },
  }
}

const plainText = ({ title, body, footer }: MessageWords): string =>
  [title, body, footer].filter(part => part !== '').join('\n\n')

const headerToken = (id: string): string => id.replaceAll(/[^\w.-]/g, '-').slice(0, 100)
const messageId = (id: string): string => `<${headerToken(id)}@${ID_DOMAIN}>`

const failureSchema = z.looseObject({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
})

/** What nodemailer says went wrong, in words (https://nodemailer.com/errors). */
function inWords(error: unknown, { host, port, user }: EmailTarget): DeliveryFailure {
  const { code = '', responseCode, response = '' } = failureSchema.safeParse(error).data ?? {}
  const server = `The mail server at ${host}:${port}`
  const said = response === '' ? '' : ` It said: ${oneLine(response, 200)}`
  const failure = (text: string, isWorthRetry: boolean) => new DeliveryFailure(text, { isWorthRetry })
  // 4yz is "not now", 5yz "no" (RFC 5321, 4.2.1).
  const isPassing = responseCode === undefined || responseCode < 500
  switch (code) {
    case 'EAUTH':
    case 'ENOAUTH':
    case 'EOAUTH2':
      return failure(
        user === undefined
          ? `${server} wants a user and a password. Enter them.`
          : `${server} refused the user or the password. Check both; some providers want a password made for applications.${said}`,
        false,
      )
    case 'EENVELOPE':
      return failure(`${server} refused an address of the message. Check from and to.${said}`, isPassing)
    case 'EMESSAGE':
      return failure(`${server} refused the message.${said}`, isPassing)
    case 'ETLS':
    case 'EREQUIRETLS':
      return failure(
        `No secure connection to the mail server at ${host}:${port} could be made. Check security and port, and its certificate.`,
        true,
      )
    case 'EDNS':
      return failure(`The mail server ${host} was not found. Check its name and the network.`, true)
    case 'ETIMEDOUT':
      return failure(`${server} did not answer within ${STEP_MS / 1000} s. Check port and security.`, true)
    default:
      return failure(otherwise(error, server, said), isPassing)
  }
}

function otherwise(error: unknown, server: string, said: string): string {
  const text = error instanceof Error ? error.message : ''
  if (text.includes('ECONNREFUSED')) return `${server} refused the connection. Is it running?`
  if (/certificate|self-signed|altnames/i.test(text)) {
    return `${server} showed a certificate that is not trusted. Use the name it is made out to, or trust any certificate.`
  }
  return said === ''
    ? `${server} ended the connection. Check port and security.`
    : `${server} did not take the message.${said}`
}
