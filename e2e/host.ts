import type { Page } from '@playwright/test'
import { signOf, TRAY_ICONS, type TraySign } from '../src/shared/tray-icon.ts'
import type { CliResult } from './run-built.ts'

/** What an instance of a test should be like. */
export interface StartOptions {
  /** Written to a file and given as `--config`; without it settings live in the data directory. */
  readonly config?: unknown
  /** What stands in the data directory's own configuration, which can be changed. */
  readonly settings?: unknown
  /** Fills the data directory before the first start. */
  readonly prepare?: (dataDir: string) => Promise<void>
  readonly env?: Readonly<Record<string, string>>
  /** Further flags of the command line. */
  readonly args?: readonly string[]
}

/** A running Traylight with its own port and data directory, whichever shell it is. */
export interface Traylight {
  /** The HTTP face: `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly dataDir: string
  readonly configPath: string | null
  readonly pid: number
  /** The dashboard, as someone sees it who opens it now: loaded anew, nothing remembered. */
  page(): Promise<Page>
  /** Ends it with SIGTERM and waits; answers its exit code. */
  stop(): Promise<number | null>
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
  /** Starts it again on the same data directory. */
  restart(): Promise<void>
  /** Runs the built command line against it. */
  cli(...args: readonly string[]): Promise<CliResult>
  /** Stops it and removes its directory. */
  remove(): Promise<void>
}

/** What a tray shows. */
export interface TrayLook {
  /** Without its marks: the dot depends on whether somebody had the dashboard open. */
  readonly icon: TraySign
  readonly tooltip: string
  readonly menu: readonly MenuItemLook[]
}

export interface MenuItemLook {
  readonly type: string
  readonly label: string
  readonly enabled: boolean
  readonly items: readonly MenuItemLook[]
}

export interface WindowLook {
  readonly isVisible: boolean
  readonly isFocused: boolean
  readonly isMinimized: boolean
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** The address of its page as the app has it: `app://traylight/...`. */
  readonly url: string
  /** What its page may do: Electron's webPreferences. */
  readonly webPreferences: Readonly<Record<string, unknown>>
}

/** A running desktop shell, and what its user and the operating system do to it. */
export interface DesktopTraylight extends Traylight {
  /** Resolves with its exit code when it has ended. */
  readonly exited: Promise<number | null>
  /** Its log. */
  readonly output: string
  /** The page of its window as it is, without loading it anew; waits until there is one. */
  openPage(): Promise<Page>
  tray(): Promise<TrayLook>
  clickTray(): Promise<void>
  /** Chooses the item of the tray's menu that these labels lead to. */
  chooseMenu(...labels: readonly string[]): Promise<void>
  /** Null where there is none. */
  window(): Promise<WindowLook | null>
  /** Presses the window's own button. */
  closeWindow(): Promise<void>
  minimizeWindow(): Promise<void>
  moveWindow(bounds: WindowLook['bounds']): Promise<void>
  crashRenderer(): Promise<void>
  announcePower(event: 'suspend' | 'resume'): Promise<void>
  /** Starts it once more on the same data directory, with these flags; answers the exit code of that start. */
  startAgain(...args: readonly string[]): Promise<number | null>
  /** Does something that asks where to save, and gives this answer; null closes the dialog. */
  saveAs(path: string | null, action: () => Promise<void>): Promise<SaveQuestion>
  /** What it asked the system to open (`shell.openExternal`) or to show (`shell.showItemInFolder`). */
  asked(api: 'shell.openExternal' | 'shell.showItemInFolder'): Promise<readonly string[]>
}

/** What a save dialog begins with. */
export interface SaveQuestion {
  readonly defaultPath: string
}

/** A way to run Traylight. */
export interface Host<T extends Traylight = Traylight> {
  start(options?: StartOptions): Promise<T>
  /** Ends what the host itself keeps running. */
  close(): Promise<void>
}

/** Goes to an address of the page (`#/monitor/redis`), as a link in it would. */
export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
}

/** Without a desktop: no message bus and no screen, so that tests notify nobody and put nothing into anybody's tray. */
export const NO_DESKTOP = {
  ...{ DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '', DISPLAY: '', WAYLAND_DISPLAY: '' },
} as const

/** The sign of the icon whose file a tray shows: `tray/linux/healthy-72.png`. */
export function iconOfFile(file: string | null): TraySign {
  const name = file?.split(/[\\/]/).at(-1) ?? ''
  const icon = TRAY_ICONS.find(candidate => new RegExp(`^${candidate}(Template|-\\d|\\.)`).test(name))
  if (!icon) throw new Error(`The tray shows ${file ?? 'no file'}, which is none of our icons.`)
  return signOf(icon)
}
