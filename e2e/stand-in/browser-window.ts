import type * as Electron from 'electron'
import { eventsOf, KnownEvents, preventable } from './known-events.ts'
import { destroyed, NotInStandIn, onlyKnown } from './only-known.ts'
import { WebContents, type WebContentsParts } from './web-contents.ts'
import { WindowBounds } from './window-bounds.ts'

const EVENTS = eventsOf<Electron.BrowserWindow>()(
  'ready-to-show',
  'show',
  'hide',
  'focus',
  'blur',
  'minimize',
  'restore',
  'maximize',
  'unmaximize',
  'move',
  'moved',
  'resize',
  'resized',
  'close',
  'closed',
)

/** What a window needs of the rest of the stand-in. */
export interface WindowParts extends WebContentsParts {
  readonly windows: WindowList
  isReady(): boolean
  workArea(): Electron.Rectangle
}

/** All windows there are, and what happens when they go. */
export interface WindowList {
  add(window: BrowserWindow): void
  /** The app kept a window open. */
  onClosePrevented(): void
  /** Before `closed` is emitted. */
  remove(window: BrowserWindow): void
  /** After it was. */
  onClosed(): void
  nextId(): number
}

type BrowserWindowPart = Pick<
  Electron.BrowserWindow,
  | 'id'
  | 'loadURL'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'isVisible'
  | 'isFocused'
  | 'minimize'
  | 'isMinimized'
  | 'restore'
  | 'maximize'
  | 'unmaximize'
  | 'isMaximized'
  | 'isFullScreen'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setBounds'
  | 'getTitle'
  | 'setTitle'
  | 'setIcon'
  | 'setMenuBarVisibility'
  | 'removeMenu'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
>

/** `moved` and `resized` exist on macOS and Windows alone. */
const TELLS_WHEN_DONE = process.platform !== 'linux'

/** Electron's `BrowserWindow`: a real page, and a window that is only a record of where it would be. */
export class BrowserWindow extends KnownEvents implements BrowserWindowPart {
  readonly id: number
  readonly contents: WebContents
  /** As the app sees it. */
  readonly seen: this
  /** What it was made with, for tests. */
  readonly options: Electron.BrowserWindowConstructorOptions
  private readonly parts: WindowParts
  private readonly bounds: WindowBounds
  private title: string
  private visible = false
  private focused = false
  private minimized = false
  private gone = false

  constructor(parts: WindowParts, options: Electron.BrowserWindowConstructorOptions) {
    super('BrowserWindow', EVENTS)
    if (!parts.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    refuseWeakPreferences(options.webPreferences)
    this.parts = parts
    this.options = options
    this.id = parts.windows.nextId()
    this.title = options.title ?? 'Electron'
    this.bounds = new WindowBounds(options, parts.workArea)
    this.seen = onlyKnown(this, 'BrowserWindow', () => destroyed(this.gone))
    this.contents = new WebContents(this.id, options.webPreferences ?? {}, this.bounds.current, parts, {
      onReadyToShow: () => this.emit('ready-to-show'),
      onGone: () => this.onGone(),
    })
    parts.windows.add(this)
    parts.tellApp('web-contents-created', preventable({}), this.contents.seen)
    parts.tellApp('browser-window-created', preventable({}), this.seen)
    if (options.show !== false) this.show()
  }

  get webContents(): WebContents {
    return this.contents.seen
  }

  loadURL(url: string): Promise<void> {
    return this.contents.loadURL(url)
  }

  show(): void {
    this.appear()
    this.focus()
  }

  showInactive(): void {
    this.appear()
  }

  hide(): void {
    if (!this.visible) return
    this.visible = false
    void this.contents.page.setHidden(true)
    this.emit('hide')
    this.blur()
  }

  /** The window system gives the focus, somewhat later, and only to a window that is shown. */
  focus(): void {
    if (!this.visible || this.focused) return
    this.focused = true
    setImmediate(() => this.emit('focus'))
  }

  blur(): void {
    if (!this.focused) return
    this.focused = false
    setImmediate(() => this.emit('blur'))
  }

  isVisible(): boolean {
    return this.visible
  }

  isFocused(): boolean {
    return this.focused
  }

  minimize(): void {
    if (this.minimized) return
    this.minimized = true
    void this.contents.page.setHidden(true)
    this.emit('minimize')
    this.blur()
  }

  isMinimized(): boolean {
    return this.minimized
  }

  restore(): void {
    if (!this.minimized) return
    this.minimized = false
    void this.contents.page.setHidden(!this.visible)
    this.emit('restore')
    this.focus()
  }

  /** Shows it as well, as Electron does. */
  maximize(): void {
    this.appear()
    this.setMaximized(true)
  }

  unmaximize(): void {
    this.setMaximized(false)
  }

  isMaximized(): boolean {
    return this.bounds.isMaximized
  }

  isFullScreen(): boolean {
    return false
  }

  getBounds(): Electron.Rectangle {
    return this.bounds.current
  }

  getNormalBounds(): Electron.Rectangle {
    return this.bounds.whenNormal
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.moved(() => this.bounds.move(bounds))
  }

  getTitle(): string {
    return this.title
  }

  setTitle(title: string): void {
    this.title = title
  }

  setIcon(icon: Electron.NativeImage | string): void {
    this.parts.calls.record('BrowserWindow.setIcon', icon)
  }

  setMenuBarVisibility(visible: boolean): void {
    this.parts.calls.record('BrowserWindow.setMenuBarVisibility', visible)
  }

  removeMenu(): void {
    this.parts.calls.record('BrowserWindow.removeMenu')
  }

  /** What a user does with the cross, too: the app may prevent it. */
  close(): void {
    const event = preventable({})
    this.emit('close', event)
    if (event.defaultPrevented) this.parts.windows.onClosePrevented()
    // First the page is closed, and the window with it.
    else void this.contents.page.close()
  }

  destroy(): void {
    if (!this.gone) this.contents.destroy()
  }

  isDestroyed(): boolean {
    return this.gone
  }

  private appear(): void {
    if (this.visible) return
    this.visible = true
    void this.contents.page.setHidden(false)
    this.emit('show')
  }

  private setMaximized(maximized: boolean): void {
    if (this.bounds.isMaximized === maximized) return
    this.moved(() => this.bounds.maximize(maximized))
    this.emit(maximized ? 'maximize' : 'unmaximize')
  }

  /** Tells what a change of bounds changed. */
  private moved(change: () => void): void {
    const before = this.bounds.current
    change()
    const { x, y, width, height } = this.bounds.current
    if (width !== before.width || height !== before.height) {
      void this.contents.page.resize(this.bounds.current)
      this.emit('resize')
      if (TELLS_WHEN_DONE) this.emit('resized')
    }
    if (x !== before.x || y !== before.y) {
      this.emit('move')
      if (TELLS_WHEN_DONE) this.emit('moved')
    }
  }

  private onGone(): void {
    if (this.gone) return
    this.gone = true
    this.parts.windows.remove(this)
    this.emit('closed')
    this.parts.windows.onClosed()
  }
}

/** A page without isolation has no stand-in in stock Chromium, and no place in this app. */
function refuseWeakPreferences(preferences: Electron.WebPreferences = {}): void {
  const { contextIsolation = true, sandbox = true, nodeIntegration = false, webSecurity = true } = preferences
  if (!contextIsolation) throw new NotInStandIn('A window without contextIsolation')
  if (!sandbox) throw new NotInStandIn('A window without sandbox')
  if (nodeIntegration) throw new NotInStandIn('A window with nodeIntegration')
  if (!webSecurity) throw new NotInStandIn('A window without webSecurity')
}
