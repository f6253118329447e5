import type { Config } from '#shared/config.ts'
import type { Problem } from '#shared/problem.ts'
import type { Notice } from '#shared/views.ts'
import type { SecretStore } from './secret-store.ts'

/** The next configuration, or how to make it from the current one when its turn comes. */
export type NextConfig = Config | ((current: Config) => Config)

/** Where the configuration lives. It is there from `start()` on; secrets in it are references. */
export interface ConfigStore {
  readonly source: { readonly path: string; readonly readOnly: boolean }
  /** Where the references of `current()` lead. */
  readonly secrets: SecretStore
  current(): Config
  /** What is wrong with the file as it is now; the last good configuration, or its good part, is in use meanwhile. */
  problems(): readonly Problem[]
  /** What the operator should know of the file: kept aside, changed from outside and invalid, gone. */
  notices(): readonly Notice[]
  /**
   * Validates, takes literal secrets out, and writes; resolves once a crash could not undo it. One save at a time:
   * give a function where two callers could change different things at once.
   * Throws a ConfigError with every problem, a ConfigReadOnlyError where the file is only read.
   */
  save(next: NextConfig): Promise<void>
  /** Called after the configuration, its problems or its notices changed. Returns how to stop listening. */
  onChange(listener: () => void): () => void
  /** Reads the file and begins to watch it. */
  start(): Promise<void>
  /** Ends the watch and waits for what is being written. */
  stop(): Promise<void>
}
