import { isIPv6, type Socket } from 'node:net'
import fastifyCookie from '@fastify/cookie'
import fastifyWebsocket from '@fastify/websocket'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import { type Route, routeHash } from '#shared/route.ts'
import type { Clock } from '../clock.ts'
import type { Metrics } from '../metrics-exposition/metrics.ts'
import { registerRelayRoutes } from '../realtime/relay/register-relay-routes.ts'
import type { Relay } from '../realtime/relay/relay.ts'
import type { StatusBook } from '../status/status-book.ts'
import { hasToken, isOfOtherPage } from './access.ts'
import { type ContractServerOptions, serveContract } from './contract-server.ts'
import { registerDashboardRoutes } from './dashboard-routes.ts'
import { DashboardTickets } from './dashboard-tickets.ts'
import type { EngineViews } from './engine-views.ts'
import { guardFace, SECURITY_HEADERS } from './face-guard.ts'
import { type HealthApiParts, isHealthPath, refuseHealthPath, registerHealthRoutes } from './health-routes.ts'
import { registerHistoryRoutes } from './history-routes.ts'
import { registerMetricsRoutes } from './metrics-routes.ts'
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
  readonly metrics: Metrics
  readonly health: HealthApiParts
  readonly contract: ContractServerOptions
  readonly reports: Pick<ReportRoutesOptions, 'reports' | 'onError'>
  /** The relay, where there may be one. */
  readonly relay?: Pick<Relay, 'ready'>
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
/** What is said of a body that cannot be read, by fastify's code for it. */
const UNREADABLE_BODY: Readonly<Record<string, { readonly status: number; readonly text: string }>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, text: 'The body is not valid JSON. Send a JSON document.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    status: 400,
    text: 'The body is empty. Send a JSON document, or no content type.',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, text: 'The body is larger than 1 MB. Send less.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, text: 'Send JSON, with the content type application/json.' },
}

/** When it stops, answers under way and closing handshakes have this long to leave, in ms. */
const STOP_GRACE_MS = 300

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
      const headers = { ...SECURITY_HEADERS, 'content-type': 'application/json' }
      reply.raw.writeHead(400, headers).end(JSON.stringify({ error }))
    },
  })
  const connections = trackConnections(app)
  const tickets = new DashboardTickets(options.clock)
  let port = options.port
  const isTrusted = (request: FastifyRequest) => hasToken(request, options.token, port)
  const api = options.health.config

  await guardFace(app, { host: options.host, allowedHosts: options.allowedHosts ?? [], config: api })
  await app.register(fastifyCookie)
  await app.register(fastifyWebsocket, { options: { maxPayload: MAX_MESSAGE_BYTES } })
  await app.register(async open => {
    await registerCors(open, api)
    const mayTellAll = (request: FastifyRequest) => isTrusted(request) && !isOfOtherPage(request)
    registerMetricsRoutes(open, {
      ...{ metrics: options.metrics, hasToken: mayTellAll },
      areNamesTold: () => api().anonymous === 'full',
    })
    registerHealthRoutes(open, {
      ...options.health,
      clock: options.clock,
      book: options.book,
      hasToken: mayTellAll,
    })
  })
  const { relay, clock } = options
  // Waited for before the routes below: they take the handler of errors that is there when they are.
  if (relay !== undefined) {
    await registerRelayRoutes(app, {
      ...{ relay: () => relay.ready(), clock, otherMessageBytes: MAX_MESSAGE_BYTES },
    })
  }
  registerStatusRoutes(app, {
    views: options.views,
    checkNow: options.contract.handlers.checkNow,
    hasToken: isTrusted,
  })
  registerReportRoutes(app, { ...options.reports, hasToken: isTrusted })
  registerHistoryRoutes(app, { handlers: options.contract.handlers, hasToken: isTrusted })
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
  app.setErrorHandler((error, _request, reply) => {
    const words = UNREADABLE_BODY[codeOf(error)]
    if (words === undefined) throw error
    return reply.code(words.status).send({ error: words.text })
  })
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
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
