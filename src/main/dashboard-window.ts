import { BrowserWindow, type BrowserWindowConstructorOptions, screen } from 'electron'
import ElectronStore from 'electron-store'
import type { Logger } from 'pino'
import { placeWindow, SMALLEST, type WindowPlace, windowPlaceSchema } from '#engine/shell/window-placement.ts'
import { IPC } from '#shared/desktop-bridge.ts'
import { type Route, routeHash } from '#shared/route.ts'

export interface DashboardWindowOptions {
  readonly origin: string
  readonly preload: string
  readonly icon: string
  /** Where the window's place is kept. */
  readonly stateDir: string
  readonly isDevelopment: boolean
  readonly isDark: () => boolean
  /** Whether the window's own button only hides it. */
  readonly onClose: () => 'hide' | 'allow'
  readonly log: Logger
}

/** A page that keeps crashing is left alone until it is asked for again: this many times within a minute. */
const MOST_CRASHES = 3
const CRASHES_WITHIN_MS = 60_000
/** A window that is moved says so many times a second; its place is kept this often at most. In ms. */
const KEEP_AFTER_MS = 500

/** The window with the dashboard: made when it is first wanted, hidden when it is closed, back after a crash. */
export class DashboardWindow {
  readonly #options: DashboardWindowOptions
  readonly #store: ElectronStore
  #window: BrowserWindow | null = null
  #isLoaded = false
  /** Whether it should be seen, also while it is only being made. */
  #isWanted = false
  #crashes: readonly number[] = []
  #keeping: NodeJS.Timeout | null = null

  constructor(options: DashboardWindowOptions) {
    this.#options = options
    this.#store = new ElectronStore({ name: 'window', cwd: options.stateDir, clearInvalidConfig: true })
  }

  /** Brings it to the front, at a place where one is named. */
  show(route: Route | null): void {
    this.#isWanted = true
    const hash = route === null ? '' : routeHash(route)
    const window = this.#window
    if (window === null) {
      this.#open(hash)
      return
    }
    if (hash !== '') this.#go(window, hash)
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  destroy(): void {
    this.#keepPlace()
    this.#window?.destroy()
  }

  /** Draws it anew after the graphics process crashed, which Chromium starts again by itself. */
  redraw(): void {
    this.#window?.webContents.invalidate()
  }

  /** A page that crashed is made anew, at the same place, where it should be seen; otherwise when it is next wanted. */
  #comeBack(crashed: BrowserWindow): void {
    if (this.#window !== crashed) return
    const now = Date.now()
    this.#crashes = [...this.#crashes.filter(at => now - at < CRASHES_WITHIN_MS), now]
    const hash = URL.parse(crashed.webContents.getURL())?.hash ?? ''
    this.#keepPlace()
    crashed.destroy()
    if (this.#isWanted && this.#crashes.length <= MOST_CRASHES) this.#open(hash)
  }

  #open(hash: string): void {
    const place = placeWindow(this.#keptPlace(), screensOf())
    const window = new BrowserWindow({ ...this.#appearance(), ...place.bounds, show: false })
    this.#window = window
    this.#isLoaded = false
    window.once('ready-to-show', () => {
      if (!this.#isWanted) return
      // Which shows it as well.
      if (place.isMaximized) window.maximize()
      window.show()
      window.focus()
    })
    const keepLater = () => {
      this.#keeping ??= setTimeout(() => this.#keepPlace(), KEEP_AFTER_MS)
    }
    // Not `moved` and `resized`, which Linux never has.
    window.on('move', keepLater)
    window.on('resize', keepLater)
    window.on('maximize', keepLater)
    window.on('unmaximize', keepLater)
    window.on('close', event => {
      this.#keepPlace()
      if (this.#options.onClose() === 'allow') return
      event.preventDefault()
      this.#isWanted = false
      window.hide()
    })
    window.on('closed', () => {
      if (this.#window === window) this.#window = null
    })
    window.webContents.on('did-finish-load', () => {
      this.#isLoaded = true
    })
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      this.#options.log.warn({ reason }, 'The page of the dashboard ended')
      if (reason !== 'clean-exit') setImmediate(() => this.#comeBack(window))
    })
    this.#load(window, hash)
  }

  #load(window: BrowserWindow, hash: string): void {
    window.loadURL(`${this.#options.origin}/${hash}`).catch((error: unknown) => {
      this.#options.log.error({ err: error }, 'The dashboard could not be loaded')
    })
  }

  #go(window: BrowserWindow, hash: string): void {
    if (this.#isLoaded) window.webContents.send(IPC.go, hash)
    else this.#load(window, hash)
  }

  #appearance(): BrowserWindowConstructorOptions {
    const { preload, icon, isDevelopment, isDark } = this.#options
    return {
      title: 'Traylight',
      icon,
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      autoHideMenuBar: true,
      // What is seen until the page is drawn: its own surface, so that nothing flashes.
      backgroundColor: isDark() ? '#16181b' : '#ffffff',
      webPreferences: {
        preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        devTools: isDevelopment,
      },
    }
  }

  #keptPlace(): WindowPlace | null {
    const kept = windowPlaceSchema.safeParse(this.#store.get('place'))
    return kept.success ? kept.data : null
  }

  #keepPlace(): void {
    if (this.#keeping) clearTimeout(this.#keeping)
    this.#keeping = null
    const window = this.#window
    if (window === null || window.isDestroyed()) return
    const place: WindowPlace = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }
    try {
      this.#store.set('place', place)
    } catch (error) {
      // A full disk must not turn hiding into closing.
      this.#options.log.warn({ err: error }, "The window's place could not be kept")
    }
  }
}

/** The work areas of all screens, the primary one first. */
function screensOf() {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(display => display.id !== primary.id)
  return [primary, ...others].map(display => display.workArea)
}
