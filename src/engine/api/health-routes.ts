import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ApiConfig } from '#shared/api-config.ts'
import { BUILT_IN_CATEGORIES } from '#shared/category.ts'
import { METRICS_PATH } from '#shared/config.ts'
import type { Clock } from '../clock.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { LimitedRefresh } from '../watch/limited-refresh.ts'
import type { SelfCheck } from '../watch/self-checks.ts'
import { endpointList } from './endpoint-list.ts'
import { type HealthAnswer, HealthAnswers, type HealthAnswersOptions } from './health-answers.ts'
import { livenessDocument, selfDocument, type Telling, type Untimed } from './health-documents.ts'
import {
  BACKEND_PATH,
  CATEGORY_PATH,
  ENDPOINTS_PATH,
  HEALTH_OPERATIONS,
  type HealthOperation,
  LIVE_PATH,
  OPENAPI_PATH,
  type Question,
} from './health-operations.ts'
import type { SelfResponse } from './health-shapes.ts'

/** What the health endpoints answer from. */
export interface HealthApiParts extends Omit<HealthAnswersOptions, 'clock' | 'book'> {
  readonly config: () => ApiConfig
  readonly refresh: LimitedRefresh
  /** What Traylight itself needs in order to work, for `ready?scope=self`. */
  readonly selfChecks: () => readonly SelfCheck[]
}

export interface HealthRoutesOptions extends HealthApiParts {
  readonly clock: Clock
  readonly book: StatusBook
  /** Whether a request carries the token, and is not made by another web page. */
  readonly hasToken: (request: FastifyRequest) => boolean
}

const JSON_TYPE = 'application/json; charset=utf-8'
const NEEDS_TOKEN = 'send it as "Authorization: Bearer TOKEN".'
const WHERE = `All endpoints are listed at ${ENDPOINTS_PATH}.`
const BUILT_IN: ReadonlySet<string> = new Set(BUILT_IN_CATEGORIES)

const querySchema = z.object({
  refresh: z
    .enum(['true', '1', 'false', '0'], 'Give refresh as true or false, once.')
    .transform(word => word === 'true' || word === '1')
    .default(false),
  scope: z.enum(['all', 'self'], 'Give scope as all or self, once.').default('all'),
})
type Query = z.infer<typeof querySchema>
const NOTHING_ASKED: Query = { refresh: false, scope: 'all' }

/** Whether a path belongs to the health API, whose endpoints other web pages may be allowed to read. */
export function isHealthPath(url: string): boolean {
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  return /^\/(health|api\/v1\/health(\/.*)?)$/.test(path) || path === METRICS_PATH || path === OPENAPI_PATH
}

/** What is said of a path under the health API that there is not, or of another method than GET and HEAD. */
export function refuseHealthPath(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.method === 'GET' || request.method === 'HEAD') {
    return reply.code(404).send({ error: `There is no such endpoint. ${WHERE}`, endpoints: ENDPOINTS_PATH })
  }
  return reply
    .code(405)
    .header('allow', 'GET, HEAD')
    .send({ error: 'The health endpoints answer GET and HEAD only.', endpoints: ENDPOINTS_PATH })
}

/**
 * The health endpoints of the report, and one for each category, service and backend. They answer out of the status
 * book without a token (names, status and times only), always with 200 and the status in the body; only `ready` answers
 * 503 when unhealthy.
 */
export function registerHealthRoutes(app: FastifyInstance, options: HealthRoutesOptions): void {
  const { clock, book, refresh, config, hasToken, run, selfChecks } = options
  const answers = new HealthAnswers(options)

  const tellingOf = (request: FastifyRequest): Telling =>
    hasToken(request) ? 'all' : config().anonymous === 'aggregate' ? 'aggregate' : 'names'

  /** Why a question is not answered; null where it is. */
  const refusalOf = (telling: Telling, question: Question, query: Query): string | null => {
    if (telling === 'aggregate' && isNamed(question))
      return `Names are not told without the token: ${NEEDS_TOKEN}`
    if (query.refresh && telling !== 'all') return `Running checks anew needs the token: ${NEEDS_TOKEN}`
    return null
  }

  const refreshed = async (question: Question) => {
    const startedAt = clock.monotonic()
    const outcome = await refresh.run(answers.tasksOf(question), config().refreshTimeoutSeconds * 1000)
    // What was just recorded counts in the overall status as well.
    book.settle()
    return answers.answerRefreshed(question, 'all', outcome, clock.monotonic() - startedAt)
  }

  const send = (reply: FastifyReply, { text, checkedAt }: HealthAnswer) => {
    if (checkedAt !== null) {
      reply.header('age', String(Math.max(0, Math.floor((clock.now() - checkedAt) / 1000))))
    }
    return reply.header('content-type', JSON_TYPE).send(text)
  }

  const sendSelf = (reply: FastifyReply, make: () => Untimed<SelfResponse>) => {
    const startedAt = clock.monotonic()
    const document = make()
    const tookMs = Math.round((clock.monotonic() - startedAt) * 100) / 100
    const timed: SelfResponse = { ...document, check_duration_ms: tookMs }
    if (timed.status === 'unhealthy') reply.code(503)
    return reply.header('content-type', JSON_TYPE).send(JSON.stringify(timed))
  }

  const registerWatched = ({ path, question: fixed, isReadiness }: HealthOperation) => {
    // Not asynchronous where nothing has to be waited for: a promise would be a good part of what an answer costs.
    app.get(routePathOf(path), (request, reply) => {
      const asked = readQuery(request.query)
      if (!asked.ok) return reply.code(400).send({ error: asked.error })
      const { query } = asked
      if (isReadiness && query.scope === 'self') {
        return sendSelf(reply, () => selfDocument(selfChecks(), clock.now()))
      }
      const question = fixed ?? questionAt(path, request.url)
      const telling = tellingOf(request)
      const refusal = refusalOf(telling, question, query)
      if (refusal !== null) return reply.code(401).send({ error: refusal })
      const answered = (found: HealthAnswer | null) => {
        if (found === null) return refuseUnknown(question, reply)
        if (isReadiness && found.status === 'unhealthy') reply.code(503)
        return send(reply, found)
      }
      return query.refresh ? refreshed(question).then(answered) : answered(answers.answer(question, telling))
    })
  }

  for (const operation of HEALTH_OPERATIONS) {
    if (operation.schema === 'HealthResponse' || operation.schema === 'OverviewResponse') {
      registerWatched(operation)
    }
  }
  app.get(LIVE_PATH, async (_request, reply) => sendSelf(reply, () => livenessDocument(clock.now(), run)))
  app.get(ENDPOINTS_PATH, async request => {
    const isNamed = tellingOf(request) !== 'aggregate'
    // The metrics tell names.
    return endpointList(answers.snapshot(), { isNamed, hasMetrics: isNamed && hasMetrics(app) })
  })
  app.get(OPENAPI_PATH, async (_request, reply) => {
    // Asked for seldom: a start needs none of it.
    const { openApiText } = await import('./openapi-document.ts')
    return reply.header('content-type', JSON_TYPE).send(openApiText({ hasMetrics: hasMetrics(app) }))
  })
}

function refuseUnknown({ about }: Question, reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: `There is no such ${about}. ${WHERE}`, endpoints: ENDPOINTS_PATH })
}

const hasMetrics = (app: FastifyInstance): boolean => app.hasRoute({ method: 'GET', url: METRICS_PATH })

/** Whether the very asking of it names something of the operator's. */
function isNamed(question: Question): boolean {
  if (question.about === 'category') return !BUILT_IN.has(question.category)
  return question.about === 'service' || question.about === 'backend'
}

function readQuery(
  given: unknown,
): { readonly ok: true; readonly query: Query } | { readonly ok: false; readonly error: string } {
  if (typeof given === 'object' && given !== null && !('refresh' in given) && !('scope' in given)) {
    return { ok: true, query: NOTHING_ASKED }
  }
  const read = querySchema.safeParse(given)
  if (read.success) return { ok: true, query: read.data }
  return { ok: false, error: read.error.issues.map(({ message }) => message).join(' ') }
}

/** A parameter is all the rest of the path, since the name of a reported service may hold slashes. */
const routePathOf = (path: string): string => path.replace(/\{\w+\}$/, '*')

function questionAt(path: string, url: string): Question {
  const id = parameterAt(path, url)
  if (path === CATEGORY_PATH) return { about: 'category', category: id }
  return path === BACKEND_PATH ? { about: 'backend', id } : { about: 'service', id }
}

/** What stands in a request's path in the place of the parameter; empty where it is not encoded as it should be. */
function parameterAt(path: string, url: string): string {
  try {
    return decodeURIComponent(url.slice(path.indexOf('{')).replace(/\?.*$/s, ''))
  } catch {
    return ''
  }
}
