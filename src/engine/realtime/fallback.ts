import { z } from 'zod'
import type { Backend } from '#shared/config.ts'
import { listed } from '#shared/listed.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import type { FallbackSocket } from './fallback-socket.ts'

export interface FallbackOptions {
  readonly clock: Clock
  readonly random: () => number
  /** The configured backend; undefined where there is none. */
  readonly backend: () => Backend | undefined
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Polls a backend out of turn. */
  readonly pollBackend: (id: string) => Promise<void>
  readonly onMessage: (path: string, event: string, data: unknown) => void
  /** An endpoint opened or closed, or it began or ended. */
  readonly onChange: () => void
  /** What an endpoint told is not told any more. */
  readonly onSilent: (path: string) => void
}

/** The WebSocket endpoints of a backend that speak to whoever listens (report: "WebSocket Fallback Support"). */
const PATHS = ['/ws/content', '/ws/roblox', '/ws/native'] as const
/** While the channels are silent the backend is polled this often. In ms. */
const POLL_MS = 10_000

const resolvedSchema = z.object({
  url: z.url({ protocol: /^https?$/ }),
  headers: z.record(z.string(), z.string()),
})
const messageSchema = z.looseObject({
  event: z.string().optional(),
  type: z.string().optional(),
  data: z.unknown().optional(),
  payload: z.unknown().optional(),
})

/** What is asked while the channels are silent: the backend behind them is polled more often, and its WebSockets are listened to. */
export class Fallback {
  readonly #options: FallbackOptions
  readonly #open = new Set<string>()
  #sockets: readonly FallbackSocket[] = []
  #timer: Timer | null = null
  /** Of the one that runs; another object when it begins anew. */
  #run: object | null = null

  constructor(options: FallbackOptions) {
    this.#options = options
  }

  /** What is asked, a sentence; empty while nothing is. */
  get words(): string {
    const backend = this.#options.backend()
    if (this.#run === null || !backend) return ''
    const open = PATHS.filter(path => this.#open.has(path))
    return `Asking ${backend.name} instead${open.length === 0 ? '' : `, and listening to ${listed(open)}`}.`
  }

  /** Begins or ends it, as it is needed. */
  set needed(isNeeded: boolean) {
    if (isNeeded === (this.#run !== null)) return
    if (!isNeeded) {
      this.stop()
      this.#options.onChange()
      return
    }
    const backend = this.#options.backend()
    if (!backend || backend.paused) return
    const run = {}
    this.#run = run
    this.#poll(backend.id)
    void this.#listen(backend, run)
    this.#options.onChange()
  }

  stop(): void {
    this.#run = null
    this.#timer?.cancel()
    for (const socket of this.#sockets) socket.stop()
    this.#sockets = []
    this.#open.clear()
  }

  #poll(id: string): void {
    // What comes of it is recorded by who polls; that it failed, too.
    void this.#options.pollBackend(id).catch(() => undefined)
    this.#timer = this.#options.clock.after(POLL_MS, () => this.#poll(id))
  }

  async #listen(backend: Backend, run: object): Promise<void> {
    const { resolve, clock, random } = this.#options
    const resolved = await resolve({ url: backend.url, headers: backend.headers ?? {} })
    const parsed = resolvedSchema.safeParse(resolved.ok ? resolved.value : null)
    const { FallbackSocket } = await import('./fallback-socket.ts')
    if (this.#run !== run || !parsed.success) return
    const { headers } = parsed.data
    this.#sockets = PATHS.map(path => {
      const url = new URL(path, parsed.data.url)
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
      return new FallbackSocket({
        ...{ clock, random, url, headers },
        onMessage: text => this.#take(path, text),
        onOpen: isOpen => this.#setOpen(path, isOpen),
      })
    })
  }

  #setOpen(path: string, isOpen: boolean): void {
    if (isOpen) this.#open.add(path)
    else {
      this.#open.delete(path)
      this.#options.onSilent(path)
    }
    this.#options.onChange()
  }

  #take(path: string, text: string): void {
    let value: unknown = text
    try {
      value = JSON.parse(text)
    } catch {
      // It may be words for people.
    }
    const { data } = messageSchema.safeParse(value)
    const event = data?.event ?? data?.type ?? 'message'
    this.#options.onMessage(path, event, data?.data ?? data?.payload ?? value)
  }
}
