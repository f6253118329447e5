import { isDeepStrictEqual } from 'node:util'
import type { RemoteWriteConfig } from '#shared/remote-write-config.ts'
import type { Notice } from '#shared/views.ts'
import type { Clock } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import type { EngineLog } from '../engine-log.ts'
import type { Family } from '../metrics-exposition/family.ts'
import type { RemoteWriter } from './remote-writer.ts'

export interface RemoteWriteOptions {
  readonly clock: Clock
  readonly log: EngineLog
  readonly version: string
  readonly metrics: { families(): Iterable<Family> }
  /** Fills references (`${env:…}`, `${file:…}`, `${secret:…}`) in the address and what is sent with it. */
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** What is to be said of it changed. */
  readonly onNotices: () => void
}

/** Remote write as configured: off without an address, and then nothing of it is loaded. */
export class RemoteWrite {
  readonly #options: RemoteWriteOptions
  #config: RemoteWriteConfig | null = null
  #writer: RemoteWriter | null = null
  #state: 'new' | 'started' | 'stopped' = 'new'
  #changing: Promise<void> = Promise.resolve()

  constructor(options: RemoteWriteOptions) {
    this.#options = options
  }

  start(config: RemoteWriteConfig): void {
    if (this.#state !== 'new') return
    this.#state = 'started'
    this.apply(config)
  }

  /** Takes a new configuration over. What waits to be sent under another one is dropped. */
  apply(config: RemoteWriteConfig): void {
    if (this.#state !== 'started' || isDeepStrictEqual(config, this.#config)) return
    this.#config = config
    this.#changing = this.#changing
      .then(() => this.#change(config))
      .catch(error => this.#options.log.error({ err: error }, 'Remote write could not be set up.'))
  }

  async #change(config: RemoteWriteConfig): Promise<void> {
    const before = this.#writer
    this.#writer = null
    await before?.stop()
    // A newer configuration, or the end, may have come meanwhile.
    if (config !== this.#config || this.#state !== 'started' || (config.url ?? '') === '') {
      this.#options.onNotices()
      return
    }
    const { RemoteWriter } = await import('./remote-writer.ts')
    if (config !== this.#config || this.#state !== 'started') return
    this.#writer = new RemoteWriter({ ...this.#options, config })
    this.#writer.start()
    this.#options.onNotices()
  }

  notices(): readonly Notice[] {
    return this.#writer?.notices() ?? []
  }

  /** How remote write itself is; nothing where it is off. */
  families(): Iterable<Family> {
    return this.#writer?.families() ?? []
  }

  /** Ends it; what was not sent is lost. */
  async stop(): Promise<void> {
    this.#state = 'stopped'
    const writer = this.#writer
    this.#writer = null
    await Promise.all([writer?.stop(), this.#changing])
  }
}
