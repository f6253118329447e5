/**
 * What `import ... from 'electron'` gives an app that runs on the stand-in. As with the real one, there is one of it in a
 * process, made when it is first imported, for the app that the command line names.
 */
import { readAppPackage } from './app-package.ts'
import { createStandIn } from './create-stand-in.ts'
import { MISSING, missingModule } from './missing-modules.ts'
import { onlyKnownMembers } from './only-known.ts'

/** Electron makes process.exit its own; this one ends the process. */
const exit = process.exit.bind(process)

/** The stand-in behind the module, for who drives it. */
export const standIn = createStandIn(readAppPackage(process.argv[1] ?? ''), process.env, exit)

const { electron } = standIn
const missing = Object.fromEntries(MISSING.map(name => [name, missingModule(name)]))
const whole = onlyKnownMembers({ ...missing, ...electron }, 'electron')

export { whole as default, whole as 'module.exports' }
export const {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
} = electron
export const {
  autoUpdater,
  BaseWindow,
  BrowserView,
  clipboard,
  contentTracing,
  crashReporter,
  desktopCapturer,
  globalShortcut,
  ImageView,
  inAppPurchase,
  MessageChannelMain,
  net,
  netLog,
  Notification,
  powerSaveBlocker,
  pushNotifications,
  ShareMenu,
  sharedTexture,
  systemPreferences,
  TouchBar,
  utilityProcess,
  View,
  webContents,
  WebContentsView,
  webFrameMain,
} = missing
