import fastifyWebsocket from '@fastify/websocket'
import fastify from 'fastify'
import { apiSchema } from '#shared/api-config.ts'
import { type RelayConfig, relaySchema } from '#shared/realtime-config.ts'
import { guardFace } from '../src/engine/api/face-guard.ts'
import { type Clock, systemClock } from '../src/engine/clock.ts'
import { registerRelayRoutes } from '../src/engine/realtime/relay/register-relay-routes.ts'
import { Relay } from '../src/engine/realtime/relay/relay.ts'

/** The keys of the relay in tests. */
export const RELAY_KEYS = { appId: 'tests', key: 'key-of-tests', secret: 'secret of tests' } as const

export interface RelayFaceOptions {
  readonly config?: Partial<RelayConfig>
  readonly port?: number
  readonly clock?: Clock
  /** Other web pages that may connect. */
  readonly origins?: readonly string[]
}

/** The relay on a HTTP face of its own: behind the guard, on a free port of 127.0.0.1. */
export async function startRelayFace(options: RelayFaceOptions = {}) {
  const { clock = systemClock, origins = [] } = options
  const api = apiSchema.parse({ cors: { origins } })
  const app = fastify({ forceCloseConnections: true })
  let url: string | null = null
  const problems: string[] = []
  const relay = new Relay({
    clock,
    resolve: async value => ({ ok: true, value, secrets: [] }),
    address: () => url,
    onChange: () => {},
    onProblem: message => problems.push(message),
  })
  const config = relaySchema.parse({ on: true, ...RELAY_KEYS, ...options.config })
  relay.start({ relay: config })
  await guardFace(app, { host: '127.0.0.1', allowedHosts: [], config: () => api })
  await app.register(fastifyWebsocket, { options: { maxPayload: 12_000_000 } })
  await registerRelayRoutes(app, { relay: () => relay.ready(), clock, otherMessageBytes: 12_000_000 })
  url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  const port = Number(new URL(url).port)
  return {
    ...{ port, url, relay, config, problems },
    /** How `pusher` and `pusher-js` are pointed at it. */
    restOptions: { ...RELAY_KEYS, host: '127.0.0.1', port: String(port) },
    socketOptions: {
      ...{ cluster: '', wsHost: '127.0.0.1', wsPort: port, forceTLS: false },
      enabledTransports: ['ws' as const],
    },
    stop: async () => {
      await relay.stop()
      await app.close()
    },
  }
}
export type RelayFace = Awaited<ReturnType<typeof startRelayFace>>
