import fastifyRateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiConfig } from '#shared/api-config.ts'
import { isRelaySocketPath } from '../realtime/relay/relay-path.ts'
import { isAllowedHost, isOwnOrigin } from './access.ts'
import { LIVE_PATH, READY_PATH } from './health-operations.ts'
import { isHealthPath } from './health-routes.ts'

export interface FaceGuardOptions {
  /** Address that is bound. */
  readonly host: string
  /** Further host names that are answered, beside those of the configuration. */
  readonly allowedHosts: readonly string[]
  readonly config: () => ApiConfig
}

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
}
/** The names that went before those of the standard's draft, for clients that know only them. */
const OLDER_RATE_HEADERS = [
  ['ratelimit-limit', 'x-ratelimit-limit'],
  ['ratelimit-remaining', 'x-ratelimit-remaining'],
  ['ratelimit-reset', 'x-ratelimit-reset'],
] as const
/** Of so many Host headers it is remembered that they may be answered. */
const HOSTS_REMEMBERED = 50

/**
 * What stands before every route: only known host names are answered, other web pages may only read, each address may
 * ask only so often, and every answer has the headers that keep pages from being framed, sniffed or cached.
 *
 * Its hooks are plain callbacks: a probe that asks often should cost little, and promises are most of what a request
 * costs here.
 */
export async function guardFace(app: FastifyInstance, options: FaceGuardOptions): Promise<void> {
  const { host: bound, allowedHosts, config } = options
  const known = new Set<string>()
  const isServed = (host: string | undefined): boolean => {
    if (host !== undefined && known.has(host)) return true
    if (!isAllowedHost(host, bound, allowedHosts)) return isAllowedHost(host, bound, config().allowedHosts)
    if (host !== undefined && known.size < HOSTS_REMEMBERED) known.add(host)
    return true
  }
  app.addHook('onRequest', (request, reply, done) => {
    // What an answer needs otherwise it sets over these.
    reply.headers(SECURITY_HEADERS)
    const { host, origin } = request.headers
    if (!isServed(host)) return void refuse(reply, 421, NOT_SERVED)
    const mayAsk = isOwnOrigin(origin, host) || isReading(request) || isInvited(request, config())
    if (!mayAsk) return void refuse(reply, 403, OTHER_PAGE)
    done()
  })
  // The server leaves the connection of a refused upgrade to us; open, it would stay for as long as the other side likes.
  app.addHook('onResponse', ({ headers, raw }, _reply, done) => {
    if (headers.upgrade !== undefined) raw.socket.destroySoon()
    done()
  })
  await limitRate(app, config)
}

const NOT_SERVED =
  'This host name is not served here. Use the address Traylight printed, or allow the name with --allowed-host.'
const OTHER_PAGE = 'Requests from other web pages are not accepted.'

function refuse(reply: FastifyReply, code: number, error: string): FastifyReply {
  return reply.code(code).send({ error })
}

/** Whether a request only reads, or asks whether it may: what another web page may do where CORS lets it see the answer. */
function isReading({ method, headers, url }: FastifyRequest): boolean {
  if (method === 'OPTIONS') return isHealthPath(url)
  return (method === 'GET' || method === 'HEAD') && headers.upgrade === undefined
}

/** Whether a page that the operator names connects to the relay, which asks for its own keys. */
function isInvited({ url, headers }: FastifyRequest, { cors: { origins } }: ApiConfig): boolean {
  if (!isRelaySocketPath(url)) return false
  return origins.includes('*') || origins.includes(headers.origin ?? '')
}

/**
 * What the manifests for Kubernetes have asked. Others may come from the node's address as well, through its network: were
 * these refused for that, Traylight would be ended for what others do. They cost no more than a refusal.
 */
const PROBES_OF_SELF: ReadonlySet<string> = new Set([LIVE_PATH, `${READY_PATH}?scope=self`])
const LOOPBACK = /^(::ffff:)?127\.|^::1$/

/** This machine itself is not limited unless the configuration says so. */
async function limitRate(app: FastifyInstance, config: () => ApiConfig): Promise<void> {
  await app.register(fastifyRateLimit, {
    global: false,
    max: () => config().rateLimitPerMinute,
    timeWindow: 60_000,
    enableDraftSpec: true,
    errorResponseBuilder: (_request, { after, statusCode }) => ({
      statusCode,
      error: `Too many requests from this address. Ask again in ${after}.`,
    }),
  })
  const limit = app.rateLimit()
  app.addHook('onRequest', (request, reply, done) => {
    if (PROBES_OF_SELF.has(request.url)) return done()
    if (LOOPBACK.test(request.ip) && !config().rateLimitLoopback) return done()
    const addOlder = () => {
      for (const [name, older] of OLDER_RATE_HEADERS) reply.header(older, reply.getHeader(name))
    }
    limit
      .call(app, request, reply)
      .finally(addOlder)
      .then(() => done(), done)
  })
}
