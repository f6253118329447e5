import type { PusherPlace } from '../open-pusher.ts'

/** How `pusher`, which publishes, is pointed at a cluster or at an own server. */
export function serverOptions({ cluster, host }: PusherPlace) {
  if (host === null) return { cluster, useTLS: true }
  return {
    ...{ host: host.hostname, useTLS: host.protocol === 'https:' },
    ...(host.port !== '' && { port: host.port }),
  }
}
