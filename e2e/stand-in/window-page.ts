import { z } from 'zod'
import type { BrowserProfile } from './browser-profile.ts'
import type { CdpSession } from './cdp.ts'
import type { FromPreload, ToPreload } from './isolated-world.ts'
import { type DocumentRequest, NavigationGate } from './navigation-gate.ts'
import { ISOLATED_WORLD, type PageScripts } from './page-scripts.ts'
import type { Addresses } from './protocol.ts'

/** What happens in a window's page. All addresses are the app's own. */
export interface PageWatcher {
  /** Whether the document may be loaded. */
  allows(request: DocumentRequest): boolean
  onNavigated(url: string): void
  onNavigatedWithin(url: string): void
  onDomReady(): void
  onLoaded(): void
  onPainted(): void
  onMessage(message: FromPreload): void
  onWindowOpen(url: string, frameName: string): void
  onCrashed(): void
  /** The page is gone and does not come back. */
  onGone(): void
}

/** A page could not be loaded. */
export class NavigationFailed extends Error {
  readonly code: string
  readonly url: string
  constructor(code: string, url: string) {
    super(`${code} loading '${url}'`)
    this.code = code
    this.url = url
  }
}

export interface PageSize {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Attached {
  readonly targetId: string
  readonly windowId: number
  readonly cdp: CdpSession
  readonly browser: CdpSession
}

const FROM_PRELOAD = z.object({ channel: z.string(), args: z.string(), call: z.number().nullable() })
const FRAME = z.object({
  id: z.string(),
  parentId: z.string().optional(),
  url: z.string(),
  urlFragment: z.string().optional(),
})
const CONTEXT = z.object({
  name: z.string(),
  uniqueId: z.string(),
  auxData: z.object({ frameId: z.string().optional() }).optional(),
})
/** The real page of one window: a window of Chromium's own, driven over the DevTools protocol. */
export class WindowPage {
  /** Chromium's id of it, once there is one. */
  targetId: string | null = null
  private readonly scripts: PageScripts
  private readonly addresses: Addresses
  private readonly watcher: PageWatcher
  private readonly attaching: Promise<Attached>
  private attached: Attached | null = null
  /** The world of the preload in the present document. */
  private preloadContext: string | null = null
  /** Not before the first of the app's own documents: the empty one that Chromium begins with is none. */
  private hasDocument = false
  private isGone = false

  constructor(
    profile: BrowserProfile,
    scripts: PageScripts,
    addresses: Addresses,
    size: PageSize,
    watcher: PageWatcher,
  ) {
    this.scripts = scripts
    this.addresses = addresses
    this.watcher = watcher
    this.attaching = this.attach(profile, size)
    // Whoever uses the page is told; a window that nobody loads anything into may go without.
    this.attaching.catch(() => {})
  }

  /** @throws NavigationFailed */
  async navigate(url: string): Promise<void> {
    const { cdp } = await this.attaching
    const answer = await cdp
      .send('Page.navigate', { url: await this.addresses.toChromium(url) })
      .catch(() => ({ errorText: 'ERR_FAILED' }))
    const { errorText } = z.object({ errorText: z.string().optional() }).parse(answer)
    if (errorText) throw new NavigationFailed(errorText.replace(/^net::/, ''), url)
  }

  async reload(): Promise<void> {
    await this.send('Page.reload')
  }

  /** Sends the preload something; without a document that has one, nobody hears it. */
  deliver(message: ToPreload): void {
    if (!this.attached || this.preloadContext === null) return
    void this.send('Runtime.callFunctionOn', {
      uniqueContextId: this.preloadContext,
      functionDeclaration: `function (text) { globalThis[${JSON.stringify(this.scripts.names.receiver)}](text) }`,
      arguments: [{ value: JSON.stringify(message) }],
    })
  }

  /** Kills the renderer, as a bug in it would. */
  crash(): void {
    // Answered by nobody.
    void this.send('Page.crash')
  }

  async close(): Promise<void> {
    await this.onBrowser('Target.closeTarget', ({ targetId }) => ({ targetId }))
  }

  /** Closes it at once; nothing more is heard of it. */
  destroy(): void {
    this.isGone = true
    void this.close()
  }

  /** The page is as large as the window: Chromium's own frame is not the app's. */
  async resize({ width, height }: PageSize): Promise<void> {
    await this.send('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 0,
      mobile: false,
    })
  }

  /** A window that is not shown is minimised for Chromium, so that its page is hidden and is not drawn. */
  async setHidden(hidden: boolean): Promise<void> {
    const bounds = { windowState: hidden ? 'minimized' : 'normal' }
    await this.onBrowser('Browser.setWindowBounds', ({ windowId }) => ({ windowId, bounds }))
  }

  async setDark(dark: boolean): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]
    await this.send('Emulation.setEmulatedMedia', { features })
  }

  private async attach(profile: BrowserProfile, size: PageSize): Promise<Attached> {
    const { cdp: browser, contextId: browserContextId } = await profile.open()
    const created = await browser.send('Target.createTarget', {
      ...{ url: 'about:blank', newWindow: true, browserContextId },
    })
    const { targetId } = z.object({ targetId: z.string() }).parse(created)
    const answer = await browser.send('Target.attachToTarget', { targetId, flatten: true })
    const { sessionId } = z.object({ sessionId: z.string() }).parse(answer)
    const { windowId } = z
      .object({ windowId: z.number() })
      .parse(await browser.send('Browser.getWindowForTarget', { targetId }))
    const cdp = browser.session(sessionId)
    this.watch(cdp, targetId)
    browser.on('Target.detachedFromTarget', params => {
      if (z.object({ sessionId: z.string() }).parse(params).sessionId === sessionId) this.end()
    })
    await Promise.all([
      cdp.send('Page.enable'),
      cdp.send('Runtime.enable'),
      cdp.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      cdp.send('Runtime.addBinding', {
        name: this.scripts.names.binding,
        executionContextName: ISOLATED_WORLD,
      }),
      cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: this.scripts.main }),
      cdp.send('Page.addScriptToEvaluateOnNewDocument', {
        source: this.scripts.isolated,
        worldName: ISOLATED_WORLD,
      }),
      cdp.send('Fetch.enable', { patterns: [{ resourceType: 'Document', requestStage: 'Request' }] }),
      browser.send('Browser.setDownloadBehavior', { behavior: 'deny', browserContextId }),
    ])
    this.attached = { targetId, windowId, cdp, browser }
    this.targetId = targetId
    await this.resize(size)
    return this.attached
  }

  private watch(cdp: CdpSession, mainFrame: string): void {
    // What is under way when a window is destroyed is nobody's business any more.
    const on = (method: string, listener: (params: unknown) => void) =>
      cdp.on(method, params => {
        if (!this.isGone) listener(params)
      })
    const gate = new NavigationGate(cdp, mainFrame, this.addresses, request => this.watcher.allows(request))
    on('Fetch.requestPaused', params => gate.onPaused(params))
    on('Page.frameRequestedNavigation', params => gate.onWanted(params))
    on('Page.frameNavigated', params => {
      const { frame } = z.object({ frame: FRAME }).parse(params)
      if (frame.parentId !== undefined) return
      this.hasDocument = true
      this.watcher.onNavigated(this.addresses.toApp(frame.url) + (frame.urlFragment ?? ''))
    })
    on('Page.navigatedWithinDocument', params => {
      const { frameId, url } = z.object({ frameId: z.string(), url: z.string() }).parse(params)
      gate.onArrived(frameId)
      if (frameId === mainFrame) this.watcher.onNavigatedWithin(this.addresses.toApp(url))
    })
    on('Page.lifecycleEvent', params => {
      const { frameId, name } = z.object({ frameId: z.string(), name: z.string() }).parse(params)
      if (frameId !== mainFrame || !this.hasDocument) return
      if (name === 'DOMContentLoaded') this.watcher.onDomReady()
      if (name === 'load') this.watcher.onLoaded()
      if (name === 'firstContentfulPaint') this.watcher.onPainted()
    })
    on('Runtime.executionContextCreated', params => {
      const { context } = z.object({ context: CONTEXT }).parse(params)
      if (context.name === ISOLATED_WORLD && context.auxData?.frameId === mainFrame) {
        this.preloadContext = context.uniqueId
      }
    })
    on('Runtime.executionContextsCleared', () => {
      this.preloadContext = null
    })
    on('Runtime.bindingCalled', params => {
      const { name, payload } = z.object({ name: z.string(), payload: z.string() }).parse(params)
      if (name === this.scripts.names.binding) this.watcher.onMessage(FROM_PRELOAD.parse(JSON.parse(payload)))
    })
    on('Page.windowOpen', params => {
      const { url, windowName } = z.object({ url: z.string(), windowName: z.string() }).parse(params)
      this.watcher.onWindowOpen(this.addresses.toApp(url), windowName)
    })
    on('Inspector.targetCrashed', () => {
      this.preloadContext = null
      this.watcher.onCrashed()
    })
  }

  private end(): void {
    if (this.isGone) return
    this.isGone = true
    this.attached = null
    this.watcher.onGone()
  }

  /** To the page, in the order of the calls. Where it has gone meanwhile, there is nothing left to do. */
  private async send(method: string, params?: Readonly<Record<string, unknown>>): Promise<void> {
    const { cdp } = this.attached ?? (await this.attaching)
    await cdp.send(method, params).catch(() => {})
  }

  private async onBrowser(
    method: string,
    paramsOf: (attached: Attached) => Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const attached = this.attached ?? (await this.attaching)
    await attached.browser.send(method, paramsOf(attached)).catch(() => {})
  }
}
