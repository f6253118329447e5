import { hostname } from 'node:os'
import type { EngineInfo, Notice } from '#shared/views.ts'
import type { ConfigStore } from '../config/config-store.ts'
import type { ShellServices } from '../shell/shell-services.ts'

export interface EngineInfoOptions {
  readonly version: string
  readonly startedAt: number
  readonly dataDir: string
  readonly config: ConfigStore
  readonly shell: ShellServices
  readonly quietUntil: number | null
  readonly notices: readonly Notice[]
}

/** Facts about the running engine, for its clients. */
export function engineInfo(options: EngineInfoOptions): EngineInfo {
  const { config, shell, version, startedAt, dataDir, quietUntil, notices } = options
  return {
    ...{ version, startedAt, dataDir, quietUntil, notices: [...notices] },
    ...{ host: hostname(), platform: process.platform, nodeVersion: process.version },
    config: { ...config.source },
    theme: config.current().settings.theme,
    shell: {
      kind: shell.kind,
      savesFiles: shell.saveFile !== undefined,
      showsFolders: shell.showInFolder !== undefined,
      startsAtLogin: shell.startAtLogin !== undefined,
      updatesItself: shell.updates !== undefined,
    },
  }
}
