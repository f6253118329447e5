import type { buildConnector, Client } from 'undici'
import type { Details } from '#shared/views.ts'
import type { CertificateFacts } from './certificate-facts.ts'
import type { CheckContext, Kept } from './checker.ts'
import { exchangeByDispatch } from './http-dispatch.ts'
import { type HttpAnswer, type HttpAsk, type HttpExchange, httpConnectTarget } from './http-exchange.ts'
import { timedConnect } from './timed-connect.ts'

/** How long an idle connection is kept, in ms; less where the server says so. */
const IDLE_MS = 90_000
/** Asking these twice does no harm (RFC 9110, section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/** One time of asking, and what became of it. */
interface Attempt {
  readonly ask: HttpAsk
  readonly context: CheckContext
  answered: boolean
  /** Whether a connection had to be made for it. */
  fresh: boolean
  /** Of making that connection. */
  timing: Details
}

/** Keeps a monitor's connection to one origin between its checks. */
export class ReusedConnection implements Kept {
  #undici: Promise<typeof import('undici')> | undefined
  #client: Client | undefined
  #certificate: CertificateFacts | undefined
  #current: Attempt | undefined

  /** Loads what it needs, so that no check's time is spent on that. */
  load(): Promise<typeof import('undici')> {
    this.#undici ??= import('undici')
    return this.#undici
  }

  /**
   * Asks over a kept connection, or a new one where there is none. A server may close a kept connection at the very
   * moment it is used again; that says nothing about its health, so the question is then put once more.
   */
  readonly exchange: HttpExchange = async (ask, plan, context) => {
    const attempt: Attempt = { ask, context, answered: false, fresh: false, timing: {} }
    try {
      return await this.#attempt(attempt, plan)
    } catch (error) {
      this.close()
      const stale = !attempt.fresh && !attempt.answered && !context.signal.aborted
      if (!stale || !IDEMPOTENT.has(ask.method)) throw error
      return await this.#attempt({ ...attempt }, plan)
    }
  }

  async #attempt(attempt: Attempt, plan: Parameters<HttpExchange>[1]): Promise<HttpAnswer> {
    const { Client } = await this.load()
    this.#client ??= new Client(attempt.ask.url.origin, {
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      connect: (_, callback) => this.#connect(callback),
    })
    this.#current = attempt
    const noticed: typeof plan = head => {
      attempt.answered = true
      return plan(head)
    }
    return exchangeByDispatch(this.#client, attempt.ask, noticed, attempt.context, {
      facts: () => ({ timing: attempt.timing, certificate: this.#certificate }),
      explain: error => error,
    })
  }

  /** A connection is made for the check under way and, until it stands, ends with it. */
  #connect(callback: buildConnector.Callback): void {
    const attempt = this.#current
    if (!attempt) {
      callback(new Error('No check is under way.'), null)
      return
    }
    attempt.fresh = true
    timedConnect(httpConnectTarget(attempt.ask), attempt.context).then(
      ({ socket, timing, certificate }) => {
        attempt.timing = timing
        this.#certificate = certificate
        callback(null, socket)
      },
      error => callback(error, null),
    )
  }

  close(): void {
    void this.#client?.destroy().catch(() => {})
    this.#client = undefined
  }
}
