import { type Backend, backendSchema, type Config } from '#shared/config.ts'
import { PUSHED_FORMAT } from '#shared/pushed-format.ts'
import { holdsReference } from '#shared/reference.ts'

const ID = 'pusher'
/** How often it is noted how the connection is, in seconds. */
export const CONNECTION_NOTED_SECONDS = 30

/**
 * What is pushed over channels stands in the status book as the services of a backend that nobody configured and nobody
 * polls: so they have cards, history, mutes and links as others have. Null where nothing is listened to.
 */
export function pushedBackend({ pusher, backends }: Pick<Config, 'pusher' | 'backends'>): Backend | null {
  if (!pusher.on || !pusher.listen) return null
  const taken = new Set(backends.map(({ id }) => id))
  let id = ID
  for (let next = 2; taken.has(id); next++) id = `${ID}-${next}`
  return backendSchema.parse({
    ...{ id, name: 'Pusher', url: pushedFrom(pusher), format: PUSHED_FORMAT },
    // What it says is heard as well by others; that it is silent is no outage of what it speaks of.
    ...{ category: 'realtime', severity: 'minor', intervalSeconds: CONNECTION_NOTED_SECONDS },
    metricsPath: '',
  })
}

/** The address that is connected to, for people to read and to tell whether it is on this machine. */
function pushedFrom({ host, cluster }: Config['pusher']): string {
  if (host === undefined) return `https://ws-${cluster}.pusher.com`
  if (holdsReference(host)) return host
  const url = new URL(host)
  url.username = ''
  url.password = ''
  return url.href
}
