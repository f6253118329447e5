import path from 'node:path'
import type { Config } from '#shared/config.ts'
import type { Problem } from '#shared/problem.ts'
import type { Notice } from '#shared/views.ts'
import type { Clock } from '../clock.ts'
import { ConfigError, ConfigReadOnlyError } from './config-error.ts'
import { goneNotice, invalidNotice } from './config-notices.ts'
import type { ConfigRules } from './config-rules.ts'
import type { ConfigStore } from './config-store.ts'
import { knownSecrets } from './known-secrets.ts'
import { parseConfig } from './parse-config.ts'
import { PublishedConfig } from './published-config.ts'
import { readIfThere, UnreadableFileError } from './read-if-there.ts'
import { referencedSecrets } from './references.ts'
import { MemorySecretStore } from './secret-store.ts'
import { extractSecrets } from './secrets.ts'
import { SerialQueue } from './serial-queue.ts'
import { type FileWatch, watchFile } from './watch-file.ts'

export interface FileConfigStoreOptions {
  readonly file: string
  readonly clock: Clock
  readonly rules: ConfigRules
}

/**
 * A configuration in an operator's own file, YAML or JSON (`--config FILE`). It is only read, and read again when it
 * changes; secrets written in it stay in memory.
 */
export class FileConfigStore implements ConfigStore {
  readonly source: { readonly path: string; readonly readOnly: boolean }
  readonly secrets = new MemorySecretStore()
  readonly #options: FileConfigStoreOptions
  readonly #published = new PublishedConfig()
  readonly #queue = new SerialQueue()
  #seenText: string | undefined
  #watch: FileWatch | undefined

  constructor(options: FileConfigStoreOptions) {
    this.#options = options
    this.source = { path: path.resolve(options.file), readOnly: true }
  }

  current(): Config {
    return this.#published.state.config
  }

  problems(): readonly Problem[] {
    return this.#published.state.problems
  }

  notices(): readonly Notice[] {
    return this.#published.state.notices
  }

  onChange(listener: () => void): () => void {
    return this.#published.onChange(listener)
  }

  async save(): Promise<void> {
    throw new ConfigReadOnlyError(this.source.path)
  }

  /** Throws a ConfigError with every problem where the file is missing or not valid. */
  async start(): Promise<void> {
    const text = await this.#read()
    const parsed = parseConfig(text, this.#options.rules)
    if (!parsed.ok) throw new ConfigError(this.source.path, parsed.problems)
    this.#seenText = text
    await this.#use(parsed.config)
    const onMaybeChanged = () => void this.#queue.run(() => this.#reload())
    this.#watch = watchFile(this.source.path, { clock: this.#options.clock, onMaybeChanged })
    // An edit between the first reading and the watch would go unseen.
    await this.#queue.run(() => this.#reload())
  }

  async stop(): Promise<void> {
    this.#watch?.stop()
    await this.#queue.idle()
  }

  async #read(): Promise<string> {
    const refuse = (message: string) => new ConfigError(this.source.path, [{ path: [], message }])
    const text = await readIfThere(this.source.path).catch((error: unknown) => {
      throw error instanceof UnreadableFileError ? refuse(error.message) : error
    })
    if (text === undefined) throw refuse('The file does not exist. Check the path.')
    return text
  }

  async #reload(): Promise<void> {
    const text = await readIfThere(this.source.path).catch(() => undefined)
    if (text === undefined) {
      this.#seenText = undefined
      this.#published.publish({ notices: [goneNotice(this.source.path)] })
      return
    }
    if (text === this.#seenText) return
    this.#seenText = text
    const parsed = parseConfig(text, this.#options.rules)
    if (parsed.ok) return this.#use(parsed.config)
    const { problems } = parsed
    this.#published.publish({ problems, notices: [invalidNotice(this.source.path, problems)] })
  }

  async #use(config: Config): Promise<void> {
    const kept = await knownSecrets(this.secrets)
    const extracted = extractSecrets(config, this.#options.rules.isSecretField, kept)
    for (const [id, value] of extracted.secrets) await this.secrets.set(id, value)
    this.#published.publish({ config: extracted.config, problems: [], notices: [] })
    const referenced = referencedSecrets([extracted.config.monitors, extracted.config.backends])
    for (const id of kept.keys()) if (!referenced.has(id)) await this.secrets.delete(id)
  }
}
