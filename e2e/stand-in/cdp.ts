import { z } from 'zod'
import { sayWhatFails } from './stand-in-failure.ts'

/** Parameters or results of the DevTools protocol; what is read of them is parsed where it is read. */
export type CdpParams = Readonly<Record<string, unknown>>

/** One target (or the browser itself) to send commands to and to hear events of. */
export interface CdpSession {
  send(method: string, params?: CdpParams): Promise<unknown>
  on(method: string, listener: (params: unknown) => void): void
}

const messageSchema = z.object({
  id: z.number().optional(),
  sessionId: z.string().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
})
type Message = z.infer<typeof messageSchema>

const GONE = 'Chromium is gone.'

interface Waiting {
  readonly method: string
  resolve(result: unknown): void
  reject(error: Error): void
}

/** The DevTools protocol over a socket: JSON messages. */
export class CdpConnection implements CdpSession {
  private readonly socket: WebSocket
  private readonly waiting = new Map<number, Waiting>()
  private readonly listeners: { session: string | undefined; method: string; call(params: unknown): void }[] =
    []
  private lastId = 0

  /** `socket` is open. */
  constructor(socket: WebSocket) {
    this.socket = socket
    socket.addEventListener('message', ({ data }) => sayWhatFails(() => this.receive(String(data))))
    socket.addEventListener('close', () => this.end())
  }

  /** Connects to a Chromium: ws://127.0.0.1:PORT/devtools/browser/ID. */
  static async open(endpoint: string): Promise<CdpConnection> {
    const socket = new WebSocket(endpoint)
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve())
      socket.addEventListener('error', () => reject(new Error(`Chromium does not answer at ${endpoint}.`)))
    })
    return new CdpConnection(socket)
  }

  send(method: string, params: CdpParams = {}, sessionId?: string): Promise<unknown> {
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      if (this.socket.readyState !== WebSocket.OPEN) return reject(new Error(`${method}: ${GONE}`))
      this.waiting.set(id, { method, resolve, reject })
      this.socket.send(JSON.stringify({ id, method, params, sessionId }))
    })
  }

  on(method: string, call: (params: unknown) => void, session?: string): void {
    this.listeners.push({ session, method, call })
  }

  /** The target of this session. */
  session(sessionId: string): CdpSession {
    return {
      send: (method, params) => this.send(method, params, sessionId),
      on: (method, listener) => this.on(method, listener, sessionId),
    }
  }

  close(): void {
    this.socket.close()
  }

  private receive(text: string): void {
    const message: Message = messageSchema.parse(JSON.parse(text))
    const { id, sessionId, method, params, result, error } = message
    if (id === undefined) {
      for (const listener of this.listeners) {
        if (listener.session === sessionId && listener.method === method) listener.call(params)
      }
      return
    }
    const caller = this.waiting.get(id)
    this.waiting.delete(id)
    if (error) caller?.reject(new Error(`${caller.method}: ${error.message}`))
    else caller?.resolve(result)
  }

  private end(): void {
    for (const { method, reject } of this.waiting.values()) reject(new Error(`${method}: ${GONE}`))
    this.waiting.clear()
  }
}
