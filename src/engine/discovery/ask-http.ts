import { type IncomingMessage, request } from 'node:http'
import { request as requestTls } from 'node:https'
import { TLSSocket } from 'node:tls'
import { showAddress } from './loopback-url.ts'
import type { LoopbackAddress, ProbeContext } from './recogniser.ts'

/** More than any health document; of a larger body the beginning is kept. */
const MOST_BYTES = 256 * 1024

/** One answer over HTTP. */
export interface HttpAnswer {
  readonly statusCode: number
  /** As far as it had come when time was up. */
  readonly body: string
  readonly server: string
  /** Whether the certificate is one this machine trusts for that address; true without TLS. */
  readonly trusted: boolean
  /** The key that a WebSocket handshake is confirmed with, where it switched protocols. */
  readonly webSocketAccept: string | null
}

/**
 * Asks for one path. Resolves once the status has come, with as much of the body as came in time; rejects where no
 * HTTP answer came. Redirects are not followed, certificates not refused, and the connection is closed.
 */
export function askHttp(
  address: LoopbackAddress,
  { scheme, path, headers }: { scheme: 'http' | 'https'; path: string; headers?: Record<string, string> },
  { clock, timeoutMs, signal }: ProbeContext,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = (scheme === 'https' ? requestTls : request)({
      ...address,
      path,
      agent: false,
      // Nothing secret is sent, and what answers is only looked at: whether to trust it is decided with the check.
      rejectUnauthorized: false,
      headers: {
        host: showAddress(address),
        accept: 'application/json, */*;q=0.5',
        'user-agent': 'Traylight (discovery)',
        ...headers,
      },
    })
    let incoming: IncomingMessage | null = null
    const chunks: Buffer[] = []
    let length = 0
    const finish = (error?: Error) => {
      timer.cancel()
      signal.removeEventListener('abort', onAbort)
      if (incoming) resolve(answerOf(incoming, Buffer.concat(chunks).toString('utf8')))
      else reject(error ?? new Error('No HTTP answer came in time.'))
      outgoing.destroy()
    }
    const onAbort = () => finish()
    const timer = clock.after(timeoutMs, onAbort)
    signal.addEventListener('abort', onAbort, { once: true })
    outgoing.on('error', finish)
    outgoing.on('close', () => finish())
    outgoing.on('response', response => {
      incoming = response
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        length += chunk.length
        if (length > MOST_BYTES) finish()
      })
      response.on('end', () => finish())
      response.on('error', finish)
    })
    outgoing.on('upgrade', (response, socket) => {
      incoming = response
      socket.destroy()
      finish()
    })
    outgoing.end()
    if (signal.aborted) finish()
  })
}

function answerOf(incoming: IncomingMessage, body: string): HttpAnswer {
  const { server, 'sec-websocket-accept': accept } = incoming.headers
  return {
    statusCode: incoming.statusCode ?? 0,
    body,
    server: typeof server === 'string' ? server : '',
    trusted: incoming.socket instanceof TLSSocket ? incoming.socket.authorized : true,
    webSocketAccept: typeof accept === 'string' ? accept : null,
  }
}
