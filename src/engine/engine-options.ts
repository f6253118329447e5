import type { Clock } from './clock.ts'
import type { OpenSettingsFile } from './config/conf-config-store.ts'
import type { SecretVault } from './config/secret-vault.ts'
import type { EngineLog } from './engine-log.ts'
import type { NativeNotifier } from './notify/notification.ts'
import type { ShellServices } from './shell/shell-services.ts'
import type { Stage } from './stage/stage.ts'
import type { Transition } from './status/transition.ts'

/** What surrounds an engine, and where it keeps its things. */
export interface EngineOptions {
  /** An existing directory, writable; see `prepareDataDir`. */
  readonly dataDir: string
  /** An operator's own file that settings come from; null for DATA_DIR/config.json. */
  readonly configFile: string | null
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: EngineLog
  readonly shell: ShellServices
  /** Seals the secrets that are kept; without one they stand readable in a file of mode 0600. */
  readonly vault?: SecretVault | null
  /** What writes DATA_DIR/config.json, where the shell has its own. */
  readonly openSettingsFile?: OpenSettingsFile
  /** The services of a demo and their director; none where real ones are watched. */
  readonly stage?: Stage | null
  /** Shows notifications on this machine; null where nobody looks. */
  readonly native?: NativeNotifier | null
  /** Where sounds and pictures are, as files that other programs can open. */
  readonly resourcesDir?: string
  readonly onTransition?: (transition: Transition) => void
}
