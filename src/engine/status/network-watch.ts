import { PUSHED_FORMAT } from '#shared/pushed-format.ts'
import type { Clock } from '../clock.ts'
import { hasNoNetwork, isOnThisMachine, type NetworkWitness } from './network-presence.ts'
import type { Watched } from './watched.ts'
import type { WatchedBackend, WatchedMonitor } from './watched-entries.ts'

export interface NetworkWatchOptions {
  readonly clock: Clock
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
  /** When the last interface went, in ms since the epoch. */
  #lostAt = Number.NEGATIVE_INFINITY

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

  /** Looks anew, at everything; tells whether the network went or came, and whether an interface came back. */
  update(): { readonly changed: boolean; readonly interfaceIsBack: boolean } {
    const hasInterface = this.#hasInterface()
    if (this.#hadInterface && !hasInterface) this.#lostAt = this.#options.clock.now()
    const interfaceIsBack = hasInterface && !this.#hadInterface
    this.#hadInterface = hasInterface
    const before = this.#offline
    this.#offline = hasNoNetwork(hasInterface, this.#witnesses())
    return { changed: this.#offline !== before, interfaceIsBack }
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
      if (!monitor.paused) yield { host: description.host, last: this.#lastOf(watched) }
    }
    for (const { backend, watched } of this.#options.backends.values()) {
      // A connection that merely stands says nothing of the network as it is now.
      const isWitness = !backend.paused && backend.format !== PUSHED_FORMAT
      if (isWitness) yield { host: hostOf(backend.url), last: this.#lastOf(watched) }
    }
  }

  /** What was reached before the last interface went cannot be reached without one: no need to wait until it fails. */
  #lastOf({ last }: Watched): NetworkWitness['last'] {
    if (last === null) return undefined
    if (last.failure !== undefined) return last.failure
    return !this.#hadInterface && last.at <= this.#lostAt ? 'unreachable' : 'good'
  }
}

const hostOf = (url: string): string | null => URL.parse(url)?.hostname ?? null
