import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { CdpSession } from './cdp.ts'
import type { Addresses } from './protocol.ts'

/** A document that is about to be loaded. */
export interface DocumentRequest {
  readonly url: string
  readonly isMainFrame: boolean
  /** Whether the page itself goes there, rather than the app (loadURL) or the browser (reload). */
  readonly byPage: boolean
  readonly isRedirect: boolean
}

const PAUSED = z.object({
  requestId: z.string(),
  frameId: z.string(),
  request: z.object({ url: z.string(), urlFragment: z.string().optional() }),
  redirectedRequestId: z.string().optional(),
})
const WANTED = z.object({ frameId: z.string(), url: z.string() })
/** How long a renderer may take to say that it is behind a request. */
const ASK_RENDERER_MS = 500

/** Schemes that Chromium requests, and so asks about. */
const REQUESTED = /^(https?|file|about|data|blob):/

/** Lets the app decide about each document before it is requested, and finds out whether the page itself wants it. */
export class NavigationGate {
  private readonly cdp: CdpSession
  private readonly mainFrame: string
  private readonly addresses: Addresses
  private readonly allows: (request: DocumentRequest) => boolean
  /** Where the page itself wants to go, by frame. */
  private readonly wanted = new Map<string, string>()

  constructor(
    cdp: CdpSession,
    mainFrame: string,
    addresses: Addresses,
    allows: (request: DocumentRequest) => boolean,
  ) {
    this.cdp = cdp
    this.mainFrame = mainFrame
    this.addresses = addresses
    this.allows = allows
  }

  /** The page wants a frame to go somewhere. */
  onWanted(params: unknown): void {
    const { frameId, url } = WANTED.parse(params)
    this.wanted.set(frameId, withoutHash(url))
    // Chromium hands addresses of foreign schemes (mailto:) to nobody here; the app hears of them all the same.
    if (!REQUESTED.test(url)) this.ask(frameId, url, { byPage: true, isRedirect: false })
  }

  /** It was only another place in the same document. */
  onArrived(frameId: string): void {
    this.wanted.delete(frameId)
  }

  /** A document is about to be requested. */
  onPaused(params: unknown): void {
    void this.decide(PAUSED.parse(params))
  }

  private async decide(paused: z.infer<typeof PAUSED>): Promise<void> {
    const { requestId, frameId, request } = paused
    // What the renderer has to say about it comes before its answer to this.
    const asked = this.cdp.send('Runtime.evaluate', { expression: '0' }).catch(() => {})
    await Promise.race([asked, pause(ASK_RENDERER_MS, null, { ref: false })])
    const byPage = this.wanted.get(frameId) === withoutHash(request.url)
    this.wanted.delete(frameId)
    const url = request.url + (request.urlFragment ?? '')
    const isRedirect = paused.redirectedRequestId !== undefined
    const isAllowed = this.ask(frameId, url, { byPage, isRedirect })
    const answer = isAllowed
      ? this.cdp.send('Fetch.continueRequest', { requestId })
      : this.cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    // The page may have gone meanwhile, and its request with it.
    await answer.catch(() => {})
  }

  private ask(frameId: string, url: string, how: Pick<DocumentRequest, 'byPage' | 'isRedirect'>): boolean {
    return this.allows({ ...how, url: this.addresses.toApp(url), isMainFrame: frameId === this.mainFrame })
  }
}

function withoutHash(url: string): string {
  return url.split('#', 1)[0] ?? url
}
