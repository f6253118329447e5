import type { Dispatcher } from 'undici'
import { CheckFailure } from './checkers/checker.ts'
import { explainFailure } from './checkers/explain-failure.ts'
import { readRetryAfter } from './checkers/retry-after.ts'
import type { Clock } from './clock.ts'

/** One request that takes something elsewhere. */
export interface OutgoingRequest {
  readonly url: URL
  readonly method: 'POST' | 'PUT' | 'GET'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** Who is asked, as the subject of a sentence: "The receiver", "Slack". */
  readonly subject: string
  /** Where that is, as far as it may be shown. */
  readonly address: string
}

/** What came back, whatever its status. Redirects are not followed. */
export interface RequestAnswer {
  readonly statusCode: number
  /** The beginning of the body, as it came. */
  readonly text: string
  /** How long the other side asks to be left alone, in ms. */
  readonly retryAfterMs?: number
}

export interface RequestContext {
  readonly dispatcher: Dispatcher
  readonly clock: Clock
  /** Ends it with its reason where that is a `CheckFailure`. */
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

/** What of an answer is read, in characters. */
const READ_LENGTH = 4096

/**
 * Sends one request and reads the beginning of its answer.
 *
 * @throws CheckFailure in words where there is no answer
 */
export async function sendRequest(
  { url, method, headers, body, subject, address }: OutgoingRequest,
  { dispatcher, clock, signal, timeoutMs }: RequestContext,
): Promise<RequestAnswer> {
  const late = new AbortController()
  const deadline = clock.after(timeoutMs, () =>
    late.abort(
      new CheckFailure('timeout', `${subject} at ${address} did not answer within ${timeoutMs / 1000} s.`),
    ),
  )
  try {
    // Lazily: whoever sends nothing does not pay for it.
    const { request } = await import('undici')
    const answer = await request(url, {
      ...{ method, dispatcher, body, headers, signal: AbortSignal.any([signal, late.signal]) },
    })
    const retryAfterMs = readRetryAfter(String(answer.headers['retry-after'] ?? ''), clock.now())
    const text = await readBeginning(answer.body)
    return { statusCode: answer.statusCode, text, ...(retryAfterMs !== undefined && { retryAfterMs }) }
  } catch (error) {
    const cause = late.signal.aborted ? late.signal.reason : signal.aborted ? signal.reason : error
    if (cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_INVALID_ARG') {
      throw new CheckFailure(
        'misconfigured',
        `What is sent to ${subject} at ${address} holds characters that no header can. Enter its headers and keys anew.`,
      )
    }
    const { failure, message } = explainFailure(cause, { subject, address: url.host, host: url.hostname })
    throw new CheckFailure(failure, message)
  } finally {
    deadline.cancel()
  }
}

async function readBeginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  let text = ''
  for await (const chunk of body) {
    text += String(chunk)
    // Leaving the loop ends the connection where more would come.
    if (text.length >= READ_LENGTH) break
  }
  return text.slice(0, READ_LENGTH)
}
