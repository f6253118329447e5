import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { Clock } from '../../clock.ts'
import type { RelayRequest } from './relay-api.ts'
import type { RelayApp } from './relay-app.ts'
import type { RelaySocket } from './relay-connection.ts'
import { isRelaySocketPath, keyOfPath } from './relay-path.ts'

export interface RelayRoutesOptions {
  /** The relay; null while it is off. */
  readonly relay: () => Promise<RelayApp | null>
  readonly clock: Clock
  /** Largest message on every other socket of the face, in bytes. */
  readonly otherMessageBytes: number
}

/** Ten events of 10 KB, and what JSON needs to write their quotes. */
const MAX_BODY_BYTES = 524_288
/** A client event of 10 KB, written with every escape. */
const MAX_MESSAGE_BYTES = 65_536
/** A client has so long to answer the closing of its connection, in ms. */
const CLOSE_GRACE_MS = 1000
const OFF = 'There is no relay here, or it is switched off. Switch it on in the settings.'

/**
 * The relay on the HTTP face: Pusher's WebSocket at `/app/KEY` and its HTTP API under `/apps/ID`. The routes are there
 * while it is off as well, and answer 404 then.
 */
export async function registerRelayRoutes(app: FastifyInstance, options: RelayRoutesOptions): Promise<void> {
  const { relay, clock, otherMessageBytes } = options
  const { websocketServer } = app
  // Said between the handshake and the first message of each socket: there is one server for all sockets of the face.
  websocketServer.on('headers', (_headers, { url }) => {
    const isOurs = isRelaySocketPath(url ?? '')
    websocketServer.options.maxPayload = isOurs ? MAX_MESSAGE_BYTES : otherMessageBytes
  })
  await app.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_, body, done) =>
      done(null, body),
    )
    scope.setErrorHandler((error, _request, reply) => {
      const isTooLarge = error instanceof Error && 'statusCode' in error && error.statusCode === 413
      if (!isTooLarge) throw error
      return reply.code(413).send({ error: 'The body is larger than 512 KB. Send less at once.' })
    })
    const answer = async (request: FastifyRequest, reply: FastifyReply) => {
      const app = await relay()
      if (app === null) return reply.code(404).send({ error: OFF })
      const { status, body } = app.answer(relayRequest(request))
      if (status === 429) reply.header('retry-after', '1')
      return reply.code(status).send(body)
    }
    scope.get('/apps/*', answer)
    scope.post('/apps/*', answer)
    scope.get(
      '/app/*',
      {
        websocket: true,
        preValidation: async ({ url }, reply) => {
          if (!isRelaySocketPath(url) || (await relay()) === null) await reply.code(404).send({ error: OFF })
        },
      },
      async (socket, request) => {
        socket.on('error', () => socket.terminate())
        serve(await relay(), socket, request, clock)
      },
    )
  })
}

function serve(app: RelayApp | null, socket: WebSocket, { url }: FastifyRequest, clock: Clock): void {
  if (app === null) {
    socket.close(4100, 'The relay is switched off.')
    return
  }
  const protocol = new URL(url, 'http://relay').searchParams.get('protocol')
  const client = app.connect(portOf(socket, clock), { key: keyOfPath(url), protocol })
  if (client === null) return
  socket.on('message', (data, isBinary) => {
    if (isBinary) socket.close(1003, 'The Pusher protocol is text.')
    else client.receive(data.toString())
  })
  socket.on('close', () => client.gone())
}

function portOf(socket: WebSocket, clock: Clock): RelaySocket {
  return {
    send: text => {
      if (socket.readyState === socket.OPEN) socket.send(text)
    },
    close: (code, reason) => {
      socket.close(code, reason)
      // Who does not read does not see that either.
      const ending = clock.after(CLOSE_GRACE_MS, () => socket.terminate())
      socket.once('close', () => ending.cancel())
    },
    bufferedBytes: () => socket.bufferedAmount,
  }
}

function relayRequest({ method, url, body }: FastifyRequest): RelayRequest {
  const at = url.indexOf('?')
  return {
    ...{ method, path: at < 0 ? url : url.slice(0, at) },
    query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)),
    body: typeof body === 'string' ? body : '',
  }
}
