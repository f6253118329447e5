import { validateHeaderValue } from 'node:http'
import type { Details } from '#shared/views.ts'
import { askFollowing } from './ask-following.ts'
import type { CertificateFacts } from './certificate-facts.ts'
import { type CheckContext, CheckFailure } from './checker.ts'
import { bodyText } from './http-body.ts'
import { type HttpAnswer, type HttpAsk, headerText, showUrl } from './http-exchange.ts'
import { exchangeFresh } from './http-fresh.ts'
import { MAX_REDIRECTS } from './http-redirect.ts'
import { parseDocument } from './parse-document.ts'
import { readRetryAfter } from './retry-after.ts'
import { roundMs } from './timed-connect.ts'

/** More than this is not read of an answer, packed or unpacked. */
const MAX_BODY_BYTES = 2 * 1024 * 1024

/** One call of a JSON API. */
export interface ApiCall {
  readonly url: URL
  readonly method?: 'GET' | 'POST'
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** JSON, as it is sent. */
  readonly body?: string
  /** Go where it is sent, with no keys to another host. An API that is called with a key does not redirect. */
  readonly followRedirects?: boolean
  /** The answer may be longer than what is read: then its beginning has to do. */
  readonly mayBeLong?: boolean
}

/** What an API answered. */
export interface ApiAnswer {
  /** The address that was asked, without its query. */
  readonly address: string
  readonly statusCode: number
  /** The body as JSON; undefined where it is none, or where only its beginning was read. */
  readonly document: unknown
  /** The body as text, or its beginning. */
  readonly text: string
  /** Whether the body was read to its end. */
  readonly complete: boolean
  /** To the first byte of the answer, with looking up the name and connecting, in ms. */
  readonly responseTimeMs: number
  readonly retryAfterMs?: number
  /** `statusCode` and the time that each step took. */
  readonly details: Details
  readonly certificate?: CertificateFacts
}

/**
 * Calls a JSON API over a connection of its own and reads its answer, whatever its status.
 *
 * @throws CheckFailure in words where there is no answer, or none that could be read; leaves nothing open.
 */
export async function callApi(call: ApiCall, context: CheckContext): Promise<ApiAnswer> {
  const { answer, from, responseTimeMs } = await askFollowing(
    firstAsk(call),
    {
      exchange: exchangeFresh,
      plan: { atMostBytes: MAX_BODY_BYTES },
      maxRedirects: call.followRedirects ? MAX_REDIRECTS : 0,
    },
    context,
  )
  const text = await readText(answer, from, call.mayBeLong === true)
  const retryAfterMs = readRetryAfter(headerText(answer, 'retry-after'), context.clock.now())
  return {
    address: showUrl(call.url),
    statusCode: answer.statusCode,
    document: answer.complete ? parseDocument(text, from) : undefined,
    text,
    complete: answer.complete,
    responseTimeMs,
    details: {
      statusCode: answer.statusCode,
      ...answer.timing,
      firstByteMs: roundMs(answer.firstByteAt - answer.askedAt),
      ...answer.certificate?.details,
    },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(answer.certificate && { certificate: answer.certificate }),
  }
}

/** An address below a configured one, whose own path is kept: `https://api.openai.com/v1` and `/models`. */
export function addressBelow(base: string, path: string): URL {
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`
  url.search = ''
  url.hash = ''
  return url
}

function firstAsk({ url, method = 'GET', headers = {}, body }: ApiCall): HttpAsk {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderValue(name, value)
    } catch {
      throw new CheckFailure(
        'misconfigured',
        `A value that is sent as the header "${name}" holds characters that no header can. Enter the key anew.`,
      )
    }
  }
  return {
    url,
    method,
    headers: {
      host: url.host,
      accept: 'application/json',
      'user-agent': 'Traylight',
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      }),
      ...headers,
    },
    body,
    tls: { rejectUnauthorized: true },
  }
}

async function readText(answer: HttpAnswer, url: URL, mayBeLong: boolean): Promise<string> {
  if (!answer.complete && !mayBeLong) {
    throw new CheckFailure('protocol', `${showUrl(url)} answered with more than 2 MiB, which was not read.`)
  }
  // The beginning of something packed cannot be unpacked.
  if (!answer.complete && headerText(answer, 'content-encoding') !== '') return ''
  return bodyText(
    {
      bytes: answer.body,
      contentEncoding: headerText(answer, 'content-encoding'),
      contentType: headerText(answer, 'content-type'),
    },
    MAX_BODY_BYTES,
  )
}
