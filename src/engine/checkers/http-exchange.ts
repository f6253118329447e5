import type { Details } from '#shared/views.ts'
import type { CertificateFacts } from './certificate-facts.ts'
import { type CheckContext, CheckFailure } from './checker.ts'
import { endReason } from './end-reason.ts'
import { explainFailure } from './explain-failure.ts'
import type { ConnectTarget, TlsChoice } from './timed-connect.ts'

/** One request, as it is sent to one address. */
export interface HttpAsk {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly tls: TlsChoice
}

/** The first part of an answer: everything before its body. */
export interface AnswerHead {
  readonly statusCode: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** How much of an answer's body is wanted: decided when its head has come. */
export interface BodyPlan {
  readonly atMostBytes: number
  /** How long to wait for it, in ms, where it is not needed but good manners to take; else until it ends. */
  readonly waitMs?: number
}

/** An answer, with as much of its body as was wanted. */
export interface HttpAnswer extends AnswerHead {
  readonly httpVersion: string
  readonly body: Buffer
  /** Whether the body was read to its end. */
  readonly complete: boolean
  /** `dnsMs`, `connectMs`, `tlsMs` of the connection it came over; empty where that was reused or is unknown. */
  readonly timing: Details
  /** When it was asked and when the head of the answer had come, on the clock's monotonic scale. */
  readonly askedAt: number
  readonly firstByteAt: number
  readonly certificate?: CertificateFacts | undefined
}

/** A header of an answer as one text; empty where there is none. */
export function headerText({ headers }: AnswerHead, name: string): string {
  return [headers[name] ?? ''].flat().join(', ')
}

/** One way of asking: over a fresh connection, a kept one, or a proxy. Throws `CheckFailure`s; leaves nothing open. */
export type HttpExchange = (
  ask: HttpAsk,
  plan: (head: AnswerHead) => BodyPlan,
  context: CheckContext,
) => Promise<HttpAnswer>

/** An address in words safe to show: without credentials, fragment and what stands in the query. */
export function showUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}${url.search ? '?…' : ''}`
}

/** A host as sockets want it: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
}

/** Where an ask connects to. */
export function httpConnectTarget({ url, tls }: HttpAsk): ConnectTarget {
  const secure = url.protocol === 'https:'
  return {
    host: hostOf(url),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    address: showUrl(url),
    tls: secure ? { ...tls, alpn: ['http/1.1'] } : undefined,
  }
}

/** Takes in a body as it comes, up to what is wanted. */
export class BodyIntake {
  readonly #chunks: Buffer[] = []
  readonly #atMostBytes: number
  #bytes = 0

  constructor(plan: BodyPlan) {
    this.#atMostBytes = plan.atMostBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Takes a chunk; false once there is more than was wanted. */
  take(chunk: Buffer): boolean {
    const room = this.#atMostBytes - this.#bytes
    this.#bytes += Math.min(room, chunk.length)
    this.#chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
    return chunk.length <= room
  }

  body(): Buffer {
    const [only] = this.#chunks
    return this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks)
  }
}

/** How many interim answers (1xx) may come before the answer. */
const MAX_INTERIM = 20

/** Counts interim answers: to be called for each, it answers with the failure once there are too many. */
export function interimLimit(url: URL): () => CheckFailure | undefined {
  let count = 0
  return () => {
    count++
    if (count <= MAX_INTERIM) return undefined
    return new CheckFailure('protocol', `${showUrl(url)} sends interim answers (1xx) without end.`)
  }
}

/** How far an exchange had come when it ended. */
export interface ExchangeProgress {
  readonly stage: 'connecting' | 'waiting' | 'headers' | 'body'
  readonly bodyBytes: number
  /** What was found out by then, to be shown with the failure. */
  readonly details: Details
}

/** What a failed exchange throws: what broke off or ran out of time, and how far it had come. */
export function exchangeFailure(
  error: unknown,
  url: URL,
  progress: ExchangeProgress,
  context: CheckContext,
): unknown {
  const address = showUrl(url)
  if (error instanceof CheckFailure && error !== context.signal.reason) return error
  if (context.signal.aborted) {
    const reason = endReason(context, within => lateText(address, progress, within))
    return reason instanceof CheckFailure
      ? new CheckFailure(reason.failure, reason.message, progress.details)
      : reason
  }
  if (progress.stage === 'body') {
    return new CheckFailure(
      'protocol',
      `${address} broke off in the middle of its answer, after ${progress.bodyBytes} bytes of the body.`,
      progress.details,
    )
  }
  const { failure, message } = explainFailure(error, { subject: 'The server', address, host: hostOf(url) })
  return new CheckFailure(failure, message, progress.details)
}

function lateText(address: string, { stage, bodyBytes }: ExchangeProgress, within: string): string {
  switch (stage) {
    case 'connecting':
      return `${address} could not be reached ${within}.`
    case 'waiting':
      return `${address} accepted the connection but did not answer ${within}.`
    case 'headers':
      return `${address} began to answer but did not finish its headers ${within}.`
    case 'body':
      return `${address} did not finish its answer ${within}; ${bodyBytes} bytes of the body came.`
  }
}
