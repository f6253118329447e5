import type * as Electron from 'electron'
import type { CallLog } from './call-log.ts'

type ShellPart = Pick<Electron.Shell, 'openExternal' | 'showItemInFolder' | 'openPath' | 'beep'>

/** Electron's `shell`: nothing is opened, all is recorded. */
export function shellModule(calls: CallLog): ShellPart {
  return {
    async openExternal(url, options) {
      if (!URL.canParse(url)) throw new Error('Invalid URL')
      calls.record('shell.openExternal', url, options)
    },
    showItemInFolder: fullPath => calls.record('shell.showItemInFolder', fullPath),
    async openPath(path) {
      calls.record('shell.openPath', path)
      return ''
    },
    beep: () => calls.record('shell.beep'),
  }
}
