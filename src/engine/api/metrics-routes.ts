import type { FastifyInstance, FastifyRequest } from 'fastify'
import { METRICS_PATH } from '#shared/config.ts'
import { CONTENT_TYPES, formatFor } from '../metrics-exposition/exposition-format.ts'
import { headerOffers } from '../metrics-exposition/header-offers.ts'
import type { Metrics } from '../metrics-exposition/metrics.ts'
import type { Tally } from '../metrics-exposition/tally.ts'

export interface MetricsRoutesOptions {
  readonly metrics: Metrics
  readonly hasToken: (request: FastifyRequest) => boolean
  /** Whether names may be told without the token, as the configuration says. */
  readonly areNamesTold: () => boolean
}

/** What is smaller is not worth packing. In characters. */
const WORTH_PACKING = 1000

/**
 * The metrics for Prometheus (report: "Basic Health Endpoints"). To this machine they are given without a token; only
 * with it to others, through a proxy, which makes others look as if they were here, and where names are not told.
 * Registered before the health endpoints, whose answers it counts.
 */
export function registerMetricsRoutes(app: FastifyInstance, options: MetricsRoutesOptions): void {
  const { metrics, hasToken, areNamesTold } = options
  countHealthAnswers(app, metrics.tally)
  app.get(METRICS_PATH, async (request, reply) => {
    const isOpen = isFromHere(request) && areNamesTold()
    if (!isOpen && !hasToken(request)) {
      const why = areNamesTold() ? 'From another machine this' : 'This tells names, and'
      const error = `${why} needs the token: send it as "Authorization: Bearer TOKEN".`
      return reply.code(401).send({ error })
    }
    const format = formatFor(request.headers.accept)
    const { text, packed } = await metrics.document(format)
    reply.header('content-type', CONTENT_TYPES[format]).header('vary', 'Accept, Accept-Encoding')
    if (text.length < WORTH_PACKING || !takesGzip(request.headers['accept-encoding'])) return reply.send(text)
    return reply.header('content-encoding', 'gzip').send(await packed())
  })
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/

/** Any of these says that somebody else asks, through a proxy. */
const FORWARDING = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
]

function isFromHere({ ip, headers }: FastifyRequest): boolean {
  return LOOPBACK.test(ip) && FORWARDING.every(name => headers[name] === undefined)
}

function takesGzip(accepted: string | string[] | undefined): boolean {
  const offers = headerOffers(String(accepted ?? ''))
  const named = offers.filter(({ name }) => name === 'gzip' || name === 'x-gzip')
  const counting = named.length > 0 ? named : offers.filter(({ name }) => name === '*')
  return counting.some(({ quality }) => quality > 0)
}

const HEALTH_ROUTE = /^\/(health|api\/v1\/health)(\/|$)/
/** An answer that says a status begins with it. */
const SAID_STATUS = /^\s*\{\s*"status"\s*:\s*"(healthy|degraded|unhealthy)"/

/** Counts the answers of the health endpoints by their route, of which there are few, and the status they say. */
function countHealthAnswers(app: FastifyInstance, tally: Tally): void {
  app.addHook('onRoute', ({ url, method }) => {
    const isGet = method === 'GET' || (Array.isArray(method) && method.includes('GET'))
    if (isGet && HEALTH_ROUTE.test(url) && !/[:*]/.test(url)) {
      tally.expectAnswers(url, ['healthy', 'degraded', 'unhealthy'])
    }
  })
  // A plain callback: a probe that asks often should cost little.
  app.addHook('onSend', (request, reply, payload, done) => {
    const { url } = request.routeOptions
    if (url !== undefined && HEALTH_ROUTE.test(url) && typeof payload === 'string') {
      const status = SAID_STATUS.exec(payload)?.[1]
      if (status !== undefined) tally.addAnswer(url, status, reply.elapsedTime / 1000)
    }
    done()
  })
}
