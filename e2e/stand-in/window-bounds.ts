import type * as Electron from 'electron'

/** Where a window is, within its smallest size; maximised it fills the display's work area. */
export class WindowBounds {
  private readonly min: Electron.Size
  private readonly workArea: () => Electron.Rectangle
  private normal: Electron.Rectangle
  private maximized = false

  constructor(options: Electron.BrowserWindowConstructorOptions, workArea: () => Electron.Rectangle) {
    this.workArea = workArea
    this.min = { width: options.minWidth ?? 0, height: options.minHeight ?? 0 }
    const area = workArea()
    const { width, height } = this.atLeast(options.width ?? 800, options.height ?? 600)
    const x = options.x ?? Math.round(area.x + (area.width - width) / 2)
    const y = options.y ?? Math.round(area.y + (area.height - height) / 2)
    this.normal = { x, y, width, height }
  }

  get current(): Electron.Rectangle {
    return { ...(this.maximized ? this.workArea() : this.normal) }
  }

  /** Where it is when it is neither maximised nor minimised. */
  get whenNormal(): Electron.Rectangle {
    return { ...this.normal }
  }

  get isMaximized(): boolean {
    return this.maximized
  }

  maximize(maximized: boolean): void {
    this.maximized = maximized
  }

  move(bounds: Partial<Electron.Rectangle>): void {
    const { x, y, width, height } = { ...this.normal, ...bounds }
    this.normal = { x, y, ...this.atLeast(width, height) }
  }

  private atLeast(width: number, height: number): Electron.Size {
    return { width: Math.max(width, this.min.width), height: Math.max(height, this.min.height) }
  }
}
