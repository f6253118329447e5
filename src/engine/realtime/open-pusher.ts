import type Pusher from 'pusher-js'
import type { Options } from 'pusher-js'
import { PusherSocket } from './pusher-socket.ts'

/** Where pusher-js connects to. */
export interface PusherPlace {
  readonly key: string
  readonly cluster: string
  /** An own server instead of the cluster. */
  readonly host: URL | null
}

/** A connection on which nothing came for so long is asked whether it still stands, and given so long to answer. In ms. */
const ACTIVITY_MS = 30_000
const PONG_MS = 10_000

/** A client of pusher-js with our own socket beneath it; pusher-js is loaded when the first is opened. It connects at once. */
export async function openPusher(
  { key, cluster, host }: PusherPlace,
  options: Pick<Options, 'channelAuthorization' | 'activityTimeout' | 'pongTimeout'>,
): Promise<Pusher> {
  const { default: Client } = await import('pusher-js')
  Client.Runtime.getWebSocketAPI = () => PusherSocket
  return new Client(key, {
    ...options,
    cluster,
    ...(host !== null && ownHost(host)),
    activityTimeout: ACTIVITY_MS,
    pongTimeout: PONG_MS,
    // Its other ways go over plain HTTP to addresses that nobody configured.
    enabledTransports: ['ws'],
    enableStats: false,
  })
}

/** Ends a client: nothing of it is left, and pusher-js forgets it. */
export async function closePusher(client: Pusher): Promise<void> {
  client.unbind_all()
  client.connection.unbind()
  client.disconnect()
  const { default: Client } = await import('pusher-js')
  Client.instances = Client.instances.filter(other => other !== client)
}

function ownHost(host: URL): Partial<Options> {
  const forceTLS = host.protocol === 'https:'
  const port = Number(host.port || (forceTLS ? 443 : 80))
  const wsPath = host.pathname.replace(/\/$/, '')
  return { wsHost: host.hostname, wsPort: port, wssPort: port, forceTLS, ...(wsPath !== '' && { wsPath }) }
}

/** The address of a place's WebSocket, as pusher-js connects to it. */
export function socketAddress({ key, cluster, host }: PusherPlace): string {
  const at =
    host === null
      ? `wss://ws-${cluster}.pusher.com`
      : `${host.protocol === 'https:' ? 'wss' : 'ws'}://${host.host}${host.pathname.replace(/\/$/, '')}`
  return `${at}/app/${encodeURIComponent(key)}?protocol=7&client=traylight&version=1.0`
}
