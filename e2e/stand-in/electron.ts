/**
 * Runs an app on the stand-in for Electron: `node e2e/stand-in/electron.ts APP_FOLDER [flags]`, as `electron APP_FOLDER
 * [flags]` would on the real one. With an IPC channel to the process that started it, that one acts as the user and the
 * operating system (control-messages.ts).
 */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { readAppPackage } from './app-package.ts'

const STAND_IN_URL = new URL('./electron-module.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main' || specifier === 'electron/common'
      ? { url: STAND_IN_URL, shortCircuit: true }
      : next(specifier, context),
})

// What of Electron's process an app may look at.
process.argv.splice(1, 1)
const marks = { type: 'browser', defaultApp: true, resourcesPath: process.argv[1] }
Object.assign(process, marks)
Object.defineProperty(process.versions, 'electron', { value: '45.4.1', enumerable: true })

const { standIn } = await import('./electron-module.ts')
const { serveControl } = await import('./control.ts')
const { app, dialog } = standIn

// As Electron has it: exit asks nobody, errors that nobody caught are shown and survived, signals quit.
Object.assign(process, { exit: (code?: number) => app.exit(code ?? Number(process.exitCode ?? 0)) })
process.on('uncaughtException', error => {
  if (process.listenerCount('uncaughtException') > 1) return
  dialog.showErrorBox('A JavaScript error occurred in the main process', String(error.stack ?? error))
})
process.on('unhandledRejection', reason => {
  if (process.listenerCount('unhandledRejection') > 1) return
  process.stderr.write(`UnhandledPromiseRejectionWarning: ${String(reason)}\n`)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) app.quit()
  })
}
// Without windows, sockets or timers an app goes on all the same.
setInterval(() => {}, 2 ** 30)
serveControl(standIn)

await import(pathToFileURL(readAppPackage(process.argv[1] ?? '').main).href)
app.becomeReady()
