import type { Options as SocketOptions } from 'pusher-js'

/** Where an app is: Pusher's cluster, or an own server instead. */
export interface PusherPlace {
  readonly cluster: string
  /** Address of an own server, such as `http://127.0.0.1:7410`. */
  readonly host?: string | undefined
}

/** How `pusher-js` is pointed at it. */
export function socketOptions({ cluster, host }: PusherPlace): SocketOptions {
  // With TLS where `forceTLS` says so; the others are fallbacks of browsers.
  const enabledTransports: SocketOptions['enabledTransports'] = ['ws']
  if (host === undefined) return { cluster, forceTLS: true, enabledTransports }
  const { hostname, port, protocol } = new URL(host)
  const forceTLS = protocol === 'https:'
  const chosen = port === '' ? {} : { wsPort: Number(port), wssPort: Number(port) }
  return { cluster: '', wsHost: hostname, ...chosen, forceTLS, enabledTransports }
}

/** How `pusher`, which publishes, is pointed at it. */
export function serverOptions({ cluster, host }: PusherPlace) {
  if (host === undefined) return { cluster, useTLS: true }
  const { hostname, port, protocol } = new URL(host)
  return { host: hostname, ...(port !== '' && { port }), useTLS: protocol === 'https:' }
}

/** In words: "cluster eu", or the server's name. */
export function placeWords({ cluster, host }: PusherPlace): string {
  return host === undefined ? `cluster ${cluster}` : new URL(host).host
}
