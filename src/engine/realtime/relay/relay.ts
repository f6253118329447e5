import { isDeepStrictEqual } from 'node:util'
import type { Config } from '#shared/config.ts'
import type { RealtimeView } from '#shared/realtime.ts'
import type { RelayConfig } from '#shared/realtime-config.ts'
import type { Clock, Timer } from '../../clock.ts'
import type { Resolved } from '../../config/references.ts'
import type { RelayApp } from './relay-app.ts'

export interface RelayOptions {
  readonly clock: Clock
  /** Fills references (`${env:…}`, `${file:…}`, `${secret:…}`) in. */
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Where the HTTP face listens, such as `http://127.0.0.1:7410`; null where it does not. */
  readonly address: () => string | null
  /** What `view` tells has changed; at most once a second. */
  readonly onChange: () => void
  /** Why it could not be switched on, in a sentence. */
  readonly onProblem: (message: string) => void
}

const TELL_MS = 1000
/** Pusher's codes: from 4100 on clients come again after a second, from 4200 on at once. */
const SWITCHED_OFF = { code: 4100, reason: 'The relay is switched off.' } as const
const CHANGED = { code: 4200, reason: 'The settings of the relay changed. Connect again.' } as const

/** The relay as configured: off by default, and then nothing of it is loaded. */
export class Relay {
  readonly #options: RelayOptions
  #config: RelayConfig | null = null
  #app: RelayApp | null = null
  #changing: Promise<void> = Promise.resolve()
  #tellTimer: Timer | null = null

  constructor(options: RelayOptions) {
    this.#options = options
  }

  start(config: Pick<Config, 'relay'>): void {
    this.apply(config)
  }

  /** Takes a configuration over: switches it on or off, and has everybody connect again where it changed. */
  apply({ relay }: Pick<Config, 'relay'>): void {
    if (isDeepStrictEqual(relay, this.#config)) return
    this.#config = relay
    this.#changing = this.#changing
      .then(() => this.#change(relay))
      .catch(() => this.#options.onProblem('The relay could not be switched on. Switch it off and on again.'))
  }

  /** The relay once it is as configured; null where it is off. */
  async ready(): Promise<RelayApp | null> {
    await this.#changing
    return this.#app
  }

  /** What is shown of it; null where it is off. */
  view(): RealtimeView['relay'] {
    const address = this.#options.address()
    return this.#app === null || address === null ? null : { address, ...this.#app.counts }
  }

  /** Closes all connections. */
  async stop(): Promise<void> {
    this.#config = null
    await this.#changing
    this.#app?.close(SWITCHED_OFF.code, SWITCHED_OFF.reason)
    this.#app = null
    this.#tellTimer?.cancel()
    this.#tellTimer = null
  }

  async #change(config: RelayConfig): Promise<void> {
    const { code, reason } = config.on ? CHANGED : SWITCHED_OFF
    this.#app?.close(code, reason)
    this.#app = null
    this.#tell()
    if (!config.on || config !== this.#config) return
    const keys = await this.#options.resolve({
      ...{ appId: config.appId, key: config.key, secret: config.secret },
    })
    if (!keys.ok) return this.#options.onProblem(`The relay is not on: ${keys.message}`)
    const { RelayApp, relayKeysSchema } = await import('./relay-app.ts')
    const read = relayKeysSchema.safeParse(keys.value)
    if (!read.success) return this.#options.onProblem('The relay is not on. Give it a secret.')
    if (config !== this.#config) return
    const { clientEvents, maxConnections } = config
    this.#app = new RelayApp({
      ...{ keys: read.data, clientEvents, maxConnections, clock: this.#options.clock },
      onChange: () => this.#tell(),
    })
  }

  /** Counts change with every event: they are told now and then. */
  #tell(): void {
    this.#tellTimer ??= this.#options.clock.after(TELL_MS, () => {
      this.#tellTimer = null
      this.#options.onChange()
    })
  }
}
