import type { App } from 'electron'
import { loginArguments } from '#engine/shell/login-arguments.ts'
import type { ShellOptions } from '#engine/shell/shell-options.ts'
import type { StartAtLogin } from '#engine/shell/shell-services.ts'
import { xdgAutostart } from '#engine/shell/xdg-autostart.ts'

/** Starting at login, hidden in the tray: by the system's own list, on Linux by an autostart entry. */
export function startAtLogin(app: App, options: ShellOptions): StartAtLogin {
  const args = [...loginArguments(options)]
  if (process.platform === 'linux') {
    return xdgAutostart({ env: process.env, command: [...linuxProgram(app), ...args] })
  }
  return {
    isEnabled: async () => app.getLoginItemSettings({ args }).openAtLogin,
    setEnabled: async openAtLogin => app.setLoginItemSettings({ openAtLogin, args }),
  }
}

/** An AppImage is started by its file, not by where it is mounted; an unpackaged app by Electron and its folder. */
function linuxProgram(app: App): readonly string[] {
  const program = process.env.APPIMAGE ?? process.execPath
  return app.isPackaged ? [program] : [program, app.getAppPath()]
}
