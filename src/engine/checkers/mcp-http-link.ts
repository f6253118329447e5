import { Agent, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import {
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client'
import { basicAuthorization } from './basic-authorization.ts'
import type { CertificateFacts } from './certificate-facts.ts'
import { type CheckContext, CheckFailure } from './checker.ts'
import { explainFailure } from './explain-failure.ts'
import { hostOf, httpConnectTarget, interimLimit, showUrl } from './http-exchange.ts'
import { MAX_MESSAGE_BYTES, MAX_TOTAL_BYTES, McpConnectionEnded, type McpLink } from './mcp-link.ts'
import { McpMessageLimit } from './mcp-message-limit.ts'
import { type McpTarget, type McpTransportName, showMcpUrl } from './mcp-target.ts'
import { endlessFailure, tooDeepFailure } from './mcp-websocket-link.ts'
import { timedConnect } from './timed-connect.ts'

/** How many connections one check may hold: the event stream, and requests beside it. */
const MAX_CONNECTIONS = 4

/** MCP over HTTP: the SDK's transports, over a `fetch` that ends with the check and reads so much and no more. */
export class McpHttpLink implements McpLink {
  readonly name: McpTransportName
  readonly transport: Transport
  connectMs = 0
  certificate: CertificateFacts | undefined
  readonly #target: McpTarget
  readonly #context: CheckContext
  readonly #agent: ConnectingAgent
  readonly #ending = new AbortController()
  readonly #broken = Promise.withResolvers<never>()
  #bytes = 0

  constructor(name: 'streamable-http' | 'sse', target: McpTarget, context: CheckContext) {
    this.name = name
    this.#target = target
    const signal = AbortSignal.any([context.signal, this.#ending.signal])
    this.#context = { ...context, signal }
    this.#agent = new ConnectingAgent(() => this.#connect())
    this.broken.catch(() => {})
    const options = {
      fetch: this.#fetch,
      requestInit: { headers: target.headers ?? {} },
    }
    const url = new URL(target.url)
    this.transport =
      name === 'sse' ? new SSEClientTransport(url, options) : new StreamableHTTPClientTransport(url, options)
  }

  get broken(): Promise<never> {
    return this.#broken.promise
  }

  async leave(): Promise<void> {
    const { transport } = this
    if (!(transport instanceof StreamableHTTPClientTransport) || transport.sessionId === undefined) return
    await transport.terminateSession().catch(() => {})
  }

  close(): void {
    this.#ending.abort(new Error('The check has ended.'))
    this.#agent.destroy()
  }

  async #connect() {
    const { clock } = this.#context
    const startedAt = clock.monotonic()
    const url = new URL(this.#target.url)
    const tls = { rejectUnauthorized: true, ...this.#target.tls }
    const { socket, certificate } = await timedConnect(
      { ...httpConnectTarget({ url, method: 'GET', headers: {}, tls }), address: showMcpUrl(this.#target) },
      this.#context,
    )
    this.connectMs ||= clock.monotonic() - startedAt
    this.certificate = certificate
    return socket
  }

  /** Like `fetch`, as far as the SDK needs it; redirects are left to the SDK. */
  readonly #fetch = async (input: string | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input)
    const headers = new Headers(init.headers)
    // What a server would like to say by itself is not waited for: without a stream there is none to be closed.
    const isListening = init.method === 'GET' && this.name === 'streamable-http'
    if (isListening && !headers.has('last-event-id')) return new Response(null, { status: 405 })
    if (url.origin !== new URL(this.#target.url).origin) {
      throw this.#failed(
        new CheckFailure(
          'protocol',
          `The MCP server at ${showMcpUrl(this.#target)} points to ${url.origin}, which is not asked. Check that address directly.`,
        ),
      )
    }
    const signals = init.signal ? [this.#context.signal, init.signal] : [this.#context.signal]
    const signal = AbortSignal.any(signals)
    const response = await this.#send(url, init, headers, signal)
    const answerHeaders = new Headers()
    for (const [name, value] of Object.entries(response.headers)) {
      for (const one of [value ?? []].flat()) answerHeaders.append(name, one)
    }
    const status = response.statusCode ?? 0
    if (status === 204 || status === 205 || status === 304) {
      response.resume()
      return new Response(null, { status, headers: answerHeaders })
    }
    return new Response(this.#body(response, url, init.method ?? 'GET', signal), {
      status,
      headers: answerHeaders,
    })
  }

  #send(url: URL, init: RequestInit, headers: Headers, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const settle = () => signal.removeEventListener('abort', onAbort)
      const fail = (error: unknown) => {
        settle()
        reject(this.#failed(signal.aborted && !(error instanceof CheckFailure) ? signal.reason : error))
      }
      const sent = request({
        agent: this.#agent,
        method: init.method ?? 'GET',
        path: `${url.pathname}${url.search}`,
        headers: {
          'user-agent': 'Traylight',
          ...basicAuthorization(url),
          ...Object.fromEntries(headers),
          host: url.host,
        },
        setHost: false,
      })
      const onAbort = () => {
        sent.destroy()
        // Where it is still connecting, the connection knows more about it and fails by the same signal.
        setImmediate(fail, signal.reason)
      }
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
      const interim = interimLimit(url)
      sent.on('information', () => {
        const tooMany = interim()
        if (tooMany) sent.destroy(tooMany)
      })
      sent.on('response', response => {
        settle()
        resolve(response)
      })
      sent.on('error', error => {
        if (error instanceof CheckFailure) return fail(error)
        if (signal.aborted) return
        const about = { subject: 'The server', address: showUrl(url), host: hostOf(url) }
        const { failure, message } = explainFailure(error, about)
        fail(new CheckFailure(failure, message))
      })
      sent.end(typeof init.body === 'string' ? init.body : undefined)
    })
  }

  #body(
    response: IncomingMessage,
    url: URL,
    method: string,
    signal: AbortSignal,
  ): ReadableStream<Uint8Array> {
    let bytes = 0
    // An answer that refuses is read as one document, whatever it is called.
    const isStream =
      Math.floor((response.statusCode ?? 0) / 100) === 2 &&
      /^\s*text\/event-stream/i.test(response.headers['content-type'] ?? '')
    const limit = new McpMessageLimit(isStream ? 'event-stream' : 'json')
    return new ReadableStream<Uint8Array>({
      start: controller => {
        const onAbort = () => fail(signal.reason)
        let settled = false
        const settle = () => {
          settled = true
          signal.removeEventListener('abort', onAbort)
        }
        const fail = (error: unknown) => {
          if (settled) return
          settle()
          response.destroy()
          controller.error(this.#failed(error))
        }
        if (signal.aborted) fail(signal.reason)
        else signal.addEventListener('abort', onAbort, { once: true })
        response.on('data', (chunk: Buffer) => {
          if (settled) return
          bytes += chunk.length
          this.#bytes += chunk.length
          const excess = limit.take(chunk)
          if (excess === 'too-large') fail(this.#tooLarge())
          else if (excess === 'too-deep') fail(tooDeepFailure(showMcpUrl(this.#target)))
          else if (this.#bytes > MAX_TOTAL_BYTES) fail(endlessFailure(showMcpUrl(this.#target)))
          else controller.enqueue(chunk)
        })
        response.on('end', () => {
          if (settled) return
          settle()
          controller.close()
          // Without it no answer can come any more; the SDK would connect again and wait.
          if (isStream && method === 'GET') this.#failed(new McpConnectionEnded('closed its event stream'))
        })
        response.on('error', () =>
          fail(
            new CheckFailure(
              'protocol',
              `${showUrl(url)} broke off in the middle of its answer, after ${bytes} bytes.`,
            ),
          ),
        )
      },
      cancel: () => {
        response.destroy()
      },
    })
  }

  #tooLarge(): CheckFailure {
    return new CheckFailure(
      'protocol',
      `The MCP server at ${showMcpUrl(this.#target)} sent a message of more than ${MAX_MESSAGE_BYTES / 1024 / 1024} MiB, which was not read.`,
    )
  }

  /** Makes what went wrong known also where the SDK keeps it to itself. What was ended by us is no news. */
  #failed(error: unknown): unknown {
    if (error instanceof CheckFailure || error instanceof McpConnectionEnded) this.#broken.reject(error)
    return error
  }
}

/** Makes its connections in a way of its own, and keeps them from request to request. */
class ConnectingAgent extends Agent {
  readonly #open: () => Promise<Socket>

  constructor(open: () => Promise<Socket>) {
    super({ keepAlive: true, maxSockets: MAX_CONNECTIONS })
    this.#open = open
  }

  override createConnection(
    _options: object,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#open().then(
      socket => callback?.(null, socket),
      // Node's types want a stream beside the error, which it does not look at.
      error => Reflect.apply(callback ?? (() => {}), undefined, [error]),
    )
    return undefined
  }
}
