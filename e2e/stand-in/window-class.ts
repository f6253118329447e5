import type * as Electron from 'electron'
import { BrowserWindow, type WindowParts } from './browser-window.ts'
import type { LifeCycle } from './life-cycle.ts'
import { onlyKnownClass } from './only-known.ts'
import type { WebContents } from './web-contents.ts'

/** The class `BrowserWindow` as the app has it. */
export function windowClass(parts: WindowParts, lifeCycle: LifeCycle) {
  const seen = (window: BrowserWindow | undefined) => window?.seen ?? null
  class AppWindow extends BrowserWindow {
    constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
      super(parts, options)
    }

    static getAllWindows(): BrowserWindow[] {
      return lifeCycle.windows.map(window => window.seen)
    }

    static getFocusedWindow(): BrowserWindow | null {
      return seen(lifeCycle.windows.find(window => window.isFocused()))
    }

    static fromId(id: number): BrowserWindow | null {
      return seen(lifeCycle.windows.find(window => window.id === id))
    }

    static fromWebContents(webContents: WebContents): BrowserWindow | null {
      return seen(lifeCycle.windows.find(window => window.contents.seen === webContents))
    }
  }
  return onlyKnownClass(AppWindow, 'BrowserWindow', window => window.seen)
}
