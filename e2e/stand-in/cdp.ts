import type { Readable, Writable } from 'node:stream'
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

interface Waiting {
  readonly method: string
  resolve(result: unknown): void
  reject(error: Error): void
}

/** The DevTools protocol over Chromium's pipe (--remote-debugging-pipe): JSON, with a NUL after each message. */
export class CdpConnection implements CdpSession {
  private readonly output: Writable
  private readonly waiting = new Map<number, Waiting>()
  private readonly listeners: { session: string | undefined; method: string; call(params: unknown): void }[] =
    []
  private lastId = 0
  private rest = ''

  constructor(input: Readable, output: Writable) {
    this.output = output
    input.setEncoding('utf8')
    input.on('data', (chunk: string) => this.read(chunk))
    input.on('close', () => this.end())
    // Chromium ended: `close` of the other pipe says so to everybody who waits.
    output.on('error', () => {})
  }

  send(method: string, params: CdpParams = {}, sessionId?: string): Promise<unknown> {
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { method, resolve, reject })
      this.output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
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

  /** Closes the pipe, upon which Chromium ends. */
  close(): void {
    this.output.end()
  }

  private read(chunk: string): void {
    const texts = (this.rest + chunk).split('\0')
    this.rest = texts.pop() ?? ''
    for (const text of texts) sayWhatFails(() => this.receive(messageSchema.parse(JSON.parse(text))))
  }

  private receive({ id, sessionId, method, params, result, error }: Message): void {
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
    for (const { method, reject } of this.waiting.values())
      reject(new Error(`${method}: Chromium has ended.`))
    this.waiting.clear()
  }
}
