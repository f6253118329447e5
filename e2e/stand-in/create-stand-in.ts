import { tmpdir } from 'node:os'
import { z } from 'zod'
import { App, type AppPackage } from './app.ts'
import { BrowserProfile } from './browser-profile.ts'
import { CallLog } from './call-log.ts'
import { Chromium } from './chromium.ts'
import { cloneCodec } from './clone-codec.ts'
import { Dialog } from './dialog.ts'
import { IpcMain } from './ipc-main.ts'
import { menuClasses } from './menu.ts'
import { nativeImageModule } from './native-image.ts'
import { NativeTheme } from './native-theme.ts'
import { onlyKnown } from './only-known.ts'
import { PowerMonitor } from './power-monitor.ts'
import { PrivilegedSchemes } from './protocol.ts'
import { KEYRINGS, SafeStorage } from './safe-storage.ts'
import { Screen } from './screen.ts'
import { Session, Sessions } from './session.ts'
import { shellModule } from './shell.ts'
import { type Tray, trayClass } from './tray.ts'
import { windowClass } from './window-class.ts'

/** What the test may say through the environment, before anything runs. */
const environmentSchema = z.object({
  /** Where Chromium keeps its files. */
  STAND_IN_DIR: z.string().default(tmpdir()),
  /** A running Chromium to use instead: ws://127.0.0.1:PORT/devtools/browser/ID. */
  STAND_IN_CHROMIUM: z.string().optional(),
  STAND_IN_KEYRING: z.enum(KEYRINGS).default('gnome_libsecret'),
})

/** All parts of the stand-in, put together; `electron` is what the app sees of them. */
export function createStandIn(
  appPackage: AppPackage,
  env: NodeJS.ProcessEnv,
  endProcess: (code: number) => void,
) {
  const {
    STAND_IN_DIR: dir,
    STAND_IN_KEYRING: keyring,
    STAND_IN_CHROMIUM: shared,
  } = environmentSchema.parse(env)
  const calls = new CallLog()
  const codec = cloneCodec()
  const profile = new BrowserProfile(shared ?? new Chromium(dir))
  const ipcMain = new IpcMain(codec)
  const trays: Tray[] = []
  const dialog = new Dialog(calls)
  const powerMonitor = new PowerMonitor()
  const screen = new Screen()

  const app = new App(appPackage, {
    codec,
    calls,
    end: code => void profile.stop().finally(() => endProcess(code)),
  })
  const isReady = () => app.isReady()
  const nativeTheme = new NativeTheme(dark => {
    for (const window of app.lifeCycle.windows) void window.contents.page.setDark(dark)
  })
  const safeStorage = new SafeStorage(keyring, isReady, () => app.getPath('userData'))
  const session = new Session(new PrivilegedSchemes(isReady), profile, calls)
  const windowParts = {
    ...{ profile, ipcMain, codec, calls, session, isReady },
    windows: app.lifeCycle,
    tellApp: (event: string, ...args: readonly unknown[]) => app.emit(event, ...args),
    isDark: () => nativeTheme.shouldUseDarkColors,
    workArea: () => screen.getPrimaryDisplay().workArea,
  }
  const electron = {
    app: onlyKnown(app, 'app'),
    BrowserWindow: windowClass(windowParts, app.lifeCycle),
    dialog: onlyKnown(dialog, 'dialog'),
    ipcMain: onlyKnown(ipcMain, 'ipcMain'),
    ...menuClasses(),
    nativeImage: nativeImageModule,
    nativeTheme: onlyKnown(nativeTheme, 'nativeTheme'),
    powerMonitor: onlyKnown(powerMonitor, 'powerMonitor'),
    protocol: onlyKnown(session.protocol, 'protocol'),
    safeStorage: onlyKnown(safeStorage, 'safeStorage'),
    screen: onlyKnown(screen, 'screen'),
    session: onlyKnown(new Sessions(session, isReady), 'session'),
    shell: onlyKnown(shellModule(calls), 'shell'),
    Tray: trayClass(isReady, tray => trays.push(tray)),
  }
  return { electron, app, calls, profile, dialog, nativeTheme, powerMonitor, safeStorage, screen, trays }
}

export type StandIn = ReturnType<typeof createStandIn>
