import { z } from 'zod'
import { CdpConnection } from './cdp.ts'
import type { Chromium } from './chromium.ts'

/** A profile of a running Chromium, with the app's windows and nobody else's. */
export interface OpenProfile {
  readonly cdp: CdpConnection
  readonly contextId: string
}

/**
 * What Chromium keeps for the app: its windows, storage and permissions, which go when the app does, however it ends. The
 * Chromium may be one that the test shares among many apps, since to start one takes longer than all else.
 */
export class BrowserProfile {
  private readonly chromium: Chromium | string
  private opening: Promise<OpenProfile> | null = null
  /** Where the DevTools of its windows are, once there is one. */
  endpoint: string | null = null

  /** `chromium` is its own, started with the first window and ended with the app, or the endpoint of a shared one. */
  constructor(chromium: Chromium | string) {
    this.chromium = chromium
  }

  open(): Promise<OpenProfile> {
    this.opening ??= this.connect()
    return this.opening
  }

  async stop(): Promise<void> {
    const open = await this.opening?.catch(() => null)
    if (open) {
      await open.cdp
        .send('Target.disposeBrowserContext', { browserContextId: open.contextId })
        .catch(() => {})
      open.cdp.close()
    }
    if (typeof this.chromium !== 'string') await this.chromium.stop()
  }

  private async connect(): Promise<OpenProfile> {
    const endpoint = typeof this.chromium === 'string' ? this.chromium : await this.chromium.start()
    const cdp = await CdpConnection.open(endpoint)
    const created = await cdp.send('Target.createBrowserContext', { disposeOnDetach: true })
    const { browserContextId: contextId } = z.object({ browserContextId: z.string() }).parse(created)
    this.endpoint = endpoint
    return { cdp, contextId }
  }
}
