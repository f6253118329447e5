import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { ReportSink } from './report-format.ts'

/** Pieces are gathered up to about this many characters, so that each write is worth its while. */
const PIECE = 64 * 1024

/** A sink that writes into a stream no faster than it takes it. What is gathered goes with `flush`. */
export interface StreamSink extends ReportSink {
  flush(): Promise<void>
}

/** @param signal ends what waits for the stream to drain */
export function streamSink(stream: Writable, signal: AbortSignal): StreamSink {
  let text = ''
  const put = async (piece: string | Uint8Array) => {
    signal.throwIfAborted()
    if (!stream.write(piece)) await once(stream, 'drain', { signal })
  }
  const flush = async () => {
    if (text === '') return
    const gathered = text
    text = ''
    await put(gathered)
  }
  return {
    flush,
    async write(piece) {
      if (typeof piece !== 'string') {
        await flush()
        await put(Uint8Array.from(piece))
        return
      }
      text += piece
      if (text.length >= PIECE) await flush()
    },
  }
}
