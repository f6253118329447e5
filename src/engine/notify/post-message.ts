import { basicAuthorization } from '../checkers/basic-authorization.ts'
import { CheckFailure } from '../checkers/checker.ts'
import { statusText } from '../checkers/http-status-text.ts'
import { oneLine } from '../checkers/printable-text.ts'
import { SecretHider } from '../config/hide-secrets.ts'
import { type RequestAnswer, sendRequest } from '../send-request.ts'
import { DeliveryFailure, type NotifierContext } from './notifier.ts'

/** One request of a notifier. */
export interface Posting {
  /** Who takes it, as messages call it: "Slack". */
  readonly title: string
  readonly url: string
  readonly method?: 'POST' | 'PUT' | 'GET'
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly contentType: string
  readonly body: string
  /** What must not be shown of what was sent: addresses that are keys, tokens. */
  readonly secrets: readonly string[]
  /** What to do about an answer that is a refusal; a sentence, or undefined for the usual. */
  readonly remedy?: (statusCode: number, text: string) => string | undefined
  /** Reads from an answer how long it asks to be left alone, in ms, where no header says so. */
  readonly retryAfterMs?: (text: string) => number | undefined
}

/** The desk's deadline comes first; this is for who sends without one. In ms. */
const TIMEOUT_MS = 30_000
const REASON_LENGTH = 200
/** Answers that say "not now" rather than "no". */
const PASSING = new Set([408, 425, 429])

/**
 * Posts to a web service and resolves with its answer once it has taken what was sent. Over a connection of its own, with
 * no proxy; redirects are not followed, since credentials would go with them.
 *
 * @throws DeliveryFailure in words, with whether another attempt may do better
 */
export async function postMessage(posting: Posting, context: NotifierContext): Promise<RequestAnswer> {
  const { title, method = 'POST', body, contentType } = posting
  const url = URL.parse(posting.url)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw refusal(`The address of ${title} is none. Give one that begins with https://.`)
  }
  const { Agent } = await import('undici')
  const dispatcher = new Agent({ connections: 1, pipelining: 0 })
  try {
    const answer = await sendRequest(
      {
        ...{ url: withoutCredentials(url), method, body, subject: title, address: url.host },
        headers: {
          'user-agent': `Traylight/${context.version}`,
          'content-type': contentType,
          ...basicAuthorization(url),
          ...posting.headers,
        },
      },
      { dispatcher, clock: context.clock, signal: context.signal, timeoutMs: TIMEOUT_MS },
    )
    if (answer.statusCode < 200 || answer.statusCode >= 300) throw failureOf(answer, posting, url.host)
    return answer
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error
    throw new DeliveryFailure(error.message, { isWorthRetry: error.failure !== 'misconfigured' })
  } finally {
    await dispatcher.destroy()
  }
}

/** Posts JSON. */
export function postJson(
  { json, ...posting }: Omit<Posting, 'body' | 'contentType'> & { readonly json: unknown },
  context: NotifierContext,
): Promise<RequestAnswer> {
  return postMessage({ ...posting, contentType: 'application/json', body: JSON.stringify(json) }, context)
}

const refusal = (message: string) => new DeliveryFailure(message, { isWorthRetry: false })

function withoutCredentials(url: URL): URL {
  const plain = new URL(url)
  plain.username = ''
  plain.password = ''
  return plain
}

function failureOf(answer: RequestAnswer, posting: Posting, host: string): DeliveryFailure {
  const { statusCode, text } = answer
  // What is HTML is somebody else's page. Secrets are taken out before anything is cut, which could leave a part of one.
  const shown = /^\s*</.test(text)
    ? ''
    : oneLine(new SecretHider(posting.secrets).inText(text), REASON_LENGTH)
  const said = shown === '' ? '' : `: ${shown.replace(/[.!]+$/, '')}`
  const isWorthRetry = statusCode >= 500 || PASSING.has(statusCode)
  const remedy = posting.remedy?.(statusCode, text) ?? (isWorthRetry ? undefined : usualRemedy(statusCode))
  const message = `${posting.title} at ${host} answered ${statusText(statusCode)}${said}.${remedy === undefined ? '' : ` ${remedy}`}`
  const retryAfterMs = answer.retryAfterMs ?? posting.retryAfterMs?.(text)
  return new DeliveryFailure(message, { isWorthRetry, ...(retryAfterMs !== undefined && { retryAfterMs }) })
}

function usualRemedy(statusCode: number): string {
  if (statusCode === 401 || statusCode === 403) return 'Check its key, and what that may do.'
  if (statusCode === 404 || statusCode === 405 || statusCode === 410) {
    return 'Check its address; it may have been deleted over there.'
  }
  if (statusCode >= 300 && statusCode < 400) return 'Give the address that it leads to.'
  return 'It will not take this message, however often it is sent.'
}
