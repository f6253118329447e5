import { isDeepStrictEqual } from 'node:util'
import { type Config, configSchema } from '#shared/config.ts'
import type { Problem } from '#shared/problem.ts'
import type { Notice } from '#shared/views.ts'

/** What a configuration store shows to others. */
export interface PublishedState {
  readonly config: Config
  readonly problems: readonly Problem[]
  readonly notices: readonly Notice[]
}

/** The state of a configuration store, and those who listen to it: told when it really changed. */
export class PublishedConfig {
  #state: PublishedState = { config: configSchema.parse({}), problems: [], notices: [] }
  readonly #listeners = new Set<() => void>()

  get state(): PublishedState {
    return this.#state
  }

  publish(change: Partial<PublishedState>): void {
    const next = { ...this.#state, ...change }
    if (isDeepStrictEqual(next, this.#state)) return
    this.#state = next
    for (const listener of [...this.#listeners]) listener()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
