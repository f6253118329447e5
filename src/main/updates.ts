import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from 'electron'
import type { Updates } from '#engine/shell/shell-services.ts'

/**
 * Updates of an installed application, looked for and installed when the person asks: Traylight calls nobody by itself.
 * What is downloaded is verified before it is installed (docs/packaging.md). Undefined where it was not installed, or from
 * a package that names no server.
 */
export function openUpdates(app: App, closeWindow: () => void): Updates | undefined {
  if (!app.isPackaged || !existsSync(join(process.resourcesPath, 'app-update.yml'))) return undefined
  const updater = async () => {
    const { autoUpdater } = (await import('electron-updater')).default
    autoUpdater.autoDownload = false
    autoUpdater.logger = null
    return autoUpdater
  }
  return {
    async check() {
      const result = await (await updater()).checkForUpdates()
      return result?.isUpdateAvailable ? result.updateInfo.version : null
    },
    async install() {
      const found = await updater()
      await found.downloadUpdate()
      // It would wait for the window to close, which only hides.
      closeWindow()
      found.quitAndInstall()
    },
  }
}
