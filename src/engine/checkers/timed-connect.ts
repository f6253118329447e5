import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import type { Details } from '#shared/views.ts'
import { type CertificateFacts, certificateFacts } from './certificate-facts.ts'
import { type CheckContext, CheckFailure } from './checker.ts'
import { endReason } from './end-reason.ts'
import { explainFailure } from './explain-failure.ts'
import type { TlsOptions } from './tls-options.ts'

/** How TLS is spoken, and what over it. */
export interface TlsChoice extends TlsOptions {
  /** Protocols to offer, such as `http/1.1`. */
  readonly alpn?: readonly string[]
}

/** Where to connect. `address` is how it is called in messages. */
export interface ConnectTarget {
  readonly host: string
  readonly port: number
  readonly address: string
  readonly tls?: TlsChoice | undefined
}

/** A connection that stands, and what it took. All durations in ms. */
export interface TimedConnection {
  readonly socket: Socket
  /** `dnsMs` (only where a name was looked up), `connectMs`, `tlsMs` (only with TLS). */
  readonly timing: Details
  readonly certificate?: CertificateFacts | undefined
}

/** Milliseconds as they are shown: to the hundredth. */
export function roundMs(ms: number): number {
  return Math.round(ms * 100) / 100
}

/**
 * Connects, with TLS where it is asked for, and times name lookup, connection and handshake separately.
 *
 * Throws a `CheckFailure` that says what went wrong; nothing is left open then. Whoever gets the connection owns it
 * and destroys it. An unauthorised certificate is refused here, after its facts were read, so that the failure can
 * still show when it expires; nothing has been sent to the peer by then.
 */
export function timedConnect(target: ConnectTarget, context: CheckContext): Promise<TimedConnection> {
  const { clock, signal } = context
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const startedAt = clock.monotonic()
    let lookedUpAt: number | undefined
    let connectedAt: number | undefined
    const socket = openSocket(target)

    const settle = () => {
      signal.removeEventListener('abort', onAbort)
      socket.off('error', onError)
    }
    const fail = (error: unknown) => {
      settle()
      socket.destroy()
      reject(error)
    }
    const onError = (error: Error) => fail(connectFailure(error, target))
    const onAbort = () =>
      fail(endReason(context, within => lateText(target, within, lookedUpAt, connectedAt)))
    const onReady = () => {
      const readyAt = clock.monotonic()
      const connected = connectedAt ?? readyAt
      const timing: Record<string, number> = {}
      if (lookedUpAt !== undefined) timing.dnsMs = roundMs(lookedUpAt - startedAt)
      timing.connectMs = roundMs(connected - (lookedUpAt ?? startedAt))
      if (target.tls) timing.tlsMs = roundMs(readyAt - connected)
      const judged = socket instanceof TLSSocket && target.tls?.rejectUnauthorized
      const certificate = peerCertificate(socket)
      const problem = judged ? certificateProblem(socket, target, certificate) : undefined
      if (problem) return fail(problem)
      settle()
      resolve({ socket, timing, certificate })
    }

    signal.addEventListener('abort', onAbort)
    socket.once('error', onError)
    // What comes after the one that counted, or before the new owner listens, must not end the process.
    socket.on('error', () => {})
    if (isIP(target.host) === 0) {
      socket.once('lookup', () => {
        lookedUpAt = clock.monotonic()
      })
    }
    if (target.tls) {
      socket.once('connect', () => {
        connectedAt = clock.monotonic()
      })
    }
    socket.once(target.tls ? 'secureConnect' : 'connect', onReady)
  })
}

function openSocket({ host, port, address, tls }: ConnectTarget): Socket {
  if (!tls) return connect({ host, port, noDelay: true })
  const servername = tls.servername ?? (isIP(host) === 0 ? host : undefined)
  return connectTls({
    host,
    port,
    secureContext: contextOf(tls, address),
    // Decided by certificateProblem: Node would drop the certificate with the connection.
    rejectUnauthorized: false,
    ...(servername !== undefined && { servername }),
    ...(tls.alpn && { ALPNProtocols: [...tls.alpn] }),
  })
}

function contextOf({ ca, cert, key }: TlsChoice, address: string): SecureContext {
  try {
    return createSecureContext({ ca, cert, key })
  } catch {
    throw new CheckFailure(
      'misconfigured',
      `The certificate, key or authority given for ${address} cannot be read. Give each as PEM text; key and certificate must belong together.`,
    )
  }
}

function peerCertificate(socket: Socket): CertificateFacts | undefined {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
  return certificate && certificateFacts(certificate)
}

/** Why the certificate of a connection is not accepted; undefined where it is. */
export function certificateProblem(
  socket: TLSSocket,
  { address, host }: Pick<ConnectTarget, 'address' | 'host'>,
  certificate: CertificateFacts | undefined,
): CheckFailure | undefined {
  if (socket.authorized) return undefined
  const about = { subject: 'The server', address, host }
  const { failure, message } = explainFailure(asError(socket.authorizationError), about)
  return new CheckFailure(failure === 'unexpected' ? 'tls' : failure, message, certificate?.details)
}

/** Node's types call it an Error; it is the error's code, or its message where there is none. */
function asError(authorizationError: unknown): unknown {
  if (typeof authorizationError !== 'string') return authorizationError
  return Object.assign(new Error(authorizationError), { code: authorizationError })
}

function connectFailure(error: unknown, { address, host }: ConnectTarget): CheckFailure {
  const { failure, message } = explainFailure(error, { subject: 'The server', address, host })
  return new CheckFailure(failure, message)
}

function lateText(
  { address, host, tls }: ConnectTarget,
  within: string,
  lookedUpAt: number | undefined,
  connectedAt: number | undefined,
): string {
  if (connectedAt !== undefined && tls) {
    return `The server at ${address} accepted the connection but did not finish the TLS handshake ${within}.`
  }
  if (isIP(host) === 0 && lookedUpAt === undefined) {
    return `The name ${host} could not be looked up ${within}. Check DNS.`
  }
  return `The server at ${address} did not answer the connection attempt ${within}. Is a firewall in the way?`
}
