import { isIPv6, type Socket } from 'node:net'
import fastifyCookie from '@fastify/cookie'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifyWebsocket from '@fastify/websocket'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import { type Route, routeHash } from '#shared/route.ts'
import type { Clock } from '../clock.ts'
import { isOnThisMachine } from '../status/network-presence.ts'
import type { StatusBook } from '../status/status-book.ts'
import { hasToken, isAllowedHost, isOfOtherPage, isOwnOrigin } from './access.ts'
import { type ContractServerOptions, serveContract } from './contract-server.ts'
import { registerDashboardRoutes } from './dashboard-routes.ts'
import { DashboardTickets } from './dashboard-tickets.ts'
import type { EngineViews } from './engine-views.ts'
import { type HealthApiParts, isHealthPath, refuseHealthPath, registerHealthRoutes } from './health-routes.ts'
import { registerCors } from './register-cors.ts'
import { type ReportRoutesOptions, registerReportRoutes } from './report-routes.ts'
import { type OnShow, registerShowRoute } from './show-route.ts'
import { registerStatusRoutes } from './status-routes.ts'

export interface HttpFaceOptions {
  /** Address to bind; 127.0.0.1 unless the operator says otherwise. */
  readonly host: string
  /** Port to bind; 0 for any that is free. */
  readonly port: number
  readonly token: string
  /** Further host names that are answered, beside those of the configuration. */
  readonly allowedHosts?: readonly string[]
  /** The folder of the built dashboard; null serves none. */
  readonly rendererDir: string | null
  /** Another start asks for the dashboard. */
  readonly onShow: OnShow
  readonly clock: Clock
  readonly book: StatusBook
  readonly views: EngineViews
  readonly health: HealthApiParts
  readonly contract: ContractServerOptions
  readonly reports: Pick<ReportRoutesOptions, 'reports' | 'onError'>
}

/** The HTTP face as it listens. */
export interface HttpFace {
  readonly port: number
  /** The dashboard's address without the token. */
  readonly url: string
  /** An address that opens the dashboard once, within a minute, without showing the token. */
  ticketAddress(route: Route | null): string
  stop(): Promise<void>
}

/** Largest message a client may send: an imported configuration of 10 MB and its envelope. */
const MAX_MESSAGE_BYTES = 12_000_000
const MAX_BODY_BYTES = 1_000_000
/** The names that went before those of the standard's draft, for clients that know only them. */
const OLDER_RATE_HEADERS = [
  ['ratelimit-limit', 'x-ratelimit-limit'],
  ['ratelimit-remaining', 'x-ratelimit-remaining'],
  ['ratelimit-reset', 'x-ratelimit-reset'],
] as const

/** When it stops, answers under way and closing handshakes have this long to leave, in ms. */
const STOP_GRACE_MS = 300

const SECURITY_HEADERS: readonly (readonly [string, string])[] = Object.entries({
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
})

/**
 * Starts the HTTP face: health endpoints, the dashboard and the contract's socket. Host and Origin are checked on every
 * request; everything but the health endpoints needs the token.
 *
 * @throws the listening error (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`), for the shell to put into words.
 */
export async function startHttpFace(options: HttpFaceOptions): Promise<HttpFace> {
  const app = fastify({
    ...{ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true, logger: false },
    frameworkErrors: (_error, _request, reply) => {
      const error = 'This address cannot be read: a percent sign in it is not followed by a character.'
      reply.hijack()
      const headers = { ...Object.fromEntries(SECURITY_HEADERS), 'content-type': 'application/json' }
      reply.raw.writeHead(400, headers).end(JSON.stringify({ error }))
    },
  })
  const connections = trackConnections(app)
  const tickets = new DashboardTickets(options.clock)
  let port = options.port
  const isTrusted = (request: FastifyRequest) => hasToken(request, options.token, port)
  const api = options.health.config
  const { allowedHosts = [] } = options

  app.addHook('onRequest', async (request, reply) => {
    const { host } = request.headers
    if (
      !isAllowedHost(host, options.host) &&
      !isAllowedHost(host, options.host, [...allowedHosts, ...api().allowedHosts])
    ) {
      return reply.code(421).send({
        error:
          'This host name is not served here. Use the address Traylight printed, or allow the name with --allowed-host.',
      })
    }
    const isCrossSite = !isOwnOrigin(request.headers.origin, host)
    if (isCrossSite && !isReading(request)) {
      return reply.code(403).send({ error: 'Requests from other web pages are not accepted.' })
    }
  })
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of SECURITY_HEADERS) if (!reply.hasHeader(name)) reply.header(name, value)
    for (const [name, older] of OLDER_RATE_HEADERS) {
      const value = reply.getHeader(name)
      if (value !== undefined) reply.header(older, value)
    }
  })
  await app.register(fastifyCookie)
  await app.register(fastifyRateLimit, {
    max: () => api().rateLimitPerMinute,
    timeWindow: 60_000,
    allowList: ({ ip }) => !api().rateLimitLoopback && isOnThisMachine(ip.replace(/^::ffff:/, '')),
    enableDraftSpec: true,
    errorResponseBuilder: (_request, { after, statusCode }) => ({
      statusCode,
      error: `Too many requests from this address. Ask again in ${after}.`,
    }),
  })
  await app.register(fastifyWebsocket, { options: { maxPayload: MAX_MESSAGE_BYTES } })
  await app.register(async open => {
    await registerCors(open, api)
    registerHealthRoutes(open, {
      ...options.health,
      clock: options.clock,
      book: options.book,
      hasToken: request => isTrusted(request) && !isOfOtherPage(request),
    })
    // Here, beside the health endpoints, is the place of METRICS_PATH: it is listed with them once it is registered.
  })
  registerStatusRoutes(app, {
    views: options.views,
    checkNow: options.contract.handlers.checkNow,
    hasToken: isTrusted,
  })
  registerReportRoutes(app, { ...options.reports, hasToken: isTrusted })
  registerShowRoute(app, { onShow: options.onShow, hasToken: isTrusted })
  registerContractSocket(app, options.contract, isTrusted)
  if (options.rendererDir !== null) {
    registerDashboardRoutes(app, {
      rendererDir: options.rendererDir,
      token: options.token,
      redeemTicket: ticket => tickets.redeem(ticket),
      port: () => port,
      hasToken: isTrusted,
    })
  }
  app.setNotFoundHandler((request, reply) =>
    isHealthPath(request.url)
      ? refuseHealthPath(request, reply)
      : reply.code(404).send({ error: 'There is nothing at this address.' }),
  )

  await app.listen({ host: options.host, port: options.port })
  const address = app.server.address()
  if (typeof address === 'object' && address !== null) port = address.port
  const url = `http://${isIPv6(options.host) ? `[${options.host}]` : options.host}:${port}/`
  return {
    port,
    url,
    ticketAddress: route => `${url}?ticket=${tickets.issue()}${route === null ? '' : routeHash(route)}`,
    stop: () => stopServing(app, connections, options.clock),
  }
}

/** Whether a request only reads, or asks whether it may: what another web page may do where CORS lets it see the answer. */
function isReading({ method, headers, url }: FastifyRequest): boolean {
  if (method === 'OPTIONS') return isHealthPath(url)
  return (method === 'GET' || method === 'HEAD') && headers.upgrade === undefined
}

/** Every connection, also those that were upgraded or refused an upgrade, which the server itself does not end. */
function trackConnections(app: FastifyInstance): ReadonlySet<Socket> {
  const connections = new Set<Socket>()
  app.server.on('connection', socket => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  return connections
}

async function stopServing(
  app: FastifyInstance,
  connections: ReadonlySet<Socket>,
  clock: Clock,
): Promise<void> {
  const ending = clock.after(STOP_GRACE_MS, () => {
    for (const socket of connections) socket.destroy()
  })
  await app.close()
  ending.cancel()
}

function registerContractSocket(
  app: FastifyInstance,
  contract: ContractServerOptions,
  isTrusted: (request: FastifyRequest) => boolean,
): void {
  app.get(
    '/contract',
    {
      websocket: true,
      preValidation: async (request, reply) => {
        if (!isTrusted(request))
          await reply.code(401).send({ error: 'The dashboard socket needs the token.' })
      },
    },
    (socket: WebSocket) => {
      socket.on('error', () => socket.terminate())
      serveContract(
        {
          send: text => {
            if (socket.readyState === socket.OPEN) socket.send(text)
          },
          onMessage: listener => {
            socket.on('message', (data, isBinary) => {
              if (isBinary) socket.close(1003, 'The contract is text.')
              else listener(data.toString())
            })
          },
          onClose: listener => socket.on('close', listener),
          close: reason => socket.close(1008, reason),
          bufferedBytes: () => socket.bufferedAmount,
        },
        contract,
      )
    },
  )
}
