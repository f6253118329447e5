import { type CheckContext, CheckFailure } from './checker.ts'
import { type BodyPlan, type HttpAnswer, type HttpAsk, type HttpExchange, showUrl } from './http-exchange.ts'
import { isRedirect, MAX_REDIRECTS, redirectedAsk } from './http-redirect.ts'
import { roundMs } from './timed-connect.ts'

/** What came in the end, from where, and the time until it began to come. */
export interface FetchedAnswer {
  readonly answer: HttpAnswer
  readonly from: URL
  readonly responseTimeMs: number
}

/** How something is asked, and how much of each answer is read. */
export interface AskManner {
  readonly exchange: HttpExchange
  readonly plan: BodyPlan
  /** With 0 an answer that redirects is an answer as any other. */
  readonly maxRedirects?: number
}

/**
 * Asks, and goes where it is sent, over up to five redirects by default; never from https to plain http.
 *
 * @throws CheckFailure in words where there is no answer; leaves nothing open.
 */
export async function askFollowing(
  first: HttpAsk,
  { exchange, plan, maxRedirects = MAX_REDIRECTS }: AskManner,
  context: CheckContext,
): Promise<FetchedAnswer> {
  const startedAt = context.clock.monotonic()
  let ask = first
  for (let redirects = 0; ; redirects++) {
    const answer = await exchange(ask, () => plan, context)
    if (maxRedirects === 0 || !isRedirect(answer)) {
      return { answer, from: ask.url, responseTimeMs: roundMs(answer.firstByteAt - startedAt) }
    }
    if (redirects === maxRedirects) {
      throw new CheckFailure('protocol', `${showUrl(first.url)} redirects more than ${maxRedirects} times.`)
    }
    const next = redirectedAsk(ask, answer)
    if (ask.url.protocol === 'https:' && next.url.protocol === 'http:') {
      throw new CheckFailure(
        'protocol',
        `${showUrl(ask.url)} redirects from https to plain http, which is not followed.`,
      )
    }
    ask = next
  }
}
