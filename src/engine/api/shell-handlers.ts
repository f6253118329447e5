import type { ContractHandlers } from '#shared/contract.ts'
import type { QuietTime } from '../notify/quiet-time.ts'
import type { ShellServices } from '../shell/shell-services.ts'
import { ContractRefusal } from './contract-server.ts'

export interface ShellHandlersOptions {
  readonly shell: ShellServices
  readonly quiet: QuietTime
}

type ShellProcedures = 'setQuiet' | 'saveFile' | 'showInFolder' | 'startAtLogin' | 'setStartAtLogin'

const DONE = { ok: true } as const

/** What the dashboard asks of the shell around the engine. Refused where this shell cannot do it. */
export function shellHandlers({
  shell,
  quiet,
}: ShellHandlersOptions): Pick<ContractHandlers, ShellProcedures> {
  const savedPaths = new Set<string>()
  const startAtLogin = () => shell.startAtLogin ?? refuse('Traylight cannot start itself at login here.')
  return {
    setQuiet: ({ until }) => {
      quiet.set(until)
      return DONE
    },
    saveFile: async file => {
      if (!shell.saveFile) return refuse('Files are saved by the browser here.')
      const path = await shell.saveFile(file)
      if (path !== null) savedPaths.add(path)
      return { path }
    },
    showInFolder: ({ path }) => {
      // Not whatever a page names: only what was saved from here.
      if (!shell.showInFolder || !savedPaths.has(path)) return refuse('That file was not saved from here.')
      shell.showInFolder(path)
      return DONE
    },
    startAtLogin: async () => ({ enabled: await startAtLogin().isEnabled() }),
    setStartAtLogin: async ({ enabled }) => {
      await startAtLogin().setEnabled(enabled)
      return DONE
    },
  }
}

function refuse(message: string): never {
  throw new ContractRefusal('failed', message)
}
