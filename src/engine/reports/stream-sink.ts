import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { ReportSink } from './report-format.ts'

/**
 * A sink that writes into a stream no faster than it takes it.
 *
 * @param signal ends what waits for room
 */
export function streamSink(stream: Writable, signal: AbortSignal): ReportSink {
  return {
    async write(piece) {
      signal.throwIfAborted()
      // A copy: who writes may go on to use its buffer while this still waits.
      const taken = stream.write(typeof piece === 'string' ? piece : Uint8Array.from(piece))
      if (!taken) await once(stream, 'drain', { signal })
    },
  }
}
