import type * as Electron from 'electron'
import type { BrowserProfile } from './browser-profile.ts'
import type { CallLog } from './call-log.ts'
import type { CloneCodec } from './clone-codec.ts'
import { encodeClone, type IpcMain } from './ipc-main.ts'
import type { FromPreload, ToPreload } from './isolated-world.ts'
import { eventsOf, KnownEvents, preventable } from './known-events.ts'
import type { DocumentRequest } from './navigation-gate.ts'
import { destroyed, NotInStandIn, onlyKnown } from './only-known.ts'
import { pageScripts } from './page-scripts.ts'
import type { Session } from './session.ts'
import { WebFrameMain } from './web-frame-main.ts'
import { NavigationFailed, type PageSize, WindowPage } from './window-page.ts'

const EVENTS = eventsOf<Electron.WebContents>()(
  'did-start-navigation',
  'will-frame-navigate',
  'will-navigate',
  'will-redirect',
  'did-redirect-navigation',
  'did-navigate',
  'did-navigate-in-page',
  'dom-ready',
  'did-finish-load',
  'did-fail-load',
  'render-process-gone',
  'destroyed',
  // Never happens, since no page here has the tag; an app that refuses it is right to.
  'will-attach-webview',
)

/** What the parts of the stand-in that a page needs are. */
export interface WebContentsParts {
  readonly profile: BrowserProfile
  readonly ipcMain: IpcMain
  readonly codec: CloneCodec
  readonly calls: CallLog
  readonly session: Session
  /** Emits an event of `app`. */
  tellApp(event: string, ...args: readonly unknown[]): void
  isDark(): boolean
}

/** What a page tells its window. */
export interface WebContentsOwner {
  onReadyToShow(): void
  onGone(): void
}

type WebContentsPart = Pick<
  Electron.WebContents,
  | 'id'
  | 'send'
  | 'getURL'
  | 'loadURL'
  | 'invalidate'
  | 'reload'
  | 'isCrashed'
  | 'isDestroyed'
  | 'isDevToolsOpened'
  | 'openDevTools'
  | 'setWindowOpenHandler'
>

/** Chromium's code for a navigation that was refused. */
const ABORTED = -3
/** What a renderer that Chromium was told to crash ends with (SIGTRAP). */
const CRASH_EXIT_CODE = 133

/** Electron's `webContents` of one window, over a real page. */
export class WebContents extends KnownEvents implements WebContentsPart {
  readonly id: number
  readonly session: Session
  readonly mainFrame: WebFrameMain
  /** As the app sees it. */
  readonly seen: this
  readonly page: WindowPage
  private readonly parts: WebContentsParts
  private readonly owner: WebContentsOwner
  private readonly preferences: Electron.WebPreferences
  private url = ''
  private crashed = false
  private gone = false
  private devToolsOpen = false
  private onWindowOpen: ((details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse) | null =
    null

  constructor(
    id: number,
    preferences: Electron.WebPreferences,
    size: PageSize,
    parts: WebContentsParts,
    owner: WebContentsOwner,
  ) {
    super('webContents', EVENTS)
    this.id = id
    this.parts = parts
    this.owner = owner
    this.preferences = preferences
    this.session = parts.session
    this.mainFrame = onlyKnown(
      new WebFrameMain(
        () => this.url,
        () => this.gone,
      ),
      'webFrameMain',
    )
    this.seen = onlyKnown(this, 'webContents', () => destroyed(this.gone))
    this.page = new WindowPage(
      parts.profile,
      pageScripts(preferences.preload),
      parts.session.addresses,
      size,
      {
        allows: request => this.allows(request),
        onNavigated: url => this.onNavigated(url),
        onNavigatedWithin: url => this.onNavigatedWithin(url),
        onDomReady: () => this.emit('dom-ready', preventable({})),
        onLoaded: () => this.emit('did-finish-load'),
        onPainted: () => owner.onReadyToShow(),
        onMessage: message => this.onMessage(message),
        onWindowOpen: (url, frameName) => this.askForWindow(url, frameName),
        onCrashed: () => this.onCrashed(),
        onGone: () => this.onGone(),
      },
    )
  }

  getURL(): string {
    return this.url
  }

  isCrashed(): boolean {
    return this.crashed
  }

  isDestroyed(): boolean {
    return this.gone
  }

  send(channel: string, ...args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument')
    this.deliver({ is: 'message', channel, args: encodeClone(this.parts.codec, args) })
  }

  /** Sends the page what is encoded already. */
  deliver(message: ToPreload): void {
    if (!this.gone) this.page.deliver(message)
  }

  async loadURL(url: string): Promise<void> {
    await Promise.all([this.session.applyPermissions(this.seen, url), this.page.setDark(this.parts.isDark())])
    const loaded = new Promise<void>((resolve, reject) => {
      this.once('did-finish-load', resolve)
      this.once('destroyed', () => reject(new NavigationFailed('ERR_FAILED', url)))
    })
    loaded.catch(() => {})
    try {
      await this.page.navigate(url)
    } catch (error) {
      if (error instanceof NavigationFailed) {
        const code = error.code === 'ERR_ABORTED' ? ABORTED : -2
        this.emit('did-fail-load', preventable({}), code, error.code, url, true, 0, 0)
      }
      throw error
    }
    await loaded
  }

  /** A headless page draws itself. */
  invalidate(): void {}

  reload(): void {
    void this.page.reload()
  }

  setWindowOpenHandler(
    handler: (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse,
  ): void {
    this.onWindowOpen = handler
  }

  /** As in Electron, nothing happens where webPreferences.devTools is off. */
  openDevTools(): void {
    this.parts.calls.record('webContents.openDevTools')
    this.devToolsOpen = this.preferences.devTools !== false
  }

  isDevToolsOpened(): boolean {
    return this.devToolsOpen
  }

  /** Goes away, with its page. */
  destroy(): void {
    this.page.destroy()
    this.onGone()
  }

  /** In the order that Electron documents for navigations; what an app prevents ends the row. */
  private allows({ url, isMainFrame, byPage, isRedirect }: DocumentRequest): boolean {
    const details = () => {
      const frame = isMainFrame ? this.mainFrame : null
      return preventable({ url, isSameDocument: false, isMainFrame, frame, initiator: byPage ? frame : null })
    }
    const isPrevented = (name: string): boolean => {
      const event = details()
      this.emit(name, event, url, false, isMainFrame, 1, 1)
      return event.defaultPrevented
    }
    if (isRedirect) {
      if (isPrevented('will-redirect')) return false
      this.emit('did-redirect-navigation', details(), url, false, isMainFrame, 1, 1)
      return true
    }
    this.emit('did-start-navigation', details(), url, false, isMainFrame, 1, 1)
    if (!byPage) return true
    if (isPrevented('will-frame-navigate')) return false
    return !(isMainFrame && isPrevented('will-navigate'))
  }

  private onNavigated(url: string): void {
    this.url = url
    this.crashed = false
    this.emit('did-navigate', preventable({}), url, 200, 'OK')
  }

  private onNavigatedWithin(url: string): void {
    this.url = url
    this.emit('did-navigate-in-page', preventable({}), url, true, 1, 1)
  }

  private onMessage(message: FromPreload): void {
    const event = {
      type: 'frame' as const,
      sender: this.seen,
      senderFrame: this.mainFrame,
      processId: 1,
      frameId: 1,
      ports: [],
      reply: (channel: string, ...args: unknown[]) => this.send(channel, ...args),
    }
    void this.parts.ipcMain.dispatch(event, message)
  }

  private askForWindow(url: string, frameName: string): void {
    const referrer: Electron.Referrer = { url: this.url, policy: 'strict-origin-when-cross-origin' }
    const answer = this.onWindowOpen?.({
      ...{ url, frameName, features: '', disposition: 'foreground-tab', referrer },
    }) ?? { action: 'allow' }
    if (answer.action !== 'deny') throw new NotInStandIn(`A window opened by a page (${url})`)
  }

  private onCrashed(): void {
    this.crashed = true
    const details = { reason: 'crashed', exitCode: CRASH_EXIT_CODE }
    this.parts.tellApp('render-process-gone', preventable({}), this.seen, details)
    this.emit('render-process-gone', preventable({}), details)
  }

  private onGone(): void {
    if (this.gone) return
    this.gone = true
    this.emit('destroyed')
    this.owner.onGone()
  }
}
