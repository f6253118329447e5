import type * as Electron from 'electron'

type WebFrameMainPart = Pick<Electron.WebFrameMain, 'url' | 'origin' | 'detached' | 'isDestroyed'>

/** Electron's `WebFrameMain` for a window's main frame; the stand-in gives frames within it no preload, so no others speak. */
export class WebFrameMain implements WebFrameMainPart {
  readonly parent = null
  readonly detached = false
  private readonly currentUrl: () => string
  private readonly gone: () => boolean

  constructor(currentUrl: () => string, gone: () => boolean) {
    this.currentUrl = currentUrl
    this.gone = gone
  }

  get url(): string {
    return this.currentUrl()
  }

  /** As Chromium writes the origin of a standard scheme: `app://host`, and "null" for what has none. */
  get origin(): string {
    if (!URL.canParse(this.url)) return 'null'
    const { protocol, host } = new URL(this.url)
    return host === '' ? 'null' : `${protocol}//${host}`
  }

  isDestroyed(): boolean {
    return this.gone()
  }
}
