import type { Config } from '#shared/config.ts'
import type { Discovery } from '#shared/views.ts'

export interface DiscoveryBoardOptions {
  /** Looks for services on loopback. */
  readonly discover: () => Promise<readonly Discovery[]>
  /** What of these is neither watched nor dismissed. */
  readonly remaining: (discoveries: readonly Discovery[], config: Config) => readonly Discovery[]
  readonly config: () => Config
  readonly onChange: () => void
}

/** What was found running on this machine and is offered to be watched. It never adds anything by itself. */
export class DiscoveryBoard {
  readonly #options: DiscoveryBoardOptions
  #found: readonly Discovery[] = []
  #looking: Promise<readonly Discovery[]> | null = null

  constructor(options: DiscoveryBoardOptions) {
    this.#options = options
  }

  /** What is offered now. */
  offers(): readonly Discovery[] {
    return this.#options.remaining(this.#found, this.#options.config())
  }

  /** Looks anew; a second call joins one that is under way. */
  look(): Promise<readonly Discovery[]> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  async #lookOnce(): Promise<readonly Discovery[]> {
    this.#found = await this.#options.discover()
    this.#options.onChange()
    return this.offers()
  }
}
