import type { Dispatcher } from 'undici'
import { CheckFailure } from '../checkers/checker.ts'
import { statusText } from '../checkers/http-status-text.ts'
import { oneLine } from '../checkers/printable-text.ts'
import type { Clock } from '../clock.ts'
import { type RequestAnswer, sendRequest } from '../send-request.ts'

/** Where requests go, and with what. */
export interface Receiver {
  /** Without credentials. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
}

/** How one request ended. */
export type SendOutcome = { readonly result: 'sent' } | SendFailure

export interface SendFailure {
  /**
   * `retry` is worth another attempt: the receiver cannot be reached, or cannot take it now. `refused` is what it will
   * not take, however often it is sent.
   */
  readonly result: 'retry' | 'refused'
  /** The same for failures that differ in their words only: a status code, or a kind of failure. */
  readonly kind: string
  readonly message: string
  /** How long the receiver asks to be left alone, in ms. */
  readonly retryAfterMs?: number
}

export interface SendContext {
  readonly dispatcher: Dispatcher
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** What a refusal says of its reason, as far as it is shown. In characters. */
const REASON_LENGTH = 200

/** What remote write 1.0 asks for (https://prometheus.io/docs/specs/remote_write_spec). */
const PROTOCOL_HEADERS = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
}

/** Sends one packed request. Never rejects; answers 5xx, 429 and silence are worth a retry, other answers are not. */
export async function sendWriteRequest(
  body: Uint8Array,
  receiver: Receiver,
  { dispatcher, clock, signal }: SendContext,
): Promise<SendOutcome> {
  const { url, timeoutMs } = receiver
  const address = `${url.origin}${url.pathname}`
  let answer: RequestAnswer
  try {
    answer = await sendRequest(
      {
        ...{ url, method: 'POST', body, subject: 'The receiver', address },
        headers: { ...receiver.headers, ...PROTOCOL_HEADERS },
      },
      { dispatcher, clock, signal, timeoutMs },
    )
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error
    return { result: 'retry', kind: error.failure, message: error.message }
  }
  const { statusCode, retryAfterMs } = answer
  if (statusCode >= 200 && statusCode < 300) return { result: 'sent' }
  const reason = oneLine(answer.text, REASON_LENGTH)
  const said = reason === '' ? '' : `: ${reason.replace(/\.$/, '')}`
  const message = `The receiver at ${address} answered ${statusText(statusCode)}${said}.${remedy(statusCode)}`
  const kind = String(statusCode)
  if (statusCode !== 429 && statusCode < 500) return { result: 'refused', kind, message }
  return { result: 'retry', kind, message, ...(retryAfterMs !== undefined && { retryAfterMs }) }
}

function remedy(statusCode: number): string {
  if (statusCode === 401 || statusCode === 403) return ' Check the credentials of remote write.'
  if (statusCode === 404 || statusCode === 405) {
    return ' Check its path, and whether it takes remote writes (Prometheus: --web.enable-remote-write-receiver).'
  }
  if (statusCode >= 300 && statusCode < 400) return ' Give the address that it leads to.'
  return ''
}
