import type { ContractHandlers } from '#shared/contract.ts'
import type { QuietTime } from '../notify/quiet-time.ts'
import type { ShellServices } from '../shell/shell-services.ts'
import { ContractRefusal } from './contract-server.ts'

export interface ShellHandlersOptions {
  readonly shell: ShellServices
  readonly quiet: QuietTime
  /** Whether a file is a report that was written from here. */
  readonly isReport?: (path: string) => boolean
}

type ShellProcedures =
  | 'setQuiet'
  | 'saveFile'
  | 'showInFolder'
  | 'startAtLogin'
  | 'checkForUpdates'
  | 'installUpdate'
  | 'setStartAtLogin'

const DONE = { ok: true } as const

/** What the dashboard asks of the shell around the engine. Refused where this shell cannot do it. */
export function shellHandlers({
  shell,
  quiet,
  isReport = () => false,
}: ShellHandlersOptions): Pick<ContractHandlers, ShellProcedures> {
  const savedPaths = new Set<string>()
  const updates = () => shell.updates ?? refuse('This Traylight does not update itself. Install a newer one.')
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
      const isOurs = savedPaths.has(path) || isReport(path)
      if (!shell.showInFolder || !isOurs) return refuse('That file was not saved from here.')
      shell.showInFolder(path)
      return DONE
    },
    checkForUpdates: async () => ({ version: await updates().check().catch(noUpdates) }),
    installUpdate: async () => {
      await updates().install().catch(noUpdates)
      return DONE
    },
    startAtLogin: async () => ({ enabled: await startAtLogin().isEnabled() }),
    setStartAtLogin: async ({ enabled }) => {
      await startAtLogin().setEnabled(enabled)
      return DONE
    },
  }
}

/** Servers fail in ways of their own; what the person needs to know is that nothing was changed. */
function noUpdates(error: unknown): never {
  const [reason] = String(error instanceof Error ? error.message : error).split('\n')
  return refuse(`The update server could not be used, and nothing was changed: ${reason?.slice(0, 200)}`)
}

function refuse(message: string): never {
  throw new ContractRefusal('failed', message)
}
