import { type Dispatcher, request } from 'undici'
import { CheckFailure } from '../checkers/checker.ts'
import { explainFailure } from '../checkers/explain-failure.ts'
import { statusText } from '../checkers/http-status-text.ts'
import { oneLine } from '../checkers/printable-text.ts'
import { readRetryAfter } from '../checkers/retry-after.ts'
import type { Clock } from '../clock.ts'

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

/** What a refusal says of its reason, as far as it is read. In bytes and characters. */
const READ_BYTES = 4096
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
  const address = `${receiver.url.origin}${receiver.url.pathname}`
  const late = new AbortController()
  const deadline = clock.after(receiver.timeoutMs, () =>
    late.abort(
      new CheckFailure(
        'timeout',
        `The receiver at ${address} did not answer within ${receiver.timeoutMs / 1000} s.`,
      ),
    ),
  )
  try {
    const answer = await request(receiver.url, {
      ...{ method: 'POST', dispatcher, body, signal: AbortSignal.any([signal, late.signal]) },
      headers: { ...receiver.headers, ...PROTOCOL_HEADERS },
    })
    const { statusCode, headers } = answer
    const reason = await readReason(answer.body)
    if (statusCode >= 200 && statusCode < 300) return { result: 'sent' }
    const said = reason === '' ? '' : `: ${reason.replace(/\.$/, '')}`
    const message = `The receiver at ${address} answered ${statusText(statusCode)}${said}.${remedy(statusCode)}`
    const kind = String(statusCode)
    if (statusCode !== 429 && statusCode < 500) return { result: 'refused', kind, message }
    const retryAfterMs = readRetryAfter(String(headers['retry-after'] ?? ''), clock.now())
    return { result: 'retry', kind, message, ...(retryAfterMs !== undefined && { retryAfterMs }) }
  } catch (error) {
    const cause = late.signal.aborted ? late.signal.reason : error
    const host = receiver.url.hostname
    const about = { subject: 'The receiver', address: receiver.url.host, host }
    const { failure: kind, message } = explainFailure(cause, about)
    return { result: 'retry', kind, message }
  } finally {
    deadline.cancel()
  }
}

async function readReason(body: Dispatcher.ResponseData['body']): Promise<string> {
  let text = ''
  for await (const chunk of body) {
    text += String(chunk)
    // Leaving the loop ends the connection where more would come.
    if (text.length >= READ_BYTES) break
  }
  return oneLine(text.slice(0, READ_BYTES), REASON_LENGTH)
}

function remedy(statusCode: number): string {
  if (statusCode === 401 || statusCode === 403) return ' Check the credentials of remote write.'
  if (statusCode === 404 || statusCode === 405) {
    return ' Check its path, and whether it takes remote writes (Prometheus: --web.enable-remote-write-receiver).'
  }
  if (statusCode >= 300 && statusCode < 400) return ' Give the address that it leads to.'
  return ''
}
