import { formatDuration } from '#shared/format-duration.ts'
import type { Details } from '#shared/views.ts'
import { basicAuthorization } from './basic-authorization.ts'
import {
  type CheckContext,
  CheckFailure,
  type CheckOutcome,
  defineChecker,
  type FailureKind,
} from './checker.ts'
import { bodyText } from './http-body.ts'
import { hasBodyConditions, isExpectedStatus, judgeBody, type MomentAge } from './http-conditions.ts'
import {
  type AnswerHead,
  type BodyPlan,
  type HttpAnswer,
  type HttpAsk,
  type HttpExchange,
  headerText,
  hostOf,
  showUrl,
} from './http-exchange.ts'
import { exchangeFresh } from './http-fresh.ts'
import { exchangeThrough } from './http-proxied.ts'
import { isRedirect, MAX_REDIRECTS, redirectedAsk } from './http-redirect.ts'
import { ReusedConnection } from './http-reused.ts'
import { statusText } from './http-status-text.ts'
import { type HttpTarget, httpTargetSchema } from './http-target.ts'
import { readRetryAfter } from './retry-after.ts'
import { roundMs } from './timed-connect.ts'

/**
 * How much of a body that nobody asked about is taken all the same, and for how long: hanging up on a server in the
 * middle of a small answer fills its log with errors.
 */
const MANNERS: BodyPlan = { atMostBytes: 65_536, waitMs: 100 }

/** Checks an HTTP service. `responseTimeMs` is the time to the first byte of the final answer, redirects included. */
export const httpChecker = defineChecker<HttpTarget>({
  kind: 'http',
  title: 'HTTP',
  summary: 'Asks an HTTP address and holds its status, headers and body against what is expected.',
  schema: httpTargetSchema,
  defaults: { category: 'apis', timeoutSeconds: 10 },
  whatToCheck: [
    'Check that the service is running and listens on the address and port of the URL.',
    'Open the URL from this machine (curl -v) and compare; check DNS, proxy and firewall.',
    'With https, check the date, the name and the chain of the certificate.',
    'Of an external API, check the key configuration, verify its status on its status page, and review rate limiting and quotas.',
  ],
  describe({ url }) {
    const parsed = new URL(url)
    return { text: showUrl(parsed), host: hostOf(parsed) }
  },
  async check(target, context) {
    // What it loads the first time does not count in the time that the service is measured by.
    const exchange = await exchangeOf(target, context)
    const startedAt = context.clock.monotonic()
    const journey = await follow(target, exchange, context)
    const { answer, ask } = journey
    const totalMs = context.clock.monotonic() - startedAt
    const details: Details = {
      statusCode: answer.statusCode,
      httpVersion: answer.httpVersion,
      ...answer.timing,
      // The wait alone, so that the parts add up: dnsMs + connectMs + tlsMs + firstByteMs of the last request.
      firstByteMs: roundMs(answer.firstByteAt - answer.askedAt),
      totalMs: roundMs(totalMs),
      redirects: journey.redirects,
      ...(journey.redirects > 0 && { finalUrl: showUrl(ask.url) }),
      ...(answer.complete && { bodyBytes: answer.body.length }),
      contentType: headerText(answer, 'content-type'),
      ...answer.certificate?.details,
    }
    const now = context.clock.now()
    const { problem, ages } = await judge(target, answer, now)
    const retryAfterMs = problem && readRetryAfter(headerText(answer, 'retry-after'), now)
    return {
      status: problem ? 'unhealthy' : 'healthy',
      message: problem?.message ?? [statusText(answer.statusCode), ...ages.map(ageText)].join(', '),
      responseTimeMs: roundMs(answer.firstByteAt - startedAt),
      details: { ...details, ...(ages.length > 0 && { moments: ages }) },
      ...(problem && { failure: problem.failure }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(answer.certificate && { certificateExpiresAt: answer.certificate.expiresAt }),
    } satisfies CheckOutcome
  },
})

/** "last_contact 3 s ago". */
function ageText({ name, ageSeconds }: MomentAge): string {
  return `${name} ${ageSeconds < 1 ? 'now' : `${formatDuration(ageSeconds * 1000)} ago`}`
}

interface Problem {
  readonly failure: FailureKind
  readonly message: string
}

interface Journey {
  readonly answer: HttpAnswer
  /** The last thing asked. */
  readonly ask: HttpAsk
  readonly redirects: number
}

/** Asks, and asks where it is sent, until there is an answer that is not a redirect to follow. */
async function follow(target: HttpTarget, exchange: HttpExchange, context: CheckContext): Promise<Journey> {
  let ask = firstAsk(target)
  const { origin } = ask.url
  const asked = new Set<string>()
  for (let redirects = 0; ; redirects++) {
    asked.add(`${ask.method} ${ask.url.href}`)
    // Only the configured origin's connection is kept: a redirect could name a new host every time.
    const elsewhere = target.proxy === undefined && ask.url.origin !== origin
    const answer = await (elsewhere ? exchangeFresh : exchange)(ask, head => bodyPlan(target, head), context)
    if (!willFollow(target, answer)) return { answer, ask, redirects }
    const next = redirectedAsk(ask, answer)
    if (asked.has(`${next.method} ${next.url.href}`)) {
      const message = `${showUrl(ask.url)} redirects in a loop, back to ${showUrl(next.url)}.`
      throw new CheckFailure('protocol', message, { redirects: redirects + 1 })
    }
    if (redirects === MAX_REDIRECTS) {
      const message = `${showUrl(new URL(target.url))} redirects more than ${MAX_REDIRECTS} times, last to ${showUrl(next.url)}.`
      throw new CheckFailure('protocol', message, { redirects: redirects + 1 })
    }
    ask = next
  }
}

function firstAsk({ url: address, method, headers, body, tls }: HttpTarget): HttpAsk {
  const url = new URL(address)
  const own = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const)
  return {
    url,
    method,
    headers: {
      host: url.host,
      accept: '*/*',
      'user-agent': 'Traylight',
      ...basicAuthorization(url),
      ...Object.fromEntries(own),
    },
    body,
    tls: tls ?? { rejectUnauthorized: true },
  }
}

async function exchangeOf(target: HttpTarget, context: CheckContext): Promise<HttpExchange> {
  if (target.proxy !== undefined) return exchangeThrough(target.proxy)
  if (target.connection === 'fresh') return exchangeFresh
  const kept = context.keep(ReusedConnection)
  await kept.load()
  return kept.exchange
}

function willFollow(target: HttpTarget, head: AnswerHead): boolean {
  return (
    target.followRedirects && isRedirect(head) && !isExpectedStatus(head.statusCode, target.expectedStatus)
  )
}

/** The body is only waited for where it decides something: the status is right, and there are conditions. */
function bodyPlan(target: HttpTarget, head: AnswerHead): BodyPlan {
  if (!hasBodyConditions(target) || !isExpectedStatus(head.statusCode, target.expectedStatus)) return MANNERS
  const declared = Number(head.headers['content-length'] ?? 0)
  return declared > target.maxBodyBytes ? { atMostBytes: 0, waitMs: 0 } : { atMostBytes: target.maxBodyBytes }
}

/** What is wrong with an answer, and how old the moments in it are. */
interface Judgement {
  readonly problem: Problem | undefined
  readonly ages: readonly MomentAge[]
}

async function judge(target: HttpTarget, answer: HttpAnswer, now: number): Promise<Judgement> {
  const problem = headProblem(target, answer)
  if (problem || !hasBodyConditions(target)) return { problem, ages: [] }
  try {
    const contentType = headerText(answer, 'content-type')
    const contentEncoding = headerText(answer, 'content-encoding')
    const text = await bodyText({ bytes: answer.body, contentEncoding, contentType }, target.maxBodyBytes)
    const { unmet, ages } = judgeBody(text, contentType, target, now)
    return { problem: unmet === undefined ? undefined : { failure: 'unexpected', message: unmet }, ages }
  } catch (error) {
    if (error instanceof CheckFailure) return { problem: error, ages: [] }
    throw error
  }
}

function headProblem(target: HttpTarget, answer: HttpAnswer): Problem | undefined {
  const { statusCode } = answer
  if (!isExpectedStatus(statusCode, target.expectedStatus)) {
    const message = `Answered ${statusText(statusCode)}, expected ${target.expectedStatus.join(', ')}.`
    const hint = HINTS[statusCode]
    const failure = FAILURES[statusCode] ?? 'unexpected'
    return { failure, message: hint === undefined ? message : `${message} ${hint}` }
  }
  if (!hasBodyConditions(target) || answer.complete) return undefined
  const message = `The body is larger than the ${target.maxBodyBytes} bytes that are read, so its conditions were not checked. Raise maxBodyBytes, or check an address with a smaller answer.`
  return { failure: 'unexpected', message }
}

const FAILURES: Readonly<Record<number, FailureKind>> = { 401: 'auth', 403: 'auth', 429: 'quota' }

const HINTS: Readonly<Record<number, string>> = {
  401: 'Check the key or password.',
  403: 'Check what the key is allowed to do.',
  404: 'Check the path.',
  407: 'Give the proxy its name and password.',
  429: 'Check rate limits and quotas, or check less often.',
}
