import type { Socket } from 'node:net'
import { BadAnswer, explainBadAnswer } from './bad-answer.ts'
import { CheckFailure } from './checker.ts'
import { openSocket, secureSocket } from './open-socket.ts'
import type { PostgresTarget, PostgresUrl } from './postgres-target.ts'

// PostgreSQL documentation, "Message Formats": SSLRequest.
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/** An open connection to PostgreSQL, before the login. */
export interface OpenedPostgres {
  readonly socket: Socket
  /** When the certificate expires, in ms since the epoch; null without TLS. */
  readonly certificateExpiresAt: number | null
}

/**
 * Opens a connection to PostgreSQL, with TLS where that is wanted.
 *
 * @throws a `CheckFailure` where the server has no TLS to offer; the socket's error or the signal's reason otherwise.
 */
export async function openPostgres(
  url: PostgresUrl,
  target: PostgresTarget,
  signal: AbortSignal,
  onConnected: () => void,
): Promise<OpenedPostgres> {
  const socket = await openSocket(url.address, signal)
  onConnected()
  const tls = target.tls ?? url.tls
  if (tls === null) return { socket, certificateExpiresAt: null }
  try {
    await requestTls(socket, url.server)
  } catch (error) {
    socket.destroy()
    throw error
  }
  return await secureSocket(socket, url.host ?? 'localhost', tls, signal)
}

async function requestTls(socket: Socket, server: string): Promise<void> {
  const answer = await new Promise<Buffer>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new CheckFailure('protocol', closedWords(server))))
    socket.once('end', () => reject(new CheckFailure('protocol', closedWords(server))))
    socket.once('data', chunk => {
      // What follows belongs to the TLS handshake.
      socket.pause()
      resolve(chunk)
    })
    socket.write(SSL_REQUEST)
  })
  const text = answer.toString('latin1')
  // Exactly one byte: whoever sends more before the handshake is not to be trusted.
  if (text === 'S') return
  if (text === 'N') {
    throw new CheckFailure(
      'tls',
      `PostgreSQL at ${server} does not offer TLS. Switch it on there (ssl = on), or off for this monitor.`,
    )
  }
  throw explainBadAnswer(new BadAnswer('stranger'), { subject: 'PostgreSQL', server, firstBytes: answer })
}

function closedWords(server: string): string {
  return `PostgreSQL at ${server} closed the connection when it was asked for TLS. Check the port, and its log.`
}
