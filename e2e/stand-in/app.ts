import { mkdirSync } from 'node:fs'
import type * as Electron from 'electron'
import type { CallLog } from './call-log.ts'
import type { CloneCodec } from './clone-codec.ts'
import { encodeClone } from './ipc-main.ts'
import { eventsOf, KnownEvents, preventable } from './known-events.ts'
import { LifeCycle } from './life-cycle.ts'
import { onlyKnown } from './only-known.ts'
import { Paths } from './paths.ts'
import { SingleInstance } from './single-instance.ts'

const EVENTS = eventsOf<Electron.App>()(
  'will-finish-launching',
  'ready',
  'activate',
  'second-instance',
  'open-url',
  'window-all-closed',
  'before-quit',
  'will-quit',
  'quit',
  'web-contents-created',
  'browser-window-created',
  'render-process-gone',
  'child-process-gone',
)

/** What the app's package.json says. */
export interface AppPackage {
  readonly name: string
  readonly version: string
  /** Where package.json is. */
  readonly path: string
}

export interface AppParts {
  readonly codec: CloneCodec
  readonly calls: CallLog
  /** Ends the process. */
  end(exitCode: number): void
}

type AppPart = Pick<
  Electron.App,
  | 'whenReady'
  | 'isReady'
  | 'isPackaged'
  | 'name'
  | 'getName'
  | 'setName'
  | 'getVersion'
  | 'getAppPath'
  | 'getPath'
  | 'setPath'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'quit'
  | 'exit'
  | 'enableSandbox'
  | 'disableHardwareAcceleration'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'getLoginItemSettings'
  | 'setLoginItemSettings'
>

const HAS_LOGIN_ITEMS = process.platform === 'darwin' || process.platform === 'win32'

/** Electron's `app`. */
export class App extends KnownEvents implements AppPart {
  readonly lifeCycle: LifeCycle
  readonly isPackaged = false
  readonly commandLine: Pick<Electron.CommandLine, 'appendSwitch' | 'hasSwitch' | 'getSwitchValue'>
  /** There on macOS alone, as in Electron. */
  readonly dock: Pick<Electron.Dock, 'hide' | 'show' | 'isVisible'> | undefined
  private readonly parts: AppParts
  private readonly appPackage: AppPackage
  private readonly paths: Paths
  private readonly instance: SingleInstance
  private readonly readiness = Promise.withResolvers<void>()
  private readonly switches = new Map<string, string>()
  private currentName: string
  private ready = false
  private loginItem: Electron.Settings = {}

  constructor(appPackage: AppPackage, parts: AppParts) {
    super('app', EVENTS)
    this.parts = parts
    this.appPackage = appPackage
    this.currentName = appPackage.name
    this.paths = new Paths(appPackage.name, appPackage.path)
    this.instance = new SingleInstance(start => {
      void this.whenReady().then(() =>
        this.emit('second-instance', preventable({}), start.argv, start.cwd, parts.codec.decode(start.data)),
      )
    })
    this.lifeCycle = new LifeCycle({
      emit: (event, ...args) => this.emit(event, ...args),
      listenerCount: event => this.listenerCount(event),
      end: exitCode => {
        this.instance.release()
        parts.end(exitCode)
      },
    })
    this.commandLine = onlyKnown(this.commandLineOf(), 'app.commandLine')
    this.dock = process.platform === 'darwin' ? onlyKnown(this.dockOf(), 'app.dock') : undefined
  }

  /** The main script has run to its end: from now on the app is ready. */
  becomeReady(): void {
    mkdirSync(this.getPath('userData'), { recursive: true, mode: 0o700 })
    this.emit('will-finish-launching')
    this.ready = true
    this.readiness.resolve()
    this.emit('ready', preventable({}), {})
  }

  whenReady(): Promise<void> {
    return this.readiness.promise
  }

  isReady(): boolean {
    return this.ready
  }

  get name(): string {
    return this.currentName
  }

  set name(name: string) {
    this.currentName = name
  }

  getName(): string {
    return this.currentName
  }

  setName(name: string): void {
    this.currentName = name
  }

  getVersion(): string {
    return this.appPackage.version
  }

  getAppPath(): string {
    return this.appPackage.path
  }

  getPath(name: string): string {
    return this.paths.get(name)
  }

  setPath(name: string, path: string): void {
    // Electron only ignores it then, and Chromium's files are where nobody looks for them.
    if (this.ready && (name === 'userData' || name === 'sessionData')) {
      throw new Error(`app.setPath('${name}') comes too late: after app is ready Chromium has its directory`)
    }
    this.paths.set(name, path)
  }

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    const { codec } = this.parts
    return this.instance.take(this.getPath('userData'), {
      argv: asSecondInstance(process.argv),
      cwd: process.cwd(),
      data: encodeClone(codec, additionalData),
    })
  }

  hasSingleInstanceLock(): boolean {
    return this.instance.isHeld
  }

  releaseSingleInstanceLock(): void {
    this.instance.release()
  }

  quit(): void {
    this.lifeCycle.quit()
  }

  exit(exitCode = 0): void {
    this.lifeCycle.exit(exitCode)
  }

  enableSandbox(): void {
    if (this.ready) throw new Error('app.enableSandbox() can only be called before app is ready')
    this.parts.calls.record('app.enableSandbox')
  }

  disableHardwareAcceleration(): void {
    if (this.ready) {
      throw new Error('app.disableHardwareAcceleration() can only be called before app is ready')
    }
    this.parts.calls.record('app.disableHardwareAcceleration')
  }

  setAppUserModelId(id: string): void {
    this.parts.calls.record('app.setAppUserModelId', id)
  }

  setAsDefaultProtocolClient(protocol: string, path?: string, args?: string[]): boolean {
    this.parts.calls.record('app.setAsDefaultProtocolClient', protocol, path, args)
    return true
  }

  /** On Linux nothing starts at login because of this, as in Electron. */
  setLoginItemSettings(settings: Electron.Settings): void {
    this.parts.calls.record('app.setLoginItemSettings', settings)
    if (HAS_LOGIN_ITEMS) this.loginItem = settings
  }

  getLoginItemSettings(): Electron.LoginItemSettings {
    const openAtLogin = this.loginItem.openAtLogin ?? false
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    }
  }

  private commandLineOf(): App['commandLine'] {
    return {
      appendSwitch: (name, value = '') => {
        this.parts.calls.record('app.commandLine.appendSwitch', name, value)
        this.switches.set(name, value)
      },
      hasSwitch: name => this.switches.has(name),
      getSwitchValue: name => this.switches.get(name) ?? '',
    }
  }

  private dockOf(): NonNullable<App['dock']> {
    let isVisible = true
    return {
      hide: () => {
        isVisible = false
      },
      show: async () => {
        isVisible = true
      },
      isVisible: () => isVisible,
    }
  }
}

/** Chromium puts switches of its own into what the first instance is told, so that nobody may count on places in it. */
function asSecondInstance(argv: readonly string[]): string[] {
  const [program = '', ...args] = argv
  return [program, '--allow-file-access-from-files', ...args]
}
