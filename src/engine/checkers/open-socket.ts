import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls'
import { CheckFailure } from './checker.ts'
import type { TlsOptions } from './tls-options.ts'

/** Where a socket goes: a TCP port, or a Unix socket's file. */
export type SocketAddress = { readonly host: string; readonly port: number } | { readonly path: string }

/** A socket that speaks TLS, and when the certificate it was shown expires, in ms since the epoch. */
export interface SecuredSocket {
  readonly socket: TLSSocket
  readonly certificateExpiresAt: number | null
}

/**
 * Opens a connection. It lives no longer than the signal: when that is aborted the socket is destroyed with its reason.
 *
 * @throws the socket's error, or the signal's reason.
 */
export async function openSocket(address: SocketAddress, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted()
  const socket = connect(address)
  socket.setNoDelay(true)
  endWith(socket, signal)
  await happens(socket, 'connect')
  return socket
}

/**
 * Puts TLS on an open connection to `host`. The connection is destroyed where that fails.
 *
 * @throws the handshake's error, the signal's reason, or a `CheckFailure` where the certificates given are none.
 */
export async function secureSocket(
  socket: Socket,
  host: string,
  tls: TlsOptions,
  signal: AbortSignal,
): Promise<SecuredSocket> {
  try {
    const secured = startTls(socket, host, tls)
    endWith(secured, signal)
    await happens(secured, 'secureConnect')
    const expires = Date.parse(secured.getPeerCertificate().valid_to)
    return { socket: secured, certificateExpiresAt: Number.isNaN(expires) ? null : expires }
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function startTls(socket: Socket, host: string, tls: TlsOptions): TLSSocket {
  const name = tls.servername ?? host
  return connectTls({
    socket,
    host: name,
    rejectUnauthorized: tls.rejectUnauthorized,
    secureContext: contextOf(tls),
    // An address is not allowed as SNI (RFC 6066, section 3).
    ...(isIP(name) === 0 ? { servername: name } : {}),
  })
}

function contextOf({ ca, cert, key }: TlsOptions): SecureContext {
  try {
    return createSecureContext({ ca, cert, key })
  } catch {
    throw new CheckFailure(
      'misconfigured',
      'The certificates given for TLS cannot be read. Give each as PEM text; a key and its certificate must belong together.',
    )
  }
}

/** Destroys the socket when the signal is aborted, and keeps its late errors from ending the process. */
function endWith(socket: Socket, signal: AbortSignal): void {
  const destroy = () => socket.destroy(signal.reason instanceof Error ? signal.reason : undefined)
  socket.on('error', () => {})
  socket.once('close', () => signal.removeEventListener('abort', destroy))
  signal.addEventListener('abort', destroy, { once: true })
}

function happens(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve())
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('The connection was closed.')))
  })
}
