import { join } from 'node:path'
import { app, dialog, nativeTheme, powerMonitor, session, shell } from 'electron'
import ElectronStore from 'electron-store'
import { destination, type Logger, pino } from 'pino'
import { prepareDataDir } from '#engine/config/data-dir.ts'
import { LINK_SCHEME, parseDeepLink } from '#engine/shell/deep-link.ts'
import { type DesktopSession, openDesktopSession, resourcesDirFrom } from '#engine/shell/desktop-session.ts'
import { type LifeEvent, type LifePhase, nextLife } from '#engine/shell/life-cycle.ts'
import { helpText, parseShellOptions, type ShellOptions } from '#engine/shell/shell-options.ts'
import { StartFailure, startFailureText } from '#engine/shell/start-failure.ts'
import { type RunningShell, startShell } from '#engine/shell/start-shell.ts'
import { surviveErrors } from '#engine/shell/survive-errors.ts'
import { APP_ID } from '#shared/app-id.ts'
import type { Route } from '#shared/route.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { declareAppScheme, serveApp } from './app-scheme.ts'
import { setApplicationMenu } from './application-menu.ts'
import { serveContractIpc } from './contract-ipc.ts'
import { DashboardWindow } from './dashboard-window.ts'
import { DesktopTray } from './desktop-tray.ts'
import { denyPermissions, lockDown } from './lock-down.ts'
import { openOsVault } from './os-vault.ts'
import { pageOrigin } from './page-origin.ts'
import { saveFile } from './save-file.ts'
import { startAtLogin } from './start-at-login.ts'
import { openUpdates } from './updates.ts'

const OUT = join(import.meta.dirname, '..')
const RESOURCES = resourcesDirFrom(import.meta.dirname)
/** Where packages keep what other programs open: pictures in notifications must be real files. */
const UNPACKED_RESOURCES = RESOURCES.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')

/** The process ends this long after it was told to, whatever still holds it up. In ms: the design allows two seconds. */
const END_WITHIN_MS = 1900
/** What may still hold up the end once everything has stopped. In ms. */
const EXIT_AFTER_MS = 150

/** The desktop shell: Electron's application around the engine. It decides nothing that the engine could. */
class Desktop {
  readonly #options: ShellOptions
  readonly #log: Logger
  readonly #origin = pageOrigin(app.isPackaged, process.env)
  #phase: LifePhase = 'starting'
  #session: DesktopSession | null = null
  #shell: RunningShell | null = null
  #window: DashboardWindow | null = null
  /** Referred to here, or it would be collected and its icon disappear. */
  #tray: DesktopTray | null = null
  /** Asked for before there was a window: by a link, or by another start. */
  #wanted: { readonly route: Route | null } | null = null

  constructor(options: ShellOptions, log: Logger) {
    this.#options = options
    this.#log = log
    if (options.open) this.#wanted = { route: options.route }
  }

  async start(): Promise<void> {
    this.#listen()
    await app.whenReady()
    app.dock?.hide()
    setApplicationMenu(!app.isPackaged)
    denyPermissions(session.defaultSession)
    serveApp(session.defaultSession.protocol, join(OUT, 'renderer'))
    const running = await this.#startEngine()
    if (running === null) return app.exit(0)
    this.#shell = running
    serveContractIpc({
      contract: running.engine.contract,
      origin: this.#origin,
      onRefused: sender => this.#log.warn({ sender }, 'A message was refused: it is not from the dashboard'),
    })
    this.#window = this.#makeWindow()
    const tray = running.engine.tray({ open: ({ route }) => this.#show(route), quit: () => app.quit() })
    this.#tray = new DesktopTray(tray, RESOURCES)
    this.#followPower(running)
    this.#step('started')
    if (this.#wanted) this.#show(this.#wanted.route)
  }

  async #startEngine(): Promise<RunningShell | null> {
    const { vault, notices } = await openOsVault()
    const desktop = await openDesktopSession({
      ...{ log: this.#log, resourcesDir: UNPACKED_RESOURCES },
      onOpen: route => this.#show(route),
      onAction: action => this.#shell?.engine.notificationChosen(action),
    })
    this.#session = desktop
    return startShell({
      ...{ options: this.#options, log: this.#log, version: packageJson.version, rendererDir: null, vault },
      openSettingsFile: async file => new ElectronStore({ ...file, name: 'config' }),
      onShow: route => {
        this.#show(route)
        return true
      },
      ...{ native: desktop.notifier, resourcesDir: UNPACKED_RESOURCES },
      shell: {
        kind: 'desktop',
        saveFile: file => saveFile(app, file),
        showInFolder: path => shell.showItemInFolder(path),
        startAtLogin: startAtLogin(app, this.#options),
        updates: openUpdates(app, () => this.#window?.destroy()),
        notices: () => notices,
      },
    })
  }

  #makeWindow(): DashboardWindow {
    return new DashboardWindow({
      origin: this.#origin,
      preload: join(OUT, 'preload/bridge.cjs'),
      icon: join(RESOURCES, 'app/linux/256x256.png'),
      stateDir: app.getPath('userData'),
      isDevelopment: !app.isPackaged,
      isDark: () => nativeTheme.shouldUseDarkColors,
      onClose: () => (this.#step('close') === 'hide' ? 'hide' : 'allow'),
      log: this.#log,
    })
  }

  #show(route: Route | null): void {
    if (this.#window === null) this.#wanted = { route }
    else if (this.#phase === 'running' || this.#phase === 'starting') this.#window.show(route)
  }

  /** What the system and other starts say, from the very beginning. */
  #listen(): void {
    lockDown({ app, origin: this.#origin, isKnownLink: url => this.#isKnownLink(url), log: this.#log })
    app.on('second-instance', (_event, argv) => {
      const { open, route } = parseShellOptions(argv, {}, 'ignore')
      if (open) this.#show(route)
    })
    app.on('open-url', (event, url) => {
      event.preventDefault()
      this.#show(parseDeepLink(url))
    })
    app.on('activate', () => this.#show(null))
    // The tray stays: without a listener Electron would quit with its last window.
    app.on('window-all-closed', () => {})
    app.on('child-process-gone', (_event, { type, reason }) => {
      this.#log.warn({ type, reason }, 'A process of the window ended')
      if (type === 'GPU') this.#window?.redraw()
    })
    app.on('before-quit', event => {
      const action = this.#step('quit')
      if (action !== 'allow') event.preventDefault()
      if (action === 'stop') void this.#stop()
    })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
    surviveErrors(this.#log)
  }

  /** No checks while the machine sleeps, and all of them once it is back. */
  #followPower({ engine }: RunningShell): void {
    powerMonitor.on('suspend', () => engine.suspend())
    powerMonitor.on('resume', () => engine.resume())
    powerMonitor.on('shutdown', () => app.quit())
  }

  /** Links lead where a monitor's own link does, and nowhere else. */
  #isKnownLink(url: string): boolean {
    return this.#shell?.engine.isMonitorLink(url) ?? false
  }

  #step(event: LifeEvent) {
    const { phase, action } = nextLife(this.#phase, event)
    this.#phase = phase
    return action
  }

  async #stop(): Promise<void> {
    setTimeout(() => app.exit(0), END_WITHIN_MS).unref()
    this.#window?.destroy()
    await this.#shell?.stop()
    this.#tray?.destroy()
    await this.#session?.stop()
    if (this.#step('stopped') !== 'exit') return
    // The ordinary way, so that an update that waits for the end is installed; and in any case.
    app.quit()
    setTimeout(() => app.exit(0), EXIT_AFTER_MS).unref()
  }
}

/** An AppImage switches the sandbox off by itself where the system has none to offer. An installed Traylight does not run so. */
function refuseWithoutSandbox(): void {
  if (!app.isPackaged || !app.commandLine.hasSwitch('no-sandbox')) return
  throw new StartFailure(
    'This system lets no ordinary user have a sandbox, and without one the window would not be safe. ' +
      'Install the .deb or .rpm package instead of the AppImage, or run the light shell.',
  )
}

async function main(): Promise<void> {
  if (app.isPackaged) process.env.TRAYLIGHT_COMMAND ??= 'traylight'
  const words = process.argv.slice(app.isPackaged ? 1 : 2)
  const options = parseShellOptions(words, process.env, 'ignore')
  if (options.help || options.version) {
    process.stdout.write(options.help ? helpText(process.env) : `${packageJson.version}\n`)
    return app.exit(0)
  }
  if (options.demo !== null) {
    throw new StartFailure(
      'A demo runs in the light shell, and this is the desktop shell. Leave --demo out, or start the light shell.',
    )
  }
  refuseWithoutSandbox()
  declareAppScheme()
  app.enableSandbox()
  app.setName('Traylight')
  // Without it Windows shows no notifications; by it the taskbar knows the window.
  app.setAppUserModelId(APP_ID)
  // On Linux the package's desktop entry says so.
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME)
  await prepareDataDir(options.dataDir, Date.now())
  // Chromium's own files, apart from ours; the lock against a second instance belongs to this directory.
  app.setPath('userData', join(options.dataDir, 'desktop'))
  if (!app.requestSingleInstanceLock()) return app.exit(0)
  const log = pino({ level: options.logLevel, base: null }, destination({ fd: 2, sync: true }))
  // Not awaited: Electron becomes ready only once this file has been run to its end.
  new Desktop(options, log).start().catch(fail)
}

function fail(error: unknown): void {
  const text = startFailureText(error)
  process.stderr.write(`${text}\n`)
  // Who started it from a terminal has read it.
  if (app.isPackaged) dialog.showErrorBox('Traylight could not start', text)
  app.exit(2)
}

// Awaited, or Electron could be ready, with Chromium's files in the usual place, before the data directory is known.
await main().catch(fail)
