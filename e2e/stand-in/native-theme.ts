import type * as Electron from 'electron'
import { eventsOf, KnownEvents } from './known-events.ts'

const EVENTS = eventsOf<Electron.NativeTheme>()('updated')

/** Electron's `nativeTheme`: what the system prefers, unless the app says otherwise. */
export class NativeTheme
  extends KnownEvents
  implements Pick<Electron.NativeTheme, 'shouldUseDarkColors' | 'themeSource'>
{
  private readonly applied: (dark: boolean) => void
  private source: Electron.NativeTheme['themeSource'] = 'system'
  private systemIsDark = false

  /** `applied` is told what pages should prefer, when it changes. */
  constructor(applied: (dark: boolean) => void) {
    super('nativeTheme', EVENTS)
    this.applied = applied
  }

  get shouldUseDarkColors(): boolean {
    return this.source === 'system' ? this.systemIsDark : this.source === 'dark'
  }

  get themeSource(): Electron.NativeTheme['themeSource'] {
    return this.source
  }

  set themeSource(source: Electron.NativeTheme['themeSource']) {
    this.change(() => {
      this.source = source
    })
  }

  /** As when the user switches the desktop's theme. */
  setSystem(dark: boolean): void {
    this.change(() => {
      this.systemIsDark = dark
    })
  }

  private change(act: () => void): void {
    const before = this.shouldUseDarkColors
    act()
    if (before === this.shouldUseDarkColors) return
    this.applied(this.shouldUseDarkColors)
    this.emit('updated')
  }
}
