import type { IncomingMessage, ServerResponse } from 'node:http'
import { LoopbackHttp } from '../loopback-http.ts'

/** How a simulated vendor behaves. */
export type VendorBehaviour = 'good' | 'rate-limited' | 'quota-exhausted' | 'down' | 'slow' | 'garbage'

/** What a simulated vendor is asked. */
export interface VendorRequest {
  readonly method: string
  /** Decoded as far as a URL is: without its query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What it answers: a text as it stands, anything else as JSON. */
export interface VendorAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** More than this is not taken from a client. */
const MAX_BODY_BYTES = 1024 * 1024

/** What a captive portal or a proxy in between would send. */
const GARBAGE: VendorAnswer = {
  status: 200,
  body: '<!doctype html><title>Welcome</title><p>Sign in to use this network.',
  headers: { 'content-type': 'text/html; charset=utf-8' },
}

/** Reads the token of an `Authorization: Bearer` header; empty where there is none. */
export function bearerToken({ headers }: VendorRequest): string {
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

/**
 * A paid API, simulated on 127.0.0.1 after its published reference: same paths, headers, rules and errors. Whoever
 * holds it changes how it behaves while it runs.
 */
export abstract class VendorServer {
  behaviour: VendorBehaviour = 'good'
  /** Sent as `Retry-After` when rate-limited: seconds or an HTTP date. */
  retryAfter = '30'
  /** How long it takes to answer when slow, in ms. */
  slowMs = 60_000
  readonly #http = new LoopbackHttp((request, response) => {
    this.#requests++
    void this.#serve(request, response).catch(() => response.destroy())
  })
  #requests = 0

  /** The answer of one that works, which refuses wrong keys too. */
  protected abstract good(request: VendorRequest): VendorAnswer
  /** The answer to too many requests; `Retry-After` is added. */
  protected abstract rateLimited(request: VendorRequest): VendorAnswer
  /** The answer to an account whose quota is used up. */
  protected abstract quotaExhausted(request: VendorRequest): VendorAnswer
  /** The answer of one that has trouble. */
  protected abstract down(request: VendorRequest): VendorAnswer

  /** How many requests it has had. */
  get requests(): number {
    return this.#requests
  }

  get port(): number {
    return this.#http.port
  }

  /** Its root, once it was started. */
  get url(): string {
    return this.#http.url
  }

  /** Listens on 127.0.0.1: on a free port the first time, on the same one ever after. */
  async start(): Promise<void> {
    await this.#http.start()
  }

  /** Breaks off what is under way and stops listening. */
  stop(): Promise<void> {
    return this.#http.stop()
  }

  /** How it answers as it behaves now. */
  protected answer(request: VendorRequest): VendorAnswer {
    switch (this.behaviour) {
      case 'rate-limited': {
        const limited = this.rateLimited(request)
        return { ...limited, headers: { ...limited.headers, 'retry-after': this.retryAfter } }
      }
      case 'quota-exhausted':
        return this.quotaExhausted(request)
      case 'down':
        return this.down(request)
      case 'garbage':
        return GARBAGE
      default:
        return this.good(request)
    }
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming)
    if (body === undefined) return send(response, { status: 413, body: 'The request is too large.\n' })
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1')
    const { method = 'GET', headers } = incoming
    const answer = this.answer({ method, path: url.pathname, query: url.searchParams, headers, body })
    if (this.behaviour !== 'slow') return send(response, answer)
    const timer = setTimeout(() => send(response, answer), this.slowMs)
    response.on('close', () => clearTimeout(timer))
  }
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) continue
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function send(response: ServerResponse, { status, body, headers }: VendorAnswer): void {
  const isText = typeof body === 'string'
  response.writeHead(status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    ...headers,
  })
  response.end(isText ? body : JSON.stringify(body))
}
