import { hasNoNetwork, isOnThisMachine, type NetworkWitness } from './network-presence.ts'
import type { Watched } from './watched.ts'
import type { WatchedBackend, WatchedMonitor } from './watched-entries.ts'

export interface NetworkWatchOptions {
  readonly monitors: ReadonlyMap<string, WatchedMonitor>
  readonly backends: ReadonlyMap<string, WatchedBackend>
  /** Names of network interfaces beyond loopback that have an address. */
  readonly externalInterfaces: () => readonly string[]
}

const NO_NETWORK = 'No network here: this machine has no connection.'

/** Knows whether this machine has a network, and so which failures say nothing about what was checked. */
export class NetworkWatch {
  readonly #options: NetworkWatchOptions
  #offline = false
  #hadInterface = true

  constructor(options: NetworkWatchOptions) {
    this.#options = options
  }

  get offline(): boolean {
    return this.#offline
  }

  /** Whether time alone may have changed anything: an interface went or came, or the network is still away. */
  get isStale(): boolean {
    return this.#offline || this.#hasInterface() !== this.#hadInterface
  }

  /** Looks anew, at everything; tells whether the network went or came. */
  update(): boolean {
    this.#hadInterface = this.#hasInterface()
    const before = this.#offline
    this.#offline = hasNoNetwork(this.#hadInterface, this.#witnesses())
    return this.#offline !== before
  }

  /** Why a bad result says nothing about the monitor itself; null if it does. */
  excuseForMonitor({ monitor, description }: WatchedMonitor): string | null {
    const { needs } = monitor
    if (needs !== undefined && !this.#isAvailable(needs))
      return `Not reachable without ${needs}, which is down.`
    return this.#offline && !isOnThisMachine(description.host) ? NO_NETWORK : null
  }

  /** Why a backend's silence says nothing about it; null if it does. */
  excuseForBackend({ backend }: WatchedBackend): string | null {
    return this.#offline && !isOnThisMachine(hostOf(backend.url)) ? NO_NETWORK : null
  }

  #hasInterface(): boolean {
    return this.#options.externalInterfaces().length > 0
  }

  /** Whether a needed monitor is well, or a needed interface has an address. */
  #isAvailable(needs: string): boolean {
    const probe = this.#options.monitors.get(needs)
    if (probe) return probe.watched.status !== 'unhealthy' && !probe.watched.isPending
    return this.#options.externalInterfaces().includes(needs)
  }

  *#witnesses(): Iterable<NetworkWitness> {
    for (const { monitor, description, watched } of this.#options.monitors.values()) {
      if (!monitor.paused) yield { host: description.host, last: lastOf(watched) }
    }
    for (const { backend, watched } of this.#options.backends.values()) {
      if (!backend.paused) yield { host: hostOf(backend.url), last: lastOf(watched) }
    }
  }
}

function lastOf(watched: Watched): NetworkWitness['last'] {
  return watched.last === null ? undefined : (watched.last.failure ?? 'good')
}

const hostOf = (url: string): string | null => URL.parse(url)?.hostname ?? null
