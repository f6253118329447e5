import { WebSocket } from 'ws'

/** The largest message that is read at all; a larger one ends the connection. In bytes. */
export const MAX_MESSAGE_BYTES = 1_048_576
/** Larger events are thrown away unread: Pusher's own limit is 10 kB, other servers have up to 100 kB. In characters. */
export const MAX_EVENT_LENGTH = 65_536
const HANDSHAKE_MS = 10_000
/** How long the other side may take to answer our closing. In ms. */
const CLOSE_MS = 300

/** What was thrown away before pusher-js could read it, and why. */
export class BadMessage extends Error {
  /** Empty where it does not say. */
  readonly channel: string

  constructor(channel: string, message: string) {
    super(message)
    this.name = 'BadMessage'
    this.channel = channel
  }
}

/**
 * The socket that pusher-js uses here: it reads no more than it must, survives every message that pusher-js does not
 * understand, and leaves nothing behind once it is closed. What it throws away it tells as an error of the connection.
 */
export class PusherSocket {
  onopen?: (event: unknown) => void
  onclose?: (event: unknown) => void
  onerror?: (event: unknown) => void
  onmessage?: (event: unknown) => void
  onactivity?: () => void
  readonly #ws: WebSocket

  constructor(url: string) {
    this.#ws = new WebSocket(url, {
      maxPayload: MAX_MESSAGE_BYTES,
      // What is not offered cannot be a compression bomb.
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_MS,
      followRedirects: false,
    })
    this.#ws.on('open', () => this.onopen?.({}))
    this.#ws.on('error', error => this.onerror?.(error))
    this.#ws.on('close', (code, reason) =>
      this.onclose?.({ code, reason: reason.toString('utf8'), wasClean: code !== 1006 }),
    )
    this.#ws.on('message', data => this.#take(String(data)))
  }

  send(payload: unknown): void {
    // One that is closing takes nothing more; the connection notices by itself.
    this.#ws.send(String(payload), () => undefined)
  }

  close(): void {
    const late = setTimeout(() => this.#ws.terminate(), CLOSE_MS)
    this.#ws.once('close', () => clearTimeout(late))
    this.#ws.close()
  }

  #take(data: string): void {
    if (data.length > MAX_EVENT_LENGTH) {
      this.onerror?.(new BadMessage(channelIn(data), `it has ${data.length} characters, more than are read`))
      return
    }
    try {
      this.onmessage?.({ data })
    } catch {
      // pusher-js takes the shape of messages on trust: one without an event's name would end the process.
      this.onerror?.(new BadMessage(channelIn(data), 'it is no message of Pusher'))
    }
  }
}

/** The channel that a message names, without reading it as JSON. */
function channelIn(data: string): string {
  return /"channel"\s*:\s*"([\w\-=@,.;]{1,200})"/.exec(data.slice(0, 4096) + data.slice(-1024))?.[1] ?? ''
}
