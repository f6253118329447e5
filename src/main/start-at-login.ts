import type { App } from 'electron'
import type { StartAtLogin } from '#engine/shell/shell-services.ts'
import { xdgAutostart } from '#engine/shell/xdg-autostart.ts'

const ARGS = ['--hidden']

/** Starting at login, hidden in the tray: by the system's own list, on Linux by an autostart entry. */
export function startAtLogin(app: App): StartAtLogin {
  if (process.platform === 'linux') return xdgAutostart({ env: process.env, command: linuxCommand(app) })
  return {
    isEnabled: async () => app.getLoginItemSettings({ args: ARGS }).openAtLogin,
    setEnabled: async openAtLogin => app.setLoginItemSettings({ openAtLogin, args: ARGS }),
  }
}

/** An AppImage is started by its file, not by where it is mounted; an unpackaged app by Electron and its folder. */
function linuxCommand(app: App): readonly string[] {
  const program = process.env.APPIMAGE ?? process.execPath
  return [program, ...(app.isPackaged ? [] : [app.getAppPath()]), ...ARGS]
}
