import { join } from 'node:path'
import { hasDisplay } from '#engine/shell/has-display.ts'
import { type Route, routeHash } from '#shared/route.ts'
import { AppWindow } from './app-window.ts'
import { findBrowser } from './find-browser.ts'
import { openBrowser } from './open-browser.ts'

export interface DashboardOpenerOptions {
  readonly dataDir: string
  /** An address that opens the dashboard once, at a route. */
  readonly ticketAddress: (route: Route | null) => string
}

/** Opens the dashboard: in a window of its own where a browser can do that, else in the default browser. */
export class DashboardOpener {
  readonly #options: DashboardOpenerOptions
  readonly #window: AppWindow | null
  /** One at a time: two clicks in a row open one window. */
  #opening: Promise<unknown> = Promise.resolve()

  constructor(options: DashboardOpenerOptions) {
    this.#options = options
    const browser = findBrowser(process.platform, process.env)
    const profileDir = join(options.dataDir, 'window')
    const isRoot = process.getuid?.() === 0
    this.#window = browser === null ? null : new AppWindow({ browser, profileDir, isRoot })
  }

  /** Answers whether there is a screen to open it on. */
  async open(route: Route | null): Promise<boolean> {
    if (!hasDisplay(process.platform, process.env)) return false
    const opening = this.#opening.then(() => this.#show(route))
    this.#opening = opening
    await opening
    return true
  }

  async close(): Promise<void> {
    await this.#opening
    await this.#window?.close()
  }

  async #show(route: Route | null): Promise<void> {
    const address = () => this.#options.ticketAddress(route)
    const hash = route === null ? null : routeHash(route)
    if (!(await this.#window?.show(address, hash))) openBrowser(address(), process.platform)
  }
}
