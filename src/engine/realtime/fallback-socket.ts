import { WebSocket } from 'ws'
import type { Clock, Timer } from '../clock.ts'

export interface FallbackSocketOptions {
  readonly clock: Clock
  /** From 0 to 1, to spread what is tried again. */
  readonly random: () => number
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly onMessage: (text: string) => void
  readonly onOpen: (isOpen: boolean) => void
}

const MAX_BYTES = 65_536
const HANDSHAKE_MS = 5000
const AGAIN_MS = { least: 5000, most: 60_000 }

/** Listens on one WebSocket of a backend until it is stopped; one that closes or does not answer is tried again. */
export class FallbackSocket {
  readonly #options: FallbackSocketOptions
  #ws: WebSocket | null = null
  #timer: Timer | null = null
  #attempts = 0
  #stopped = false

  constructor(options: FallbackSocketOptions) {
    this.#options = options
    this.#open()
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
    this.#ws?.terminate()
  }

  #open(): void {
    const { url, headers, onMessage, onOpen } = this.#options
    const ws = new WebSocket(url, {
      headers,
      maxPayload: MAX_BYTES,
      // What is not offered cannot be a compression bomb.
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_MS,
    })
    this.#ws = ws
    let isOpen = false
    ws.on('open', () => {
      isOpen = true
      this.#attempts = 0
      if (!this.#stopped) onOpen(true)
    })
    ws.on('message', data => {
      if (!this.#stopped) onMessage(String(data))
    })
    // Why it does not answer is said by the poll of the backend.
    ws.on('error', () => undefined)
    ws.on('close', () => {
      if (this.#stopped) return
      if (isOpen) onOpen(false)
      this.#again()
    })
  }

  #again(): void {
    const { clock, random } = this.#options
    const full = Math.min(AGAIN_MS.most, AGAIN_MS.least * 2 ** this.#attempts++)
    this.#timer = clock.after(full * (0.8 + 0.4 * random()), () => this.#open())
  }
}
