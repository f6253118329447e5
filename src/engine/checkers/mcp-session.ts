import { Client, ProtocolError, SdkHttpError, SseError } from '@modelcontextprotocol/client'
import type { CheckContext } from './checker.ts'
import { endReason } from './end-reason.ts'
import { isUnreadable, whyMcpFailed } from './mcp-failure.ts'
import { McpHttpLink } from './mcp-http-link.ts'
import { type McpLink, NoSubprotocol, NotJsonRpc } from './mcp-link.ts'
import { type McpTarget, type McpTransportName, showMcpUrl } from './mcp-target.ts'
import { McpWebSocketLink } from './mcp-websocket-link.ts'

/** How long a server may take to forget the session when it is told that it ended. */
const GOODBYE_MS = 300
/** Statuses by which a server says something else than that it does not know streamable HTTP. */
const NOT_ABOUT_TRANSPORT: ReadonlySet<number> = new Set([401, 403, 407, 408, 429])
/** A server that knows no handshake, only the revision of 2026-07-28 or later (JSON-RPC codes of the specification). */
const NO_HANDSHAKE: ReadonlySet<number> = new Set([-32_022, -32_601])

/** The protocol wants a version; 0 says that none is told: a server need not know which one watches it. */
const CLIENT = { name: 'traylight', version: '0' }

/** The options that every request of the SDK is given: the deadline is ours, not its own. */
export interface AskOptions {
  readonly timeout: number
}

/** An initialized session with an MCP server. */
export class McpSession {
  readonly client: Client
  readonly link: McpLink
  readonly #context: CheckContext
  readonly #address: string
  readonly #unreadable = Promise.withResolvers<never>()
  /** From the connection's beginning until it was initialized, in ms, and when that was. */
  #startedAt = 0
  #initializedAt = 0

  private constructor(client: Client, link: McpLink, address: string, context: CheckContext) {
    this.client = client
    this.link = link
    this.#address = address
    this.#context = context
    // The SDK reports such messages and goes on waiting.
    this.#unreadable.promise.catch(() => {})
    client.onerror = error => {
      if (isUnreadable(error)) this.#unreadable.reject(new NotJsonRpc())
    }
  }

  /**
   * Connects and initializes, in the way that this server knows: over HTTP by streamable HTTP or, where it refuses
   * that, by SSE; by the handshake, which also gives a ping, or without where the server knows none any more.
   *
   * @throws CheckFailure in words; nothing is left open then.
   */
  static async open(target: McpTarget, context: CheckContext): Promise<McpSession> {
    const name = transportOf(target)
    try {
      return await McpSession.#attempt(name, target, context, 'legacy')
    } catch (error) {
      const second = secondAttempt(error, name, target)
      if (!second) throw whyMcpFailed(error, { address: showMcpUrl(target), step: 'initialize', context })
      try {
        return await McpSession.#attempt(second.name, target, context, second.mode)
      } catch (again) {
        // What the first way was refused with says more than that the second one was, too.
        const wantsKey = again instanceof SseError && (again.code === 401 || again.code === 403)
        const told = again instanceof SseError && !wantsKey ? error : again
        throw whyMcpFailed(told, { address: showMcpUrl(target), step: 'initialize', context })
      }
    }
  }

  static async #attempt(
    name: McpTransportName | 'websocket-without-subprotocol',
    target: McpTarget,
    context: CheckContext,
    mode: 'legacy' | 'auto',
  ): Promise<McpSession> {
    context.signal.throwIfAborted()
    const link = linkOf(name, target, context)
    const client = new Client(CLIENT, { versionNegotiation: { mode } })
    const session = new McpSession(client, link, showMcpUrl(target), context)
    try {
      session.#startedAt = context.clock.monotonic()
      await session.#within('initialize', options => client.connect(link.transport, options))
      session.#initializedAt = context.clock.monotonic()
      return session
    } catch (error) {
      await session.#end()
      throw error
    }
  }

  /** From the connection's beginning until it was initialized, in ms. */
  get openedMs(): number {
    return this.#initializedAt - this.#startedAt
  }

  get initializeMs(): number {
    return Math.max(0, this.openedMs - this.link.connectMs)
  }

  /**
   * Does one step of the check. Ends with the deadline, and as soon as the connection is of no more use.
   *
   * @throws CheckFailure that says in words what was not answered: `step` is what was asked, as `"ping"`.
   */
  async ask<T>(step: string, work: (options: AskOptions) => Promise<T>): Promise<T> {
    try {
      return await this.#within(step, work)
    } catch (error) {
      throw whyMcpFailed(error, { address: this.#address, step, context: this.#context })
    }
  }

  async #within<T>(step: string, work: (options: AskOptions) => Promise<T>): Promise<T> {
    const { signal, timeoutMs } = this.#context
    const ended = Promise.withResolvers<never>()
    // What the connection itself has to say about its end comes first.
    const onAbort = () =>
      setImmediate(() =>
        ended.reject(
          endReason(
            this.#context,
            within => `The MCP server at ${this.#address} did not answer ${step} ${within}.`,
          ),
        ),
      )
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    try {
      // The SDK's own deadline lies beyond ours, and so is never the one that counts.
      const asked = work({ timeout: timeoutMs + 60_000 })
      return await Promise.race([asked, ended.promise, this.link.broken, this.#unreadable.promise])
    } finally {
      signal.removeEventListener('abort', onAbort)
      ended.promise.catch(() => {})
    }
  }

  /** Tells the server that the session has ended, where it keeps one, and closes everything. */
  async close(): Promise<void> {
    if (!this.#context.signal.aborted) {
      const patience = Promise.withResolvers<void>()
      const timer = this.#context.clock.after(GOODBYE_MS, patience.resolve)
      await Promise.race([this.link.leave(), patience.promise])
      timer.cancel()
    }
    await this.#end()
  }

  async #end(): Promise<void> {
    this.link.close()
    await this.client.close().catch(() => {})
    // Before the protocol was attached to it, the client does not close the transport.
    await this.link.transport.close().catch(() => {})
  }
}

function transportOf({ url, transport }: McpTarget): McpTransportName {
  if (transport !== 'auto') return transport
  return /^wss?:/i.test(url) ? 'websocket' : 'streamable-http'
}

function linkOf(
  name: McpTransportName | 'websocket-without-subprotocol',
  target: McpTarget,
  context: CheckContext,
): McpLink {
  switch (name) {
    case 'websocket':
      return new McpWebSocketLink(target, context, { subprotocol: true })
    case 'websocket-without-subprotocol':
      return new McpWebSocketLink(target, context, { subprotocol: false })
    default:
      return new McpHttpLink(name, target, context)
  }
}

interface Attempt {
  readonly name: McpTransportName | 'websocket-without-subprotocol'
  readonly mode: 'legacy' | 'auto'
}

/** What to try after a first attempt that failed in this way; undefined where nothing else would do better. */
function secondAttempt(
  error: unknown,
  name: McpTransportName,
  { transport }: McpTarget,
): Attempt | undefined {
  if (error instanceof NoSubprotocol) return { name: 'websocket-without-subprotocol', mode: 'legacy' }
  if (error instanceof ProtocolError && NO_HANDSHAKE.has(error.code)) return { name, mode: 'auto' }
  if (!(error instanceof SdkHttpError)) return undefined
  const { status, text } = error.data
  if (typeof text === 'string' && text.includes('"code":-32022')) return { name, mode: 'auto' }
  const isRefused = status >= 400 && status < 500 && !NOT_ABOUT_TRANSPORT.has(status)
  // The specification's backwards compatibility: an older server refuses the POST and offers an event stream.
  return transport === 'auto' && isRefused ? { name: 'sse', mode: 'legacy' } : undefined
}
