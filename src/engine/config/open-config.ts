import { join } from 'node:path'
import type { Notice } from '#shared/views.ts'
import type { Clock } from '../clock.ts'
import { ConfConfigStore, type OpenSettingsFile } from './conf-config-store.ts'
import type { ConfigRules } from './config-rules.ts'
import type { ConfigStore } from './config-store.ts'
import { FileConfigStore } from './file-config-store.ts'
import { FileSecretStore } from './file-secret-store.ts'
import type { SecretVault } from './secret-vault.ts'

export interface OpenConfigOptions {
  readonly dataDir: string
  /** An operator's own file, which is only read; null for DATA_DIR/config.json. */
  readonly configFile: string | null
  readonly clock: Clock
  readonly rules: ConfigRules
  /** Seals the secrets that are kept; without one they are readable by their owner. */
  readonly vault: SecretVault | null
  /** What writes DATA_DIR/config.json; `conf` unless the shell has its own. */
  readonly openSettingsFile?: OpenSettingsFile | undefined
}

export interface OpenConfig {
  readonly config: ConfigStore
  /** What the operator should know of the secrets. */
  readonly secretNotices: () => readonly Notice[]
}

/** The configuration, not read yet, and the secrets it refers to. */
export async function openConfig(options: OpenConfigOptions): Promise<OpenConfig> {
  const { dataDir, configFile, clock, rules, vault, openSettingsFile } = options
  if (configFile !== null) {
    return { config: new FileConfigStore({ file: configFile, clock, rules }), secretNotices: () => [] }
  }
  const secrets = await FileSecretStore.open(join(dataDir, 'secrets.json'), clock, vault)
  const config = new ConfConfigStore({ dataDir, clock, rules, secrets, openSettingsFile })
  return { config, secretNotices: () => secrets.notices() }
}
