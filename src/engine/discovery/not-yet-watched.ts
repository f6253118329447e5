import type { Config } from '#shared/config.ts'
import type { Discovery } from '#shared/views.ts'

/** Ports that a URL means where it names none. */
const IMPLIED_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'ws:': 80,
  'wss:': 443,
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'rediss:': 6379,
  'mysql:': 3306,
  'mongodb:': 27_017,
  'amqp:': 5672,
}
const LOOPBACK =
  /^(localhost|.+\.localhost|ip6-localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|::1|::|::ffff:127\..+)$/i

/**
 * What was found and is neither watched nor dismissed. Watched is what has any monitor or backend on the same host and
 * port, paused ones too; all names of loopback are the same host. An address held in a reference (`${env:...}`)
 * is not known here. An id that is taken by a monitor of something else gets a number.
 */
export function notYetWatched(
  discoveries: readonly Discovery[],
  config: Pick<Config, 'monitors' | 'backends' | 'settings'>,
): readonly Discovery[] {
  const watched = new Set([
    ...config.monitors.flatMap(monitor => endpointOf(monitor.check) ?? []),
    ...config.backends.flatMap(backend => endpointOf({ url: backend.url }) ?? []),
  ])
  const dismissed = new Set(config.settings.dismissedDiscoveries)
  const monitorIds = new Set(config.monitors.map(({ id }) => id))
  const backendIds = new Set(config.backends.map(({ id }) => id))
  return discoveries
    .filter(({ id, proposal }) => {
      const endpoint = endpointOf(proposal.type === 'monitor' ? proposal.monitor.check : proposal.backend)
      return !dismissed.has(id) && (endpoint === null || !watched.has(endpoint))
    })
    .map(discovery => withFreeId(discovery, monitorIds, backendIds))
}

/** "loopback:5432" of a check's or backend's `url`, or its `host` and `port`; null where it has neither. */
function endpointOf(target: unknown): string | null {
  if (typeof target !== 'object' || target === null) return null
  const { url, host, port }: { url?: unknown; host?: unknown; port?: unknown } = target
  if (typeof url === 'string') return endpointOfUrl(url)
  if (typeof host !== 'string' || !(typeof port === 'number' || typeof port === 'string')) return null
  return endpoint(host, Number(port))
}

function endpointOfUrl(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const port = url.port === '' ? IMPLIED_PORTS[url.protocol] : Number(url.port)
  return port === undefined || url.hostname === '' ? null : endpoint(url.hostname, port)
}

function endpoint(host: string, port: number): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return `${LOOPBACK.test(bare) ? 'loopback' : bare}:${port}`
}

function withFreeId(
  discovery: Discovery,
  monitorIds: ReadonlySet<string>,
  backendIds: ReadonlySet<string>,
): Discovery {
  const { proposal } = discovery
  if (proposal.type === 'monitor') {
    return {
      ...discovery,
      proposal: { type: 'monitor', monitor: { ...proposal.monitor, id: freeId(discovery.id, monitorIds) } },
    }
  }
  return {
    ...discovery,
    proposal: { type: 'backend', backend: { ...proposal.backend, id: freeId(discovery.id, backendIds) } },
  }
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  let number = 2
  while (taken.has(`${wanted}-${number}`)) number++
  return `${wanted}-${number}`
}
