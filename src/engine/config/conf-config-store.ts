import path from 'node:path'
import type { Config } from '#shared/config.ts'
import type { Problem } from '#shared/problem.ts'
import type { Notice } from '#shared/views.ts'
import type { Clock } from '../clock.ts'
import { ConfigError } from './config-error.ts'
import {
  goneNotice,
  invalidNotice,
  overwrittenNotice,
  partlyUsedNotice,
  unusedNotice,
} from './config-notices.ts'
import type { ConfigRules } from './config-rules.ts'
import type { ConfigStore, NextConfig } from './config-store.ts'
import { isMapping } from './is-mapping.ts'
import { keepAside } from './keep-aside.ts'
import { knownSecrets } from './known-secrets.ts'
import { parseConfig } from './parse-config.ts'
import { PublishedConfig } from './published-config.ts'
import { readIfThere } from './read-if-there.ts'
import { referencedSecrets } from './references.ts'
import { salvageConfig } from './salvage-config.ts'
import type { SecretStore } from './secret-store.ts'
import { extractSecrets } from './secrets.ts'
import { SerialQueue } from './serial-queue.ts'
import { validateConfig } from './validate-config.ts'
import { type FileWatch, watchFile } from './watch-file.ts'

export interface ConfConfigStoreOptions {
  readonly dataDir: string
  readonly clock: Clock
  readonly rules: ConfigRules
  readonly secrets: SecretStore
  /** What writes the file, once something is saved; `conf` unless the shell has its own of the same format. */
  readonly openSettingsFile?: OpenSettingsFile | undefined
}

/** How the file is to be kept, in the words of `conf` and electron-store. */
export interface SettingsFileOptions {
  readonly cwd: string
  readonly configFileMode: number
  readonly accessPropertiesByDotNotation: false
  readonly serialize: (config: unknown) => string
  readonly deserialize: (text: string) => Record<string, unknown>
}

/** Opens a store of the file `config.json` in a directory; assigning to `store` writes it whole. */
export type OpenSettingsFile = (options: SettingsFileOptions) => Promise<{ store: object }>

const serialize = (config: unknown) => `${JSON.stringify(config, null, 2)}\n`

/** A file in whatever state is no reason not to write over it: what must not be lost has been kept aside before. */
function deserialize(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return isMapping(value) ? value : {}
  } catch {
    return {}
  }
}

const openConf: OpenSettingsFile = async options => {
  // Loaded when something is saved: a start needs to read only.
  const { default: Conf } = await import('conf')
  return new Conf({ ...options, configName: 'config' })
}

/** The configuration in DATA_DIR/config.json, written through `conf`: atomic, mode 0600, watched for outside edits. */
export class ConfConfigStore implements ConfigStore {
  readonly source: { readonly path: string; readonly readOnly: boolean }
  readonly secrets: SecretStore
  readonly #options: ConfConfigStoreOptions
  readonly #published = new PublishedConfig()
  readonly #queue = new SerialQueue()
  /** What the file held when it was last read or written, and when it was last read or written and good. */
  #seenText: string | undefined
  #goodText: string | undefined
  /** Secrets that were in use since the start. Others may belong to a file that was kept aside. */
  readonly #usedSecrets = new Set<string>()
  #watch: FileWatch | undefined

  constructor(options: ConfConfigStoreOptions) {
    this.#options = options
    this.secrets = options.secrets
    this.source = { path: path.join(options.dataDir, 'config.json'), readOnly: false }
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

  /** A file that is damaged or partly invalid is kept aside and named in a notice; it never stops the start. */
  async start(): Promise<void> {
    await this.#queue.run(async () => {
      const text = await readIfThere(this.source.path)
      if (text !== undefined) await this.#startWith(text)
    })
    const onMaybeChanged = () => void this.#queue.run(() => this.#reload())
    this.#watch = watchFile(this.source.path, { clock: this.#options.clock, onMaybeChanged })
    // An edit between the first reading and the watch would go unseen.
    await this.#queue.run(() => this.#reload())
  }

  async stop(): Promise<void> {
    this.#watch?.stop()
    await this.#queue.idle()
  }

  save(next: NextConfig): Promise<void> {
    return this.#queue.run(async () => {
      const wanted = typeof next === 'function' ? next(this.current()) : next
      const { rules } = this.#options
      const valid = validateConfig(wanted, rules.validateCheck, rules.validateNotifier)
      if (!valid.ok) throw new ConfigError('The configuration', valid.problems)
      const config = await this.#withoutSecrets(valid.value)
      const overwritten = await this.#keepUnseen()
      await this.#write(config)
      this.#publishGood(config, overwritten)
      await this.#forgetUnused(config)
    })
  }

  async #startWith(text: string): Promise<void> {
    this.#seenText = text
    const { rules } = this.#options
    const parsed = parseConfig(text, rules)
    if (parsed.ok) return this.#adopt(text, parsed.config)
    const { problems } = parsed
    const file = this.source.path
    const unreadable = parsed.failedAt === 'reading'
    const kept = await keepAside(file, { move: unreadable, now: this.#options.clock.now() })
    // The kept file holds everything now, so saving over this one loses nothing.
    if (unreadable) this.#seenText = undefined
    else this.#goodText = text
    if (!parsed.value) {
      this.#published.publish({ problems, notices: [unusedNotice(file, kept, problems)] })
      return
    }
    const config = await this.#withoutSecrets(
      salvageConfig(parsed.value, rules.validateCheck, rules.validateNotifier),
    )
    this.#published.publish({ config, problems, notices: [partlyUsedNotice(file, kept, problems)] })
  }

  async #reload(): Promise<void> {
    const text = await readIfThere(this.source.path).catch(() => undefined)
    if (text === this.#seenText) return
    this.#seenText = text
    if (text === undefined) {
      this.#published.publish({ notices: [...this.#lasting(), goneNotice(this.source.path)] })
      return
    }
    const parsed = parseConfig(text, this.#options.rules)
    if (parsed.ok) return this.#adopt(text, parsed.config)
    const { problems } = parsed
    const notices = [...this.#lasting(), invalidNotice(this.source.path, problems)]
    this.#published.publish({ problems, notices })
  }

  /** Uses a configuration that was read; secrets that were written out in it are taken out of the file at once. */
  async #adopt(text: string, read: Config): Promise<void> {
    this.#goodText = text
    const config = await this.#withoutSecrets(read)
    const before = referencedSecrets([read.monitors, read.backends])
    const after = referencedSecrets([config.monitors, config.backends])
    if (after.size > before.size) await this.#write(config)
    this.#publishGood(config, [])
  }

  async #withoutSecrets(config: Config): Promise<Config> {
    const kept = await knownSecrets(this.secrets)
    const extracted = extractSecrets(config, this.#options.rules.isSecretField, kept)
    await Promise.all([...extracted.secrets].map(([id, value]) => this.secrets.set(id, value)))
    return extracted.config
  }

  /** Keeps what stands in the file where it is not what was last read and good. */
  async #keepUnseen(): Promise<readonly Notice[]> {
    const text = await readIfThere(this.source.path)
    if (text === undefined || text === this.#goodText) return []
    const kept = await keepAside(this.source.path, { move: false, now: this.#options.clock.now() })
    return [overwrittenNotice(this.source.path, kept)]
  }

  async #write(config: Config): Promise<void> {
    const open = this.#options.openSettingsFile ?? openConf
    const file = await open({
      cwd: this.#options.dataDir,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      serialize,
      deserialize,
    })
    file.store = config
    this.#goodText = serialize(config)
    this.#seenText = this.#goodText
  }

  #publishGood(config: Config, notices: readonly Notice[]): void {
    for (const id of referencedSecrets([config.monitors, config.backends])) this.#usedSecrets.add(id)
    this.#published.publish({ config, problems: [], notices: [...this.#lasting(), ...notices] })
  }

  /** Notices that stay true after the file is good again: what was kept aside. */
  #lasting(): Notice[] {
    return this.notices().filter(notice => /^config-(unused|overwritten):/.test(notice.id))
  }

  async #forgetUnused(config: Config): Promise<void> {
    const referenced = referencedSecrets([config.monitors, config.backends])
    const unused = [...this.#usedSecrets].filter(id => !referenced.has(id))
    await Promise.all(unused.map(id => this.secrets.delete(id)))
    for (const id of unused) this.#usedSecrets.delete(id)
  }
}
