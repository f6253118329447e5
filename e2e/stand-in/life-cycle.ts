import type { BrowserWindow, WindowList } from './browser-window.ts'
import { preventable } from './known-events.ts'

/** What ending the app needs. */
export interface LifeCycleParts {
  emit(event: string, ...args: readonly unknown[]): void
  listenerCount(event: string): number
  /** Ends the process, after everything was emitted. */
  end(exitCode: number): void
}

/**
 * How an app ends, by the rules of Electron's own Browser class: `quit` asks (before-quit, each window's close, will-quit),
 * `exit` does not; both end with quit. Who prevents one of these keeps the app running.
 */
export class LifeCycle implements WindowList {
  private readonly parts: LifeCycleParts
  private readonly open = new Set<BrowserWindow>()
  private isQuitting = false
  private isExiting = false
  private isOver = false
  private exitCode = 0
  private lastId = 0

  constructor(parts: LifeCycleParts) {
    this.parts = parts
  }

  get windows(): readonly BrowserWindow[] {
    return [...this.open]
  }

  nextId(): number {
    return ++this.lastId
  }

  add(window: BrowserWindow): void {
    this.open.add(window)
  }

  remove(window: BrowserWindow): void {
    this.open.delete(window)
  }

  onClosePrevented(): void {
    this.isQuitting = false
  }

  onClosed(): void {
    if (this.open.size > 0) return
    if (this.isExiting) this.end()
    else if (this.isQuitting) this.askAndEnd()
    else if (this.parts.listenerCount('window-all-closed') === 0) this.quit()
    else this.parts.emit('window-all-closed')
  }

  quit(): void {
    if (this.isQuitting) return
    const event = preventable({})
    this.parts.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.isQuitting = true
    if (this.open.size === 0) this.askAndEnd()
    else for (const window of this.windows) window.close()
  }

  exit(exitCode: number): void {
    this.exitCode = exitCode
    this.isQuitting = true
    this.isExiting = true
    if (this.open.size === 0) this.end()
    else for (const window of this.windows) window.destroy()
  }

  private askAndEnd(): void {
    if (this.isOver) return
    const event = preventable({})
    this.parts.emit('will-quit', event)
    if (event.defaultPrevented) this.isQuitting = false
    else this.end()
  }

  private end(): void {
    if (this.isOver) return
    this.isOver = true
    this.parts.emit('quit', preventable({}), this.exitCode)
    // Like Electron's message loop: what is due now still runs.
    setImmediate(() => this.parts.end(this.exitCode))
  }
}
