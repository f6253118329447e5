import { connect } from 'node:net'
import type { Timer } from '../clock.ts'
import type { LoopbackAddress, ProbeContext } from './recogniser.ts'

/** More than any greeting needs; who sends more is not listened to any longer. */
const MOST_BYTES = 16 * 1024

/** What to say on a connection, and when its answer is complete. */
export interface SocketQuestion {
  /** Sent as soon as connected; nothing for those that speak first. */
  readonly send?: Uint8Array
  /** Whether these bytes are all that is needed. */
  readonly enough: (received: Buffer) => boolean
  /** Listen for this long after it was enough, in ms: who goes on talking then is heard as well. */
  readonly quietMs?: number
  /** Being connected is all that is wanted to know. */
  readonly onlyConnect?: boolean
}

/**
 * Connects, says something and returns what came back until it was enough, the other side ended, or time was up: possibly
 * nothing. The connection is closed before it resolves. Rejects where it cannot connect.
 */
export function askSocket(
  address: LoopbackAddress,
  { send, enough, quietMs = 0, onlyConnect }: SocketQuestion,
  { clock, timeoutMs, signal }: ProbeContext,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    let connected = false
    let quiet: Timer | undefined
    const socket = connect(address)
    const finish = (error?: Error) => {
      timer.cancel()
      quiet?.cancel()
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
      if (connected) resolve(received)
      else reject(error ?? new Error('It did not accept the connection in time.'))
    }
    const onAbort = () => finish()
    const timer = clock.after(timeoutMs, onAbort)
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('connect', () => {
      connected = true
      if (onlyConnect) finish()
      else if (send) socket.write(send)
    })
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk])
      if (received.length > MOST_BYTES) finish()
      else if (enough(received)) {
        if (quietMs === 0) finish()
        else quiet ??= clock.after(quietMs, onAbort)
      }
    })
    socket.on('error', finish)
    socket.on('close', () => finish())
    if (signal.aborted) finish()
  })
}
